"""The file system in ROM, as MicroPython reads it, and the emulated board where it is built."""

import json
import subprocess

import pytest

from host.runtimes import SetupError, board, build, describe, find, romfs
from host.runtimes.recipes import BENCH, RECIPES
from tests.interpreter import required

FILES = {
    "main.py": b"print('main')\n",
    "pack/__init__.py": b"",
    "pack/deep/long.py": b"TEXT = '" + b"x" * 20000 + b"'\n",
    "empty": b"",
}
READ = """
import json, os, sys, vfs
image = open(%r, "rb").read()
vfs.mount(vfs.VfsRom(image), "/rom")
sys.path[:] = ["/rom"]
from pack.deep.long import TEXT
print(json.dumps([sorted(os.listdir("/rom")), len(TEXT), open("/rom/empty").read()]))
"""


@pytest.fixture(scope="module")
def argv():
    """The emulated board, which only `make bench` builds."""
    found = find("micropython-qemu")
    if found is None:
        pytest.skip("NOT RUN: no emulated board; run `make bench`")
    return found


@pytest.mark.parametrize("odd", [b"", b"1"])
def test_micropython_reads_the_file_system(odd, tmp_path):
    image = romfs.image({**FILES, "odd": odd})
    assert len(image) % 2 == 0
    path = tmp_path / "image"
    path.write_bytes(image)
    command = [*required("micropython32"), "-c", READ % str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    names = ["empty", "main.py", "odd", "pack"]
    assert (done.stderr, json.loads(done.stdout)) == ("", [names, 20000, ""])


def test_the_board_is_no_runtime_of_the_tests():
    assert not set(BENCH) & set(RECIPES)


def test_the_board_runs_what_is_in_its_rom(argv):
    assert board.run(argv, "import main", FILES) == "main\n"
    seen = describe(argv)
    assert (seen.name, seen.word_bits, seen.float_bits) == ("micropython", 32, 32)


def test_an_exception_on_the_board_is_told(argv):
    with pytest.raises(SetupError, match="the emulated board: ValueError: no"):
        board.run(argv, "print(1)\nraise ValueError('no')")


def test_a_board_without_memory_ends_all_the_same(argv):
    full = "import gc\ngc.disable()\nheld = []\nwhile True: held = [held]"
    with pytest.raises(SetupError, match="MemoryError"):
        board.run(argv, full, timeout_s=30)


def test_a_board_that_does_not_end_is_ended(argv):
    with pytest.raises(SetupError, match="does not end within 3 s"):
        board.run(argv, "while True: pass", timeout_s=3)


def test_an_emulator_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SetupError, match="does not start"):
        board.run([str(tmp_path / "qemu"), "firmware"], "")
    with pytest.raises(SetupError, match="false failed"):
        board.run(["false", "firmware"], "")


def test_a_bare_compiler_is_only_asked_to_compile(monkeypatch, tmp_path):
    recipe = BENCH["micropython-qemu"]
    compiler = tmp_path / "arm-none-eabi-gcc"
    compiler.write_text('#!/bin/sh\nfor a; do last=$b; b=$a; done\n[ "$b" = -c ] && : >"$last"\n')
    compiler.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert build.system.compiler(recipe) == str(compiler)
    compiler.write_text("#!/bin/sh\nexit 0\n")
    assert build.system.compiler(recipe) is None
