"""Each slip that `meter tariff check` finds, in a document that has it and in one that has not."""

import json
from copy import deepcopy

import pytest

from host.cli import main
from host.tariff.findings import NOTE, WARNING, findings
from host.templates.catalogue import templates
from tariffs.compiler import compile_tariff

WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]
SOUND = {
    "format": 2,
    "name": "sound",
    "currency": "EUR",
    "zone": {"utc_offset_min": 60},
    "seasons": {"summer": ["04-01..09-30"], "winter": ["10-01..03-31"]},
    "calendars": [
        {
            "name": "use",
            "periods": ["low", "high"],
            "otherwise": "low",
            "schedule": [
                {"seasons": ["winter"], "days": WORKDAYS, "from": "08:00", "to": "12:00"},
                {"seasons": ["winter"], "days": WORKDAYS, "from": "12:00", "to": "20:00"},
                {"seasons": ["summer"], "days": WORKDAYS, "from": "10:00", "to": "18:00"},
            ],
        }
    ],
    "rules": [
        {"rule": "energy", "kind": "energy", "prices": {"low": "0.1", "high": "0.2"}},
        {"rule": "peak", "kind": "demand"},
        {"rule": "past", "kind": "history", "of": "peak", "bills": 11, "missing": "0"},
        {
            "rule": "demand",
            "kind": "billing_demand",
            "greatest": [{"of": "peak"}, {"of": "past", "percent": "80"}],
            "price": "5",
        },
        {"rule": "vat", "kind": "tax", "base": ["energy", "demand"], "percent": "20"},
    ],
}
for _row in SOUND["calendars"][0]["schedule"]:
    _row["period"] = "high"
ROWS = SOUND["calendars"][0]["schedule"]


def found(document, site=None):
    """{path: (level, text)} of what is found."""
    tariff = compile_tariff(document, site)
    return {each.path: (each.level, each.text) for each in findings(document, tariff, site)}


def changed(change):
    document = deepcopy(SOUND)
    change(document)
    return document


def rules_and(*rules):
    return changed(lambda document: document["rules"].extend(rules))


def put(document, value, *path):
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = value


def with_value(value, *path):
    return changed(lambda document: put(document, value, *path))


def rows_of(document):
    return document["calendars"][0]["schedule"]


def with_rows(*rows, **of_calendar):
    def change(document):
        document["calendars"][0]["schedule"] = list(rows)
        document["calendars"][0].update(of_calendar)

    return changed(change)


def test_nothing_is_odd_about_a_sound_document():
    assert found(SOUND) == {}


SLABS = {"rule": "pf", "kind": "power_factor", "base": ["energy"]}
TOUCHING = [
    {"from": "0.90", "to": "0.85", "percent": "1"},
    {"from": "0.85", "to": "0.60", "percent": "2"},
]
TIERS = {"kind": "tiers", "tiers": [{"price": "1"}]}
LOWER = {"rule": "a", **TIERS, "slice": {"up_to": "200", "unit": "kWh"}}
UPPER = {"rule": "b", **TIERS, "slice": {"over": "200", "unit": "kWh"}}
EVENT_ROW = {"events": ["call"], "period": "high"}
EVENT = [{"name": "call"}]
MENDED = {
    "a minute before the next row": (
        with_rows({**ROWS[0], "to": "11:59"}, *ROWS[1:]),
        SOUND,
        "calendars[0].schedule[0]",
        WARNING,
        "Monday to Friday 11:59 to 12:00 lies between rows",
    ),
    "a minute before midnight": (
        with_rows({"from": "20:00", "to": "23:59", "period": "high"}, ROWS[0]),
        with_rows({"from": "20:00", "to": "24:00", "period": "high"}, ROWS[0]),
        "calendars[0].schedule[0]",
        WARNING,
        "every day 23:59 to 24:00",
    ),
    "minutes that only otherwise has": (
        with_rows(*ROWS, {"days": ["sun"], "period": "low"}),
        SOUND,
        "calendars[0].otherwise",
        NOTE,
        "low has rows, and these minutes fall to it without one: from 1 ",
    ),
    "a row whose days do not come": (
        changed(
            lambda document: (
                document.update(
                    special_days=[
                        {"name": "fair", "dates": ["05-01"]},
                        {"name": "never", "dates": ["05-01"]},
                    ]
                ),
                rows_of(document).extend(
                    [{"days": ["fair"], "period": "high"}, {"days": ["never"], "period": "high"}]
                ),
            )
        ),
        changed(
            lambda document: (
                document.update(special_days=[{"name": "fair", "dates": ["05-01"]}]),
                rows_of(document).append({"days": ["fair"], "period": "high"}),
            )
        ),
        "calendars[0].schedule[4]",
        WARNING,
        "no minute of a year has this row of high",
    ),
    "a leap day without a season": (
        with_value(["10-01..02-28", "03-01..03-31"], "seasons", "winter"),
        SOUND,
        "seasons",
        WARNING,
        "29 February (in 2024) belongs to no season",
    ),
    "a season that no row has": (
        changed(
            lambda document: document["seasons"].update(
                winter=["10-01..01-31"], rain=["02-01..03-31"]
            )
        ),
        SOUND,
        "seasons.rain",
        NOTE,
        "no row of a calendar has rain",
    ),
    "an event that no row has": (
        with_value(EVENT, "events"),
        changed(
            lambda document: (document.update(events=EVENT), rows_of(document).append(EVENT_ROW))
        ),
        "events[0]",
        NOTE,
        "no row of a calendar has call",
    ),
    "special days that no row has": (
        with_value([{"name": "fair", "dates": ["05-01"]}], "special_days"),
        with_value([{"name": "fair", "dates": ["05-01"], "as": "sun"}], "special_days"),
        "special_days[0]",
        NOTE,
        "no row names fair",
    ),
    "a period without a price": (
        with_value({"high": "0.2"}, "rules", 0, "prices"),
        changed(
            lambda document: (
                put(document, {"high": "0.2"}, "rules", 0, "prices"),
                document["rules"].append(
                    {"rule": "l", "kind": "energy", "periods": ["low"], "price": "1"}
                ),
            )
        ),
        "rules[0].prices",
        WARNING,
        "energy of low has no price here, nor in another rule: it is free",
    ),
    "a rule of which nothing comes": (
        rules_and({"rule": "hours", "kind": "ratio", "of": "energy", "per": "peak"}),
        rules_and(
            {"rule": "hours", "kind": "ratio", "of": "energy", "per": "peak"},
            {
                "rule": "rent",
                "kind": "fixed",
                "price": "1",
                "when": [{"quantity": "hours", "above": "1"}],
            },
        ),
        "rules[5]",
        WARNING,
        "hours has no price, and no rule below uses its quantity",
    ),
    "a share of the demand itself": (
        with_value({"of": "peak", "percent": "80"}, "rules", 3, "greatest", 1),
        SOUND,
        "rules[3].greatest[1]",
        WARNING,
        "80 % of peak is never more than all of it: a ratchet",
    ),
    "a tax that leaves out a charge": (
        with_value(["energy"], "rules", 4, "base"),
        SOUND,
        "rules[4].base",
        NOTE,
        "vat is not levied on demand",
    ),
    "slabs with a hundredth between them": (
        rules_and({**SLABS, "slabs": [TOUCHING[0], {**TOUCHING[1], "from": "0.84"}]}),
        rules_and({**SLABS, "slabs": TOUCHING}),
        "rules[5].slabs[1].from",
        WARNING,
        "nothing counts from 0.85 to 0.84",
    ),
    "slices with energy between them": (
        rules_and(LOWER, {**UPPER, "slice": {"over": "300", "unit": "kWh"}}),
        rules_and(LOWER, UPPER),
        "rules[6].slice.over",
        WARNING,
        "nobody bills the energy from 200 to 300 kWh",
    ),
    "slices that overlap": (
        rules_and(LOWER, {**UPPER, "slice": {"over": "100", "unit": "kWh"}}),
        rules_and(LOWER, UPPER),
        "rules[6].slice.over",
        WARNING,
        "two rules bill the energy from 100 to 200 kWh",
    ),
    "slices that end": (
        rules_and(LOWER),
        rules_and(LOWER, UPPER),
        "rules[5].slice.up_to",
        WARNING,
        "nobody bills the energy over 200 kWh",
    ),
    "a history that begins with nothing": (
        changed(lambda document: document["rules"][2].pop("missing")),
        SOUND,
        "rules[2]",
        NOTE,
        "past remembers 11 bills",
    ),
}


@pytest.mark.parametrize("slip", MENDED)
def test_a_slip_is_found_and_its_mended_twin_is_not(slip):
    wrong, right, path, level, text = MENDED[slip]
    seen = found(wrong)
    assert path in seen, seen
    assert seen[path][0] == level
    assert seen[path][1].startswith(text)
    assert path not in found(right)


def history(site):
    document = changed(lambda document: document["rules"][2].pop("missing"))
    return found(document, site).get("rules[2]", (None,))[0]


def test_a_site_that_has_a_past_but_not_this_one_is_a_warning():
    assert history(None) == history({"facts": {"kw": "5"}}) == NOTE
    assert history({"past": {"pasd": ["1"]}}) == WARNING
    assert history({"past": {"past": ["1"]}}) is None
    assert history({"past": {"peak": ["1"]}}) is None, "known by the rule whose quantity it is"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("facts", "5"),
        ("contracts", {"a": "5"}),
        ("feeds", [["2026-01-01T00:00", "1"]]),
    ],
)
def test_what_a_site_tells_and_nobody_asks(part, value):
    seen = found(SOUND, {part: {"kw": value}})
    assert seen == {f"site.{part}.kw": (WARNING, "nothing of the tariff asks for kw")}


def test_a_fact_that_changes_at_a_date_is_asked_for_by_its_name():
    document = rules_and({"rule": "c", "kind": "fixed", "price": "1", "of": "site:kw"})
    assert "site.facts.kw@2026-07-01" not in found(
        document, {"facts": {"kw": "5", "kw@2026-07-01": "6"}}
    )


@pytest.mark.parametrize("template", templates(), ids=lambda each: each.name)
def test_no_template_has_a_warning(template):
    site = template.site_path and json.loads(template.site_path.read_text())
    tariff = compile_tariff(template.document, site, 10**6)
    seen = findings(template.document, tariff, site)
    assert [each for each in seen if each.level == WARNING] == []


@pytest.fixture
def check(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def run(document, *words):
        (tmp_path / "t.json").write_text(json.dumps(document, indent=1))
        code = main(["tariff", "check", "t.json", *words])
        return code, capsys.readouterr().out

    return run


def test_the_line_and_the_exit_code_of_a_warning(check):
    document = MENDED["a share of the demand itself"][0]
    text = json.dumps(document, indent=1)
    line = text[: text.index('"percent": "80"')].count("\n") - 1  # where its object begins
    code, out = check(document)
    assert code == 0
    assert f"\nt.json:{line}: warning: rules[3].greatest[1]: 80 % of peak" in out
    assert check(document, "--strict")[0] == 1
    assert check(SOUND, "--strict")[0] == 0
    assert "note" not in check(SOUND)[1]
