"""Power above a firm level while an interruption holds."""

from tariffs.errors import TariffError
from tests.expect import raises
from tests.rule_scene import HOUR_S, KWH, amount_u, begun, lines, restarted, use, utc_s

EURO = 1000000
SITE = {"facts": {"firm_kw": "40"}, "events": {"interruption": ["2026-01-05T14:00/16:00"]}}
CALENDAR = {
    "name": "calls",
    "periods": ["free", "called"],
    "otherwise": "free",
    "schedule": [{"events": ["interruption"], "period": "called"}],
}
SCENE = {"calendars": [CALENDAR], "events": [{"name": "interruption"}], "site": SITE}


def interruptible(**fields):
    rule = {
        "rule": "penalty",
        "kind": "interruptible",
        "window_min": 60,
        "periods": ["called"],
        "firm": "site:firm_kw",
        "price": "2",
    }
    rule.update(fields)
    return rule


def used(rule, *kw):
    """The engine after 13:00 to 17:00 of the 5th with these mean powers."""
    engine = begun([rule], **SCENE)
    for number, each in enumerate(kw):
        use(engine, (2026, 1, 5, 13 + number), each)
    return engine


def test_energy_above_the_firm_level_is_billed_while_called():
    engine = used(interruptible(), 100, 60, 45, 100)
    assert lines(engine) == [("", 25 * KWH, 50 * EURO)]
    assert lines(restarted(engine)) == lines(engine)


def test_an_excess_is_never_set_against_what_is_below():
    assert amount_u(used(interruptible(), 0, 0, 45, 0)) == 10 * EURO
    assert amount_u(used(interruptible(), 0, 40, 0, 0)) == 0


def test_a_firm_level_changes_with_the_first_bill_from_its_date_on():
    facts = {"firm_kw": "40", "firm_kw@2026-01-20": "70"}
    calls = ["2026-01-31T23:00/24:00", "2026-02-01T00:00/01:00"]
    scene = dict(SCENE, site={"facts": facts, "events": {"interruption": calls}})
    rule = interruptible(what="demand")
    for rated in (False, True):
        engine = begun([rule], **scene)
        use(engine, (2026, 1, 31, 23), 100)
        assert amount_u(engine) == 120 * EURO
        engine = restarted(engine)
        use(engine, (2026, 2, 1, 0), 100)
        if rated:
            engine.lifetime_u()
        use(engine, (2026, 2, 1, 1), 100)
        assert lines(engine) == [("", 30 * KWH, 60 * EURO)]


def test_the_highest_excess_may_be_billed_by_power():
    engine = used(interruptible(what="demand"), 100, 60, 45, 100)
    assert lines(engine) == [("", 20 * KWH, 40 * EURO)]
    assert engine.tariff.rules[0].unit == "kW"


def test_a_quarter_hour_is_a_quarter_of_the_energy():
    engine = begun([interruptible(window_min=15)], **SCENE)
    start_s = utc_s(2026, 1, 5, 14)
    engine.take(start_s, start_s + HOUR_S // 4, (15 * KWH, 0, 0, 0, 0, 0, 0))
    assert lines(engine) == [("", 5 * KWH, 10 * EURO)]


def test_a_share_of_a_window_is_exact():
    """1 mWh over a window of 3 minutes is a mean of 20 mW above a firm level of 0."""
    site = dict(SITE, facts={"firm_kw": "0"})
    rule = interruptible(window_min=3, price="500000")
    engine = begun([rule], **dict(SCENE, site=site))
    start_s = utc_s(2026, 1, 5, 14)
    engine.take(start_s, start_s + 180, (1, 0, 0, 0, 0, 0, 0))
    assert lines(engine) == [("", 1, 500000)]


def test_a_window_belongs_to_the_period_at_its_end_or_is_cut():
    site = dict(SITE, events={"interruption": ["2026-01-05T14:30/16:00"]})
    engines = []
    for boundary in ("end", "cut"):
        engine = begun([interruptible(boundary=boundary)], **dict(SCENE, site=site))
        start_s = utc_s(2026, 1, 5, 14)
        engine.take(start_s, start_s + HOUR_S // 2, (50 * KWH, 0, 0, 0, 0, 0, 0))
        engine.take(start_s + HOUR_S // 2, start_s + HOUR_S, (45 * KWH, 0, 0, 0, 0, 0, 0))
        engines.append(lines(engine)[0][1])
    assert engines == [55 * KWH, 5 * KWH]


def test_a_new_bill_begins_at_nought():
    engine = used(interruptible(), 0, 60)
    use(engine, (2026, 2, 1), 1)
    assert engine.closed_u == 40 * EURO
    assert amount_u(engine) == 0


def test_the_credit_is_a_difference():
    demand = {"rule": "demand", "kind": "demand", "window_min": 60}
    credit = {"rule": "credit", "kind": "difference", "of": "demand", "less": "site:firm_kw"}
    engine = begun([demand, dict(credit, price="-4.5")], site=SITE, events=SCENE["events"])
    use(engine, (2026, 1, 1), 60)
    assert amount_u(engine) == -90 * EURO


def test_the_firm_level_must_be_a_site_fact():
    demand = {"rule": "demand", "kind": "demand"}
    error = raises(TariffError, begun, [demand, interruptible(firm="demand")], **SCENE)
    assert "rules[1].firm" in str(error)
