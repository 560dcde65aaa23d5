"""Where the world listens: each place that will not do is answered with its own advice."""

import os
import socket

import pytest

from host.simulator.errors import SimulationError
from host.simulator.processes import MOST_PATH_BYTES, Listener


def refusal(path):
    with pytest.raises(SimulationError) as refused:
        Listener(path)
    return str(refused.value)


def test_a_place_that_will_not_do_is_refused(tmp_path):
    (tmp_path / "file").write_text("precious")
    assert "got a folder, expected a new file; add a file name" in refusal(tmp_path)
    assert "the folder does not exist; create it" in refusal(tmp_path / "none" / "world")
    assert "got a file that is no socket, which is left alone" in refusal(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "precious"


def test_a_long_path_is_refused_with_its_length(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    message = refusal("x" * 108)
    assert "got 108 bytes, expected at most 107; shorten the path" in message
    assert message.endswith("or choose another --socket")
    Listener("x" * MOST_PATH_BYTES).close()


def test_a_long_temporary_folder_is_refused_and_left_empty(tmp_path, monkeypatch):
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    assert refusal(None).endswith("or set TMPDIR to another one")
    assert not os.listdir(folder)


def test_a_socket_in_use_is_left_alone(tmp_path):
    path = tmp_path / "world"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(path))
        assert "Address already in use; if no other run uses it, remove the file" in refusal(path)
    assert path.exists()
