"""`meter tariff check` as it is typed: what it shows, and the one message it refuses with."""

import json
import re

import pytest

from host.cli import main
from host.tariff.command import SUBCOMMANDS
from tariffs.rules import KINDS
from tests.tariff_mutations import FOLDER, example

SITE = FOLDER + "site.json"
PREFIX = "^meter: (tariff FILE|--site SITE)(:1)?: "


def site_named(words):
    """The file of the site, and what stands for it."""
    return (str(words[1]), "SITE") if "--site" in words else ("", "")


@pytest.fixture
def tariff(capsys):
    """Runs `meter tariff`: code, output, errors."""

    def run(*words):
        try:
            code = main(["tariff", *map(str, words)])
        except SystemExit as ended:
            code = ended.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def refusal(tariff, tmp_path):
    """What is said of a document that is wrong."""

    def run(document, *words):
        path = tmp_path / "wrong.json"
        text = document if isinstance(document, str) else json.dumps(document)
        path.write_text(text, encoding="utf-8")
        code, out, err = tariff("check", path, *words)
        assert (code, out) == (2, "")
        assert err.endswith("\n") and err.count("\n") == 1
        return re.sub(PREFIX, "", err.replace(str(path), "FILE").replace(*site_named(words)))[:-1]

    return run


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_each_kind_is_shown_rule_by_rule(tariff, kind):
    code, out, err = tariff("check", f"{FOLDER}{kind}.json", "--site", SITE)
    assert (code, err) == (0, "")
    for rule in example(kind)["rules"]:
        row = next(line for line in out.splitlines() if line.startswith(f"  {rule['rule']}  "))
        assert rule["kind"] in row


def test_what_is_shown_of_a_tariff(tariff):
    code, out, _ = tariff("check", FOLDER + "energy.json")
    assert code == 0
    assert out.startswith("example of energy, EUR\n")
    assert "a bill begins on day 15, every 2 months from January on" in out
    assert "calendar use: low, high, critical\ncalendar all: all\n" in out
    flat = next(line.split() for line in out.splitlines() if line.startswith("  flat "))
    assert flat == ["flat", "energy", "other", "at_close", "kVAh", "1", "half_even"]
    fits, heap, time = out.splitlines()[-5:-2]
    assert re.fullmatch(r"time of a step, .*: \d+ us under .*, \d+[.]\d times .*", time)
    assert fits.startswith("fits the meter: 120 of 2816 bytes of state, ")
    assert fits.endswith(" of 6138 bytes of document")
    used_kib = re.fullmatch(r"memory in use on the meter, .*: (\d+) of 192 KiB", heap)[1]
    assert 100 < int(used_kib) < 170


def test_what_has_no_room_in_the_memory_of_a_meter_is_refused(tariff, tmp_path):
    steps = [{"up_to": "1", "price": "1"}, {"up_to": "2", "price": "2"}, {"price": "3"}]
    rules = [{"rule": f"t{n}", "kind": "tiers", "tiers": steps} for n in range(55)]
    document = {"format": 2, "name": "big", "currency": "EUR", "zone": {"utc_offset_min": 0}}
    (tmp_path / "big.json").write_text(json.dumps({**document, "rules": rules}))
    code, _, err = tariff("check", tmp_path / "big.json")
    assert code == 2
    assert "too large for the memory of this meter, expected fewer rules or rows" in err
    assert len(err.splitlines()) == 1


def test_a_template_is_known_by_name(tariff):
    code, out, _ = tariff("check", "demo-flat")
    assert (code, out.partition(",")[0]) == (0, "demo-flat")


def test_a_name_that_looks_like_markup_is_shown_as_it_is(tariff, tmp_path):
    document = example("energy")
    document["name"] = "[red]a[/]"
    path = tmp_path / "t.json"
    path.write_text(json.dumps(document))
    assert tariff("check", path)[1].startswith("[red]a[/], EUR\n")


def test_a_document_that_is_wrong_is_refused_in_one_line(refusal):
    document = example("energy")
    document["rules"][0]["prices"]["high"] = 0.2
    assert refusal(document) == (
        'rules[0].prices.high: got 0.2, expected a decimal number as text, such as "0.125"'
    )
    assert refusal({"format": 1}) == "format: got 1, expected 2; format 1 is not read any more"
    assert refusal("{").startswith("not a JSON document")
    assert refusal('{"format": 2, "format": 2}').startswith("got the key 'format' twice")
    assert "nested deeper than 10" in refusal("[" * 5000 + "]" * 5000)
    assert "got NaN" in refusal('{"format": NaN}')


def test_a_site_fact_that_is_missing_or_wrong(refusal, tmp_path):
    document = example("fixed")
    missing = "rules[2].of: got no site fact 'supply_kva', expected it among: "
    assert refusal(document) == missing + "none"
    site = tmp_path / "site.json"
    site.write_text('{"facts": {"contract_kw": "5"}}')
    assert refusal(document, "--site", site) == missing + "contract_kw"
    site.write_text('{"faktura": {}}')
    assert refusal(document, "--site", site).startswith('site: got the key "faktura", expected')


def test_a_site_file_that_is_not_there(tariff, tmp_path):
    code, out, err = tariff("check", "demo-flat", "--site", tmp_path / "none.json")
    assert (code, out) == (2, "")
    assert "cannot read none.json" in err


def test_a_state_that_does_not_fit(refusal):
    document = example("energy")
    window = {"kind": "demand", "window_min": 60, "step_min": 1}
    channels = ("import", "export", "apparent", "q1", "q2", "q3")
    document["rules"] = [{"rule": f"of {each}", "of": each, **window} for each in channels]
    assert refusal(document) == (
        "rules: got 3240 bytes of state (of q3 528, of q2 528, of q1 528, of import 528, of export"
        " 528), expected at most 2816: too big a tariff for the meter"
    )


def test_a_document_that_does_not_fit(refusal):
    document = example("fixed")
    document["rules"] = [
        {"rule": f"charge {n:02} " + "x" * 30, "kind": "fixed", "price": "1", "text": "long"}
        for n in range(64)
    ]
    message = refusal(document)
    assert "bytes as the meter stores it, expected at most 6138" in message


def test_every_subcommand_explains_itself(tariff):
    words = ("new", "check", "explain", "compare", "diff", "import-urdb")
    assert len(words) == len(SUBCOMMANDS)
    for word in words:
        code, out, _ = tariff(word, "--help")
        assert (code, out.startswith(f"usage: meter tariff {word}")) == (0, True)
    assert tariff()[0] == 2


def test_a_template_that_asks_for_a_site_is_checked_with_its_example(tariff):
    code, out, err = tariff("check", "bd-lt-c1")
    assert (code, err) == (0, "")
    assert out.startswith("site: host/data/sites/bd-lt-c1.json, the template's example")
    assert "site: host" not in tariff("check", "demo-flat")[1]


def test_elsewhere_the_message_names_the_example(capsys):
    assert main(["run", "--tariff", "bd-lt-c1", "--days", "0.001"]) == 2
    err = capsys.readouterr().err
    assert err.endswith("give --site FILE, of which host/data/sites/bd-lt-c1.json is an example\n")
    assert main(["run", "--tariff", f"{FOLDER}fixed.json", "--days", "0.001"]) == 2
    assert "example" not in capsys.readouterr().err
