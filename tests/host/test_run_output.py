"""The result file: held from the beginning, whole at the end, one message where it cannot be."""

import errno
import json
import os

import pytest

from host.run.output import result_file
from host.simulator.errors import SimulationError


def refusal(path):
    with pytest.raises(SimulationError) as refused, result_file(path):
        pass
    return str(refused.value)


def test_a_result_is_written_whole(tmp_path):
    path = tmp_path / "out.json"
    with result_file(path) as write:
        assert (tmp_path / "out.json.part").exists()
        assert not path.exists()
        write({"ok": True})
    assert json.loads(path.read_text()) == {"ok": True}
    assert os.listdir(tmp_path) == ["out.json"]


def test_a_run_that_fails_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "out.json"
    path.write_text("before")
    with pytest.raises(KeyboardInterrupt), result_file(path):
        raise KeyboardInterrupt
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["out.json"]


def test_a_symbolic_link_is_written_through(tmp_path):
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "target.json", tmp_path / "link.json"
    link.symlink_to(target)
    for number in (1, 2):
        with result_file(link) as write:
            write(number)
        assert link.is_symlink()
        assert json.loads(target.read_text()) == number


def test_a_loop_of_links_is_refused(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert "Too many levels of symbolic links" in refusal(tmp_path / "a")


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    assert "File name too long" in refusal(tmp_path / ("x" * 300))
    assert "File name too long" in refusal(tmp_path / ("x" * 253))
    assert "cannot write there" in refusal(type(tmp_path)("/proc/meter.json"))
    assert "the folder does not exist" in refusal(tmp_path / "none" / "out.json")
    assert "expected a file" in refusal(tmp_path)
    (tmp_path / "out.json.part").mkdir()
    assert "out.json.part is no file and in the way" in refusal(tmp_path / "out.json")


def test_two_runs_do_not_share_a_file(tmp_path):
    path = tmp_path / "out.json"
    with result_file(path) as write:
        assert "another run is writing there" in refusal(path)
        write(1)
    assert json.loads(path.read_text()) == 1


def test_what_a_killed_run_left_is_taken_over(tmp_path):
    (tmp_path / "out.json.part").write_text("half of a res")
    with result_file(tmp_path / "out.json") as write:
        write(1)
    assert os.listdir(tmp_path) == ["out.json"]


def test_a_full_disk_is_one_message(tmp_path, monkeypatch):
    def full(*paths):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    said = pytest.raises(SimulationError, match="No space left on device")
    with said, result_file(tmp_path / "out.json") as write:
        write(1)
    assert not os.listdir(tmp_path)


def test_without_a_file_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with result_file(None) as write:
        write(1)
    assert not os.listdir(tmp_path)
