"""`meter tariff import-urdb`: what it reads, writes and refuses."""

import argparse
import json

import pytest

from host.simulator.errors import SimulationError
from host.urdb import command
from host.urdb.item import UrdbError, read_rate
from tariffs.compiler import compile_tariff
from tests.host.oracles import year

SAM = year.DATA / "urdb" / "sam_urdbv7.json"


def run(*arguments):
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())
    return command.carry_out(parser.parse_args(["import-urdb", *map(str, arguments)]))


def test_the_document_goes_to_standard_output_and_the_losses_beside_it(capsys):
    assert run(SAM) == 0
    said = capsys.readouterr()
    compile_tariff(json.loads(said.out))
    rounded = "energyratestructure[0][0].rate: 0.07076899707317352: rounded to 0.070768997"
    assert any(line.startswith(rounded) for line in said.err.splitlines())
    assert "zone: no field of a rate: assumed UTC+0" in said.err


def test_the_document_goes_to_a_file(tmp_path, capsys):
    path = tmp_path / "tariff.json"
    assert run(SAM, "--output", path, "--utc-offset", "-480", "--window-min", "30") == 0
    assert capsys.readouterr().out == ""
    document = json.loads(path.read_text())
    assert document["zone"] == {"utc_offset_min": -480}
    demand = [rule for rule in document["rules"] if rule["kind"] == "demand"]
    assert {rule["window_min"] for rule in demand} == {30}


def test_tiers_can_be_asked_for(capsys):
    modes = {}
    for mode in ("running", "pro-rata"):
        run(SAM, "--tier-mode", mode)
        rules = json.loads(capsys.readouterr().out)["rules"]
        modes[mode] = next(rule["mode"] for rule in rules if rule["kind"] == "tiers")
    assert modes == {"running": "running", "pro-rata": "pro_rata"}


def test_a_rate_that_cannot_be_billed_names_its_file():
    path = year.DATA / "urdb" / "seward_d28.json"
    with pytest.raises(SimulationError, match=r"seward_d28\.json: energyweekdayschedule or"):
        run(path)


def test_a_rate_too_large_for_a_meter_is_refused(tmp_path):
    structure = [[{"max": top + 1, "rate": 1} for top in range(15)] + [{"rate": 2}]]
    path = tmp_path / "rate.json"
    path.write_text(json.dumps({"energyratestructure": structure, **year.schedules("energy", 0)}))
    with pytest.raises(SimulationError, match="expected a list of 1 to 12"):
        run(path)


def test_an_answer_of_the_database_holds_one_rate(tmp_path):
    path = tmp_path / "rate.json"
    path.write_text(json.dumps({"items": [{"name": "one"}]}))
    assert read_rate(path) == {"name": "one"}
    path.write_text(json.dumps({"items": [{"name": "one"}, {"name": "two"}]}))
    with pytest.raises(UrdbError, match="got 2, expected a file with one rate"):
        read_rate(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "not a JSON document"),
        ("[]", "got 0, expected a file with one rate"),
        ("3", "expected an object with the fields"),
        ('{"rate": NaN}', "NaN is no JSON number"),
        ("[" * 5000, "not a JSON document"),
        ('{"a": "' + "x" * 1024 * 1024 + '"}', "more than 1 MiB"),
        ("\udcff", "not UTF-8 text"),
    ],
)
def test_a_file_that_is_no_rate_is_refused(tmp_path, content, message):
    path = tmp_path / "rate.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(UrdbError, match=message):
        read_rate(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UrdbError, match="No such file"):
        read_rate(tmp_path / "none.json")
