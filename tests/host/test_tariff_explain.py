"""`meter tariff explain`: every kind, and every field that a document has, is spoken of."""

import json
from copy import deepcopy

import pytest

from host.cli import main
from host.tariff.explain.document import explained
from host.tariff.explain.rule import paragraph
from host.tariff.explain.sentences import KINDS as SPOKEN
from host.templates.catalogue import templates
from tariffs.compiler import compile_tariff
from tariffs.errors import TariffError
from tariffs.rules import KINDS
from tests.tariff_mutations import example, site

HIGH = (
    "from 1 June to 31 August: Monday to Friday 00:00 to 06:00, 09:00 to 12:00 and 22:30 to 24:00,"
    " Saturday and Sunday 00:00 to 06:00 and 22:30 to 24:00, each kWh costs 0.20111 EUR (high)"
)
STEEL = "host/data/steel_plant_2018.csv"


@pytest.fixture
def explain(capsys):
    def run(*words):
        code = main(["tariff", "explain", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_fixed_price_of_an_energy_is_for_its_unit():
    energy = {"rule": "kvarh", "kind": "energy", "of": "lag"}
    fuel = {"rule": "fuel", "kind": "fixed", "price": "0.02", "of": "kvarh"}
    document = {"currency": "EUR", "rules": [energy, fuel]}
    (said,) = paragraph(fuel, document, {})
    assert said.startswith("Each kvarh costs 0.02 EUR. That is multiplied by kvarh.")
    (said,) = paragraph(dict(fuel, per="year"), document, {})
    assert said.startswith("Each year costs 0.02 EUR.")


def test_every_kind_has_sentences():
    assert set(SPOKEN) == set(KINDS)


def leaves(value, path=()):
    """(path, value) of each text, number and flag."""
    if isinstance(value, (dict, list)):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, name))
    else:
        yield path, value


def other(value):
    """Another value of the same sort."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return 11 if value != 11 else 7
    digits = value.lstrip("-").replace(".", "")
    return f"{value}7" if digits.isdigit() and "." in value else f"{value}x"


def put(document, path, value):
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = value


def text_of(rule, document):
    return "\n".join(paragraph(rule, document, {}))


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_rule_is_spoken_of(kind):
    """Whatever a rule says otherwise, its paragraph says otherwise."""
    document = example(kind)
    for rule in document["rules"]:
        said = text_of(rule, document)
        for path, value in leaves(rule):
            if path in (("rule",), ("kind",)):
                continue
            changed = deepcopy(rule)
            put(changed, path, other(value))
            if path[0] == "accrual":
                changed["accrual"] = "reserved" if value != "reserved" else "daily"
            assert text_of(changed, document) != said or not matters(rule, path), path


def matters(rule, path):
    """The accrual of a rule that charges nothing is never spoken of."""
    return path != ("accrual",) or "charges nothing" not in text_of(
        rule, {"currency": "EUR", "rules": []}
    )


@pytest.mark.parametrize("template", templates(), ids=lambda each: each.name)
def test_every_template_is_explained_rule_by_rule(explain, template):
    words = ("--site", template.site_path) if template.site_path else ()
    code, out, err = explain(template.name, *words)
    assert (code, err) == (0, "")
    for number, rule in enumerate(template.document["rules"], 1):
        assert f"\n{number}. {rule['rule']} ({rule['kind']})\n" in out


def test_a_document_without_its_site_is_explained(explain):
    code, out, _ = explain("cn-shanghai-two-part")
    assert code == 0
    assert "facts: declared_kw (for basic charge), supply_kva (for use per kVA)" in out


@pytest.mark.parametrize(
    "field", ["zone", "cycle", "rounding", "special_days", "events", "calendars"]
)
def test_what_stands_before_the_rules_is_spoken_of(field):
    document = example("energy")

    def said(found):
        try:
            tariff = compile_tariff(found, site())
        except TariffError:  # what cannot be compiled is not explained either
            return None
        return str(list(explained(found, tariff)))

    first = said(document)
    tried = 0
    for path, value in leaves(document[field]):
        if (field, path[0]) == ("calendars", 1):
            continue  # it has one period, of which there is nothing to say
        for instead in (other(value), "24:00", "05:15", 2, "sat", "1", "local"):
            changed = deepcopy(document)
            put(changed[field], path, instead)
            now = said(changed)
            if now is not None and instead != value:
                tried += 1
                assert now != first, path
    assert tried


def test_what_is_said_of_hours_and_prices(explain, tmp_path):
    path = tmp_path / "t.json"
    path.write_text(json.dumps(example("energy")))
    _, out, _ = explain(path)
    flat = " ".join(out.split())
    assert "A bill begins on day 15, every 2 months, counted from January." in flat
    assert HIGH in flat


def test_a_rule_in_words():
    document = {"currency": "EUR", "rules": []}
    rule = {
        "rule": "d",
        "kind": "demand",
        "window_min": 30,
        "price": "9.5",
        "quantity_rounding": {"to": "1", "mode": "up"},
        "when": [{"quantity": "site:kva", "above": "100"}],
    }
    assert text_of(rule, document) == (
        "The demand is the highest mean power over 30 minutes (energy drawn). The quantity is"
        " first rounded to 1, up, away from zero. Each kW costs 9.50 EUR. It charges only if the"
        " site's kva is more than 100. Money leaves the balance day by day, by the share of the"
        " bill's days begun."
    )


def test_a_load_says_what_each_rule_comes_to(explain):
    code, out, _ = explain("kr-kepco-industrial-a2", "--load", STEEL)
    assert code == 0
    assert "  On this load: 877,238 KRW.\n" in out
    assert "On this load, 2018-01-18 to 2018-01-25: 5,863,040 KRW in all." in out.replace(
        "\n", " "
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("cn-shanghai-two-part", "--load", STEEL), "got no site fact"),
        (("kr-nothing",), "the nearest is"),
        (("demo-flat", "--load", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_a_mistake_is_one_message(explain, words, message):
    code, out, err = explain(*words)
    assert (code, out) == (2, "")
    assert message in err and err.count("\n") == 1


def test_lines_fit_a_terminal(explain):
    _, out, _ = explain("kr-kepco-industrial-a2")
    assert max(map(len, out.splitlines())) <= 98
