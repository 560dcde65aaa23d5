"""Interpreters are found, measured and built, and what is missing is named."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from host.runtimes import SetupError, build, describe, find, is_stand_in, lookup, source, system
from host.runtimes.recipes import RECIPES
from tests.interpreter import required

RECIPE = RECIPES["micropython32"]
ARM = RECIPES["micropython-arm"]


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine with an empty PATH and nothing built; returns the folder that is its PATH."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(lookup, "BUILD", tmp_path / "build")
    monkeypatch.setattr(build, "BUILD", tmp_path / "build")
    return programs


def program(folder, name, script="exit 1"):
    """Puts an executable shell script into `folder`."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize("name", RECIPES)
def test_the_built_interpreters_have_the_numbers_of_a_board(name):
    argv = required(name)
    if is_stand_in(argv):
        pytest.skip(f"NOT RUN: {argv[0]} stands in for {name}; run `make interpreters`")
    seen = describe(argv)
    assert (seen.name, seen.word_bits, seen.float_bits) == ("micropython", 32, 32)
    assert seen.version.startswith("1.25.")


def test_describe_measures_cpython_too():
    seen = describe([sys.executable])
    assert (seen.name, seen.word_bits, seen.float_bits) == ("cpython", 64, 64)


def test_describe_names_a_program_that_is_no_interpreter(tmp_path):
    fake = program(tmp_path, "fake")
    with pytest.raises(SetupError, match="fake does not run"):
        describe([str(fake)])


def test_an_unknown_runtime_is_refused_with_the_known_names():
    with pytest.raises(ValueError, match=r"'micropython64'; there are micropython32, "):
        find("micropython64")


def test_nothing_is_found_on_a_bare_machine(bare):
    assert [find(name) for name in RECIPES] == [None, None]


def test_a_micropython_on_the_path_stands_in_for_the_32_bit_one_only(bare):
    other = program(bare, "micropython")
    assert find("micropython32") == [str(other)]
    assert is_stand_in(find("micropython32"))
    assert find("micropython32", stand_in=False) is None
    assert find("micropython-arm") is None


def test_an_arm_program_without_an_emulator_is_not_found(bare):
    lookup.BUILD.mkdir()
    program(lookup.BUILD, "micropython-arm")
    assert find("micropython-arm") is None
    emulator = program(bare, "qemu-arm")
    assert find("micropython-arm") == [str(emulator), str(lookup.BUILD / "micropython-arm")]


def test_what_is_missing_is_named_with_the_packages_that_bring_it(bare, capsys):
    assert build.main([]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    for recipe, line in zip((RECIPE, ARM), told, strict=True):
        assert line.startswith(f"{recipe.name}: this machine lacks make, dpkg-source, ")
        assert "install what Debian calls gcc" in line
    assert "lib32gcc-N-dev" in told[0]
    assert "qemu-user" in told[1]


def test_best_effort_is_for_laptops_and_not_for_ci(bare, monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    assert build.main(["--best-effort"]) == 0
    monkeypatch.setenv("CI", "true")
    assert build.main(["--best-effort"]) == 2


def test_without_root_the_command_for_root_is_told(bare, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    program(bare, "apt-get")
    with pytest.raises(SetupError, match="only root can install it, so run: sudo apt-get install"):
        system.prepare(RECIPE)


def test_what_apt_says_is_part_of_the_message(bare, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(bare, "apt-get", "echo 'E: no route' >&2; exit 100")
    with pytest.raises(SetupError, match=r"failed \(E: no route\); check the network"):
        system.prepare(RECIPE)


def test_a_compiler_that_makes_nothing_that_runs_is_no_compiler(bare):
    program(bare, "gcc", "exit 0")
    assert system.compiler(RECIPE) is None


def test_another_distribution_is_told_what_would_do(bare, monkeypatch, tmp_path):
    monkeypatch.setattr(source, "KEPT", tmp_path / "kept")
    with pytest.raises(SetupError, match="this is not Debian"):
        source.unpack(tmp_path)


def test_a_changed_recipe_makes_the_program_stale(monkeypatch):
    required(RECIPE.name)
    monkeypatch.setattr("host.runtimes.recipes.CFLAGS", "-O0")
    assert not build.is_current(RECIPE)


def test_a_failed_build_leaves_the_old_program_and_no_folder(bare, monkeypatch, tmp_path):
    monkeypatch.setattr(system, "prepare", lambda recipe: "/bin/gcc")
    monkeypatch.setattr(source, "unpack", make_tree)
    monkeypatch.setattr(build, "mpy_cross", lambda: ["mpy-cross"])
    build.BUILD.mkdir()
    old = program(build.BUILD, "micropython32")
    program(bare, "make", "echo boom; exit 2")
    with pytest.raises(SetupError, match=r"the build failed \(boom\)"):
        build.build(RECIPE)
    left = sorted(path.name for path in build.BUILD.iterdir())
    assert left == ["micropython32", "micropython32.log"]
    assert old.read_text().startswith("#!/bin/sh")


def make_tree(folder):
    """An empty source tree, as far as the build script looks at it."""
    tree = Path(folder, "source")
    (tree / "ports" / "unix").mkdir(parents=True)
    return tree


def test_running_the_package_says_what_is_here():
    run = subprocess.run(
        [sys.executable, "-m", "host.runtimes"], capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0
    assert [line.split(":")[0] for line in run.stdout.splitlines()] == list(RECIPES)
