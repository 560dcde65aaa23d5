"""docs/processors.md shows what its command prints."""

import re
import shlex
from pathlib import Path

from host.cli import main
from tests.interpreter import required

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "processors.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```\n\$ meter (.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_transcript_is_what_the_command_prints(capsys):
    required("micropython32")
    ((command, shown),) = BLOCK.findall(PAGE)
    assert main(shlex.split(command)) == 0
    printed = capsys.readouterr().out.splitlines()
    lines = [line for line in shown.splitlines() if line != "..."]
    at = printed.index(lines[0])
    assert printed[at : at + len(lines)] == lines


def test_the_page_names_only_options_and_files_that_there_are():
    root = Path(__file__).resolve().parents[2]
    for name in re.findall(r"`((?:tests|firmware)/[\w/]+\.py)`", PAGE):
        assert (root / name).exists(), name
