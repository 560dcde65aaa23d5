"""docs/desk.md shows what its commands print: each is run, in order, in one folder."""

import re
import shlex
from pathlib import Path

import pytest

from host.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n\$ meter (.*?)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
LEFT_OUT = "..."


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the data of the project, and a tariff with a price that is a number."""
    found = tmp_path_factory.mktemp("desk")
    (found / "host").symlink_to(ROOT / "host")
    return found


def test_the_page_has_a_transcript_of_each_command():
    words = [" ".join(command.split()[:2]) for command, _ in BLOCKS]
    for word in ("new", "check", "explain", "compare", "diff"):
        assert f"tariff {word}" in words
    assert words[0].startswith("templates")


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_a_transcript_is_what_the_command_prints(folder, monkeypatch, capsys, number):
    monkeypatch.chdir(folder)
    command, shown = BLOCKS[number]
    if "bad.json" in command:
        text = (folder / "mine.json").read_text()
        (folder / "bad.json").write_text(text.replace('"6490"', "6490"))
    main(shlex.split(command))
    said = capsys.readouterr()
    printed = [line.rstrip() for line in (said.out + said.err).splitlines() if line.strip()]
    place, may_skip = 0, False
    for line in shown.splitlines():
        if line == LEFT_OUT:
            may_skip = True
        elif line.strip():
            assert line in printed[place:], line
            at = printed.index(line, place)
            assert may_skip or at == place, printed[place]
            place, may_skip = at + 1, False
    assert may_skip or place == len(printed), printed[place:]
