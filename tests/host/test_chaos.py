"""`meter run --chaos`: it says what it did to the meter, and what was broken."""

import json

from host.cli import main
from host.run.chaos import BLOWS


def run(tmp_path, *words):
    """(exit code, result) of a short run with chaos."""
    path = tmp_path / "out.json"
    code = main(["run", "--plain", "--chaos", "--days", "0.012", "--json", str(path), *words])
    return code, json.loads(path.read_text())


def test_a_meter_bears_it_and_says_what_was_done(tmp_path, capsys):
    code, result = run(tmp_path, "--seed", "11")
    chaos = result["chaos"]
    assert (code, chaos["violations"], result["ok"]) == (0, [], True)
    assert set(chaos["counts"]) <= {name for name, _ in BLOWS}
    assert sum(chaos["counts"].values()) == len(chaos["blows"]) > 8
    assert len(result["resets"]) > 3
    said = capsys.readouterr().out
    assert "chaos: 0 invariants were broken" in said
    assert "times the processor dies" in said


def test_two_processors_bear_it(tmp_path, capsys):
    code, result = run(tmp_path, "--seed", "3", "--processors", "2", "--link-faults", "0.1")
    assert (code, result["chaos"]["violations"]) == (0, [])
    assert result["chaos"]["counts"]["the communication processor dies"] > 0


def test_the_same_seed_does_the_same(tmp_path, capsys):
    first, second = run(tmp_path, "--seed", "5")[1], run(tmp_path, "--seed", "5")[1]
    assert first["chaos"] == second["chaos"]
    assert first["resets"] == second["resets"]
