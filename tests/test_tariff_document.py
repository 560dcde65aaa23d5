"""Tariff documents: what they mean, and what is said of wrong ones."""

import json

from tariffs.document import compile_tariff
from tariffs.errors import TariffError
from tests.expect import raises

THURSDAY_UTC_S = 1516201200  # 2018-01-18 00:00 in Korea
HOUR_S = 3600


def sound():
    """A document with a night, a Sunday and two peaks."""
    weekdays = ["mon", "tue", "wed", "thu", "fri"]
    return {
        "format": 1,
        "name": "test",
        "currency": "KRW",
        "utc_offset_min": 540,
        "prices": {"low": "100", "middle": "120.5", "peak": "149.4"},
        "otherwise": "middle",
        "schedule": [
            {"from": "22:00", "to": "08:00", "period": "low"},
            {"days": ["sun"], "from": "00:00", "to": "24:00", "period": "low"},
            {"days": weekdays, "from": "09:00", "to": "12:30", "period": "peak"},
            {"months": [7, 8], "from": "13:00", "to": "14:00", "period": "peak"},
        ],
    }


def refusal(**changes):
    """What is said of the sound document with these changes."""
    document = sound()
    document.update(changes)
    return str(raises(TariffError, compile_tariff, document))


def row_refusal(**changes):
    row = {"from": "09:00", "to": "12:00", "period": "peak"}
    row.update(changes)
    return refusal(schedule=[row])


def period_names(tariff, start_s, step_s, steps):
    return [tariff.periods[tariff.period_at(start_s + k * step_s)] for k in range(steps)]


def test_the_first_row_that_fits_decides():
    tariff = compile_tariff(sound())
    expected = ["low"] * 8 + ["middle"] + ["peak"] * 4 + ["middle"] * 9 + ["low"] * 2
    assert period_names(tariff, THURSDAY_UTC_S, HOUR_S, 24) == expected


def test_a_period_may_begin_at_any_minute():
    tariff = compile_tariff(sound())
    half_past_twelve = THURSDAY_UTC_S + 12 * HOUR_S + 1800
    assert tariff.periods[tariff.period_at(half_past_twelve - 1)] == "peak"
    assert tariff.periods[tariff.period_at(half_past_twelve)] == "middle"


def test_sunday_is_low_all_day():
    tariff = compile_tariff(sound())
    sunday_s = THURSDAY_UTC_S + 3 * 24 * HOUR_S
    assert period_names(tariff, sunday_s, HOUR_S, 24) == ["low"] * 24


def test_a_night_that_begins_on_a_sunday_ends_on_monday():
    row = {"days": ["sun"], "from": "22:00", "to": "02:00", "period": "peak"}
    document = sound()
    document["schedule"] = [row]
    sunday_s = THURSDAY_UTC_S + 3 * 24 * HOUR_S
    expected = ["middle"] * 22 + ["peak"] * 4 + ["middle"] * 22
    assert period_names(compile_tariff(document), sunday_s, HOUR_S, 48) == expected


def test_a_row_of_july_does_not_hold_in_january():
    tariff = compile_tariff(sound())
    july_s = THURSDAY_UTC_S + 182 * 24 * HOUR_S  # 19 July 2018, a Thursday
    assert period_names(tariff, july_s + 13 * HOUR_S, HOUR_S, 2) == ["peak", "middle"]
    assert period_names(tariff, THURSDAY_UTC_S + 13 * HOUR_S, HOUR_S, 1) == ["middle"]


def test_edges_follow_each_other_through_the_day():
    tariff = compile_tariff(sound())
    edges, at_s = [], THURSDAY_UTC_S
    for _ in range(8):
        at_s = tariff.next_edge(at_s)
        edges.append((at_s - THURSDAY_UTC_S) // 60)
    assert edges == [480, 540, 750, 780, 840, 1320, 1440, 1440 + 480]


def test_prices_are_exact():
    tariff = compile_tariff(sound())
    assert tariff.periods == ("low", "middle", "peak")
    assert tariff.prices_e9 == (100000000000, 120500000000, 149400000000)


def test_one_price_needs_no_schedule():
    document = {"format": 1, "name": "a", "currency": "EUR", "utc_offset_min": 0}
    document["prices"] = {"x": "1"}
    assert compile_tariff(document).period_at(THURSDAY_UTC_S) == 0


def test_what_is_no_object_is_refused():
    assert "expected an object" in str(raises(TariffError, compile_tariff, []))


def test_keys_for_people_are_carried():
    document = sound()
    document.update(text="a", source="b", valid_from="2018-01-01", verified=False)
    assert compile_tariff(document).name == "test"


def test_an_unknown_key_is_refused_with_the_known_ones():
    assert 'tariff: got the key "default", expected one of format' in refusal(default="low")
    found = row_refusal(month=[1])
    assert found.endswith('the key "month", expected one of months, days, from, to, period')


def test_names_are_printable_and_short():
    for name in ("", "a\nb", "\x1b[2J", "a\u202eb", "\ud800", "x" * 41):
        assert "name: got" in refusal(name=name)
        assert "prices: name of a period: got" in refusal(prices={name: "1"})
    document = sound()
    document.update(name="x" * 40, currency="\u20a9")
    assert compile_tariff(document).currency == "\u20a9"


def test_what_was_found_is_cut_short():
    assert len(refusal(name="x" * 5000)) < 150
    assert len(refusal(prices={"low": "9" * 5000})) < 150
    assert len(row_refusal(period=["x"] * 5000)) < 150


def test_each_wrong_field_is_named():
    cases = (
        ("format: got 2, expected 1", {"format": 2}),
        ("format: got true, expected 1", {"format": True}),
        ("name: got null", {"name": None}),
        ("currency: got 5", {"currency": 5}),
        ("utc_offset_min: got 841", {"utc_offset_min": 841}),
        ("utc_offset_min: got true", {"utc_offset_min": True}),
        ("prices: got {}", {"prices": {}}),
        ('prices.low: got "-1", expected zero or more', {"prices": {"low": "-1"}}),
        ("prices.low: got 1.5", {"prices": {"low": 1.5}}),
        ("at most 1000000 per kWh", {"prices": {"low": "1000000.000000001"}}),
        ('otherwise: got "none", expected one of low', {"otherwise": "none"}),
        ("schedule: got {}", {"schedule": {}}),
        ("schedule[0]: got 3", {"schedule": [3]}),
    )
    for expected, changes in cases:
        assert expected in refusal(**changes), expected


def test_each_wrong_field_of_a_row_is_named():
    cases = (
        ("schedule[0].months: got 13, expected one of 1, 2", {"months": [13]}),
        ('schedule[0].days: got "monday", expected one of mon', {"days": ["monday"]}),
        ("schedule[0].months: got true, expected one of 1", {"months": [True]}),
        ("schedule[0].months: got 2.5, expected one of 1", {"months": [2.5]}),
        ("schedule[0].from: got", {"from": "\u00b20:00"}),
        ("schedule[0].from: got", {"from": "\u0660\u0660:00"}),
        ("schedule[0].days: got []", {"days": []}),
        ('schedule[0].period: got "dear"', {"period": "dear"}),
        ('schedule[0].from: got "9:00", expected "00:00" to "24:00"', {"from": "9:00"}),
        ('schedule[0].to: got "24:01"', {"to": "24:01"}),
        ("schedule[0].to: got null", {"to": None}),
        ("schedule[0]: got", {"months": [1], "from": "22:00", "to": "06:00"}),
    )
    for expected, changes in cases:
        assert expected in row_refusal(**changes), expected


def test_a_document_survives_its_own_json():
    again = compile_tariff(json.loads(json.dumps(sound())))
    assert again.prices_e9 == compile_tariff(sound()).prices_e9
