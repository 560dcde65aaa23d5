"""The tariff part of `make bench`: its script runs everywhere, and the board counts exactly."""

import json
import os
import subprocess

import pytest

from host.bench import instructions, tariff_rows
from host.runtimes import SetupError, find
from tests.interpreter import ROOT, required

LOOP = """
import json
from tests.bench.stopwatch import UNIT, now, since
def spin():
    started = now()
    for _ in range(1000): pass
    return since(started)
print(json.dumps([UNIT, spin(), spin()]))
"""
NAMES = {"rules", "unit", "step", "longest", "compile", "document_bytes", "state_bytes"}


@pytest.fixture
def argv():
    found = find("micropython-qemu")
    if found is None:
        pytest.skip("NOT RUN: no emulated board; run `make bench`")
    return found


def test_the_script_measures_each_tariff():
    command = [*required("micropython32"), "-X", tariff_rows.HEAP, tariff_rows.STEPS]
    env = {**os.environ, "MICROPYPATH": f"{ROOT}:.frozen"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert [seen["rules"] for seen in found] == [1, 10, 50]
    for seen in found:
        assert set(seen) >= NAMES
        assert seen["unit"] == "us"
        assert seen["step"] <= seen["longest"]


def test_the_board_counts_the_same_each_time(argv, monkeypatch, tmp_path):
    monkeypatch.setattr(instructions, "ROOT", tmp_path)
    (tmp_path / "tests" / "bench").mkdir(parents=True)
    stopwatch = "tests/bench/stopwatch.py"
    (tmp_path / stopwatch).write_text((ROOT / stopwatch).read_text())
    (tmp_path / "loop.py").write_text(LOOP)
    unit, *counts = instructions.measure(argv, "loop.py", [stopwatch])
    assert unit == "instructions"
    assert all(50_000 < count < 500_000 for count in counts)
    assert instructions.measure(argv, "loop.py", [stopwatch]) == [unit, *counts]


def test_a_module_that_does_not_compile_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(instructions, "ROOT", tmp_path)
    (tmp_path / "loop.py").write_text("def\n")
    with pytest.raises(SetupError, match="loop.py: does not compile: "):
        instructions.measure(["qemu", "firmware"], "loop.py", ())


def test_tariffs_that_the_board_cannot_hold_are_told(capsys):
    assert not list(tariff_rows._board([{"rules": 50, "unit": "us", "failed": "too little"}]))
    told = capsys.readouterr().err
    assert told == "bench: tariff of 50: NOT MEASURED on the board: too little\n"
