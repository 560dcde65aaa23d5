"""`meter bill` as it is typed: what it prints, where, and what it refuses."""

import json
import subprocess
import sys

import pytest

from host.cli import main
from tests.host.loads import DEMAND, ENERGY, FORWARD, UNITED_STATES, document, load_of, local_hours

FACT = {"rule": "standing", "kind": "fixed", "price": "2", "of": "site:supply_kva"}


@pytest.fixture
def bill(tmp_path, capsys):
    """Runs `meter bill` on a tariff of these rules and a day of load: code, output, errors."""

    def run(*words, rules=(ENERGY, DEMAND), tariff=None, load=None):
        path = tmp_path / "tariff.json"
        path.write_text(json.dumps(tariff or document(*rules)))
        load = load or load_of(tmp_path, ["1"] * 96)
        try:
            code = main(["bill", "--tariff", str(path), "--load", str(load), *map(str, words)])
        except SystemExit as ended:
            code = ended.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def refusal(bill, *words, **ways):
    """The one line that such a call is refused with."""
    code, out, err = bill(*words, **ways)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    return err.splitlines()[-1]


def test_json_alone_is_all_that_is_printed(bill):
    code, out, err = bill("--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["total"] == "13.225806"


def test_json_with_a_file_goes_there_and_people_see_tables(bill, tmp_path):
    path = tmp_path / "out.json"
    code, out, _ = bill("--json", path)
    assert code == 0
    assert json.loads(path.read_text())["total"] == "13.225806"
    assert "total   13.225806 KRW" in out


def test_without_json_people_see_tables(bill):
    code, out, err = bill()
    assert (code, err) == (0, "")
    assert "2018-01-01 to 2018-01-02: 96.000 kWh, peak 4.000 kW" in out


def test_two_runs_tell_the_same(bill):
    assert bill("--json", "--prepaid", "5") == bill("--json", "--prepaid", "5")


def test_a_start_moves_the_load(bill):
    _, out, _ = bill("--json", "--start", "2018-01-06")
    (month,) = json.loads(out)["months"]
    assert (month["start"], month["lines"][1]["quantity"]) == ("2018-01-06", 0)


def test_an_account_is_debited(bill):
    _, out, _ = bill("--json", "--prepaid", "13.225806")
    assert json.loads(out)["prepaid"]["balance"] == "0.000000"


def test_facts_of_the_site_are_read(bill, tmp_path):
    site = tmp_path / "site.json"
    site.write_text(json.dumps({"facts": {"supply_kva": "310"}}))
    _, out, _ = bill("--json", "--site", site, rules=[ENERGY, FACT])
    assert json.loads(out)["months"][0]["totals"]["fixed"] == "20.000000"


def test_a_missing_fact_of_the_site_is_named(bill):
    message = refusal(bill, rules=[ENERGY, FACT])
    assert "tariff.json:1: rules[1].of: got no site fact" in message


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--site nowhere.json", "meter: --site nowhere.json: cannot read nowhere.json: No such"),
        ("--tier-mode running", "--tier-mode: got it without --urdb, expected both"),
        ("--start 1.1.2018", "argument --start: got '1.1.2018', expected a local date"),
        ("--prepaid 1e3", "argument --prepaid: got '1e3', expected an amount such as"),
        ("--plot chart.txt", "argument --plot: got 'chart.txt', expected a file that ends in"),
        ("--json nowhere/x.json", "--json nowhere/x.json: the folder does not exist"),
        ("--load nowhere.csv", "nowhere.csv: cannot read the load profile: No such file"),
        ("--tariff nowhere", "tariff nowhere: cannot read nowhere.json: No such file"),
    ],
)
def test_a_mistake_is_one_message(bill, words, message):
    assert message in refusal(bill, *words.split())


def test_a_tariff_that_is_none_is_one_message(bill):
    assert 'tariff.json:1: rules[0].kind: got "magic"' in refusal(
        bill, rules=[{**ENERGY, "kind": "magic"}]
    )


def test_an_hour_that_the_clock_of_the_tariff_skips_is_one_message(bill, tmp_path):
    load = tmp_path / "hours.csv"
    load.write_text("\n".join(local_hours(FORWARD, 0, 1, 2, 3)))
    tariff = document(ENERGY, zone=UNITED_STATES)
    message = refusal(bill, tariff=tariff, load=load)
    assert "hours.csv, line 4: start: got 2018-03-11T02:00:00, which the tariff's" in message
    code, out, _ = bill("--start", "2018-03-11", "--json", tariff=tariff, load=load)
    assert (code, json.loads(out)["end"]) == (0, "2018-03-11T05:00:00")


def test_a_mistake_leaves_an_earlier_result_as_it_was(bill, tmp_path):
    path = tmp_path / "out.json"
    path.write_text("before")
    refusal(bill, "--json", path, "--load", "nowhere.csv")
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".part"] == []


def test_matplotlib_is_imported_for_charts_only():
    code = "import sys, host.cli; host.cli._parser(); sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_a_result_does_not_take_the_place_of_the_load(bill, tmp_path):
    load = load_of(tmp_path, ["1"] * 96)
    before = load.read_text()
    said = refusal(bill, "--json", load, load=load)
    assert "which is what --load reads" in said
    assert load.read_text() == before


def test_a_peak_told_without_its_demand_is_looked_up_in_the_load(bill, tmp_path):
    site = tmp_path / "site.json"
    told = {"rule": "cp", "at": "2018-01-01T17:00", "told": "2018-01-01"}
    site.write_text(json.dumps({"coincident": [told]}))
    rule = {"rule": "cp", "kind": "coincident", "price": "10", "accrual": "at_once"}
    code, out, _ = bill("--json", "--site", site, rules=(rule,))
    (line,) = json.loads(out)["months"][0]["lines"]
    assert (code, line["quantity"], line["amount"]) == (0, 4.0, "40.000000")


def test_letters_that_the_output_has_not_are_no_traceback(tmp_path):
    tariff = tmp_path / "tariff.json"
    tariff.write_text(json.dumps(dict(document(ENERGY), currency="\u20ac")))
    words = ["bill", "--tariff", tariff, "--load", load_of(tmp_path, ["1"] * 96)]
    done = subprocess.run(
        [sys.executable, "-m", "host.cli", *map(str, words)],
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "total" in done.stdout
