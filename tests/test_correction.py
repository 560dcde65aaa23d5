"""Money for closed bills."""

from tariffs.errors import TariffError
from tests.expect import raises
from tests.rule_scene import begun, lines, use, utc_s

EURO = 1000000
RULE = {"rule": "corrections", "kind": "correction"}
TOLD = [
    {"bill": "2026-01", "told": "2026-03-31", "amount": "-12.50", "text": "meter exchange"},
    {"bill": "2026-02", "told": "2026-03-01", "amount": "3"},
    {"bill": "2026-02", "told": "2026-04-01", "amount": "0.000001"},
]


def scene(told, **more):
    return begun([RULE], site={"corrections": told}, **more)


def test_a_correction_is_charged_in_the_bill_that_holds_its_day():
    engine = scene(TOLD)
    charged = []
    engine.on_close = lambda bill: charged.append([line.part for line in bill.lines()])
    engine.advance(utc_s(2026, 6, 1))
    assert charged == [[], [], ["2026-02", "2026-01 meter exchange"], ["2026-02"], []]
    assert engine.closed_u == 3 * EURO - 12500000 + 1


def test_the_order_of_telling_changes_nothing():
    found = []
    for told in (TOLD, TOLD[::-1]):
        found.append(lines(scene(told, at=(2026, 3, 1))))
    assert found[0] == [("2026-02", 0, 3 * EURO), ("2026-01 meter exchange", 0, -12500000)]
    assert found[1] == found[0]


def test_a_correction_may_be_told_while_the_bill_runs():
    engine = begun([RULE])
    use(engine, (2026, 3, 1), 1)
    stored = bytearray(engine.size)
    engine.pack_into(stored, 0)
    told = scene(TOLD)
    told.unpack_from(stored, 0)
    assert told.lifetime_u() == -9500000


def test_the_day_it_is_told_belongs_to_the_tariff_that_runs_at_its_end():
    told = [{"bill": "2026-02", "told": "2026-03-15", "amount": "1"}]
    engine = scene(told)
    engine.close_now(utc_s(2026, 3, 15, 12))
    assert engine.closed_u == 0
    assert scene(told, at=(2026, 3, 15, 12)).lifetime_u() == EURO


def test_corrections_are_taxed_where_the_base_names_them():
    vat = {"rule": "vat", "kind": "tax", "base": ["corrections"], "percent": "20"}
    engine = begun([RULE, vat], site={"corrections": TOLD}, at=(2026, 3, 1))
    assert lines(engine)[0][2] == -1900000


def refusal(*told):
    return str(raises(TariffError, scene, list(told)))


def test_wrong_corrections_are_refused_by_their_place():
    sound = dict(TOLD[1])
    assert "site.corrections[1].bill" in refusal(sound, dict(sound, bill="2026-13"))
    assert "site.corrections[0].told" in refusal(dict(sound, told="2026-02-30"))
    assert "site.corrections[0].amount" in refusal(dict(sound, amount=3))
    assert "site.corrections: got 5" in str(raises(TariffError, scene, 5))
    assert "site.corrections[0].text" in refusal(dict(sound, text="x" * 41))


def test_a_tariff_has_one_rule_of_corrections():
    error = raises(TariffError, begun, [RULE, dict(RULE, rule="more")])
    assert "rules[1].kind" in str(error)


def reread(engine, told):
    """A meter that starts again with what it stored, and with site facts that are read anew."""
    stored = bytearray(engine.size)
    engine.pack_into(stored, 0)
    again = scene(told)
    again.unpack_from(stored, 0)
    return again


LATE = {"bill": "2026-01", "told": "2026-02-10", "amount": "7"}


def test_a_correction_that_comes_after_its_bill_has_closed_is_charged_in_the_running_one():
    engine = scene(TOLD)
    use(engine, (2026, 4, 2), 1)
    before_u = engine.lifetime_u()
    engine = reread(engine, TOLD + [LATE])
    assert engine.lifetime_u() - before_u == 7 * EURO
    assert ("2026-01", 0, 7 * EURO) in lines(engine)


def test_it_is_charged_once_however_often_it_is_read():
    engine = scene([])
    for month in range(2, 9):
        use(engine, (2026, month, 20), 1)
        engine = reread(engine, TOLD + [LATE])
    assert engine.lifetime_u() == 7 * EURO + 3 * EURO - 12500000 + 1


def test_what_is_told_no_more_stays_charged_and_is_not_charged_when_it_comes_back():
    engine = scene([LATE])
    for told in ([], [LATE], TOLD, TOLD + [LATE]):
        use(engine, (2026, 5, 1), 1)
        engine.advance(utc_s(2026, 6, 1))
        engine = reread(engine, told)
    assert engine.lifetime_u() == 7 * EURO + 3 * EURO - 12500000 + 1


def test_what_no_bill_was_told_of_for_months_is_not_charged_when_it_comes_back():
    engine = scene([LATE])
    for month, told in ((3, []), (4, []), (5, [LATE]), (6, [])):
        engine.advance(utc_s(2026, month, 2))
        engine = reread(engine, told)
    engine.advance(utc_s(2026, 8, 1))
    assert engine.lifetime_u() == 7 * EURO


def test_what_was_told_before_the_first_bill_is_not_charged():
    engine = scene([LATE], at=(2026, 4, 1))
    engine.advance(utc_s(2026, 6, 1))
    assert engine.lifetime_u() == 0


def test_an_amount_that_is_edited_after_close_changes_nothing():
    engine = scene([LATE])
    engine.advance(utc_s(2026, 3, 2))
    engine = reread(engine, [dict(LATE, amount="8")])
    engine.advance(utc_s(2026, 6, 1))
    assert engine.lifetime_u() == 7 * EURO


def test_two_corrections_that_nothing_tells_apart_are_refused():
    assert refusal(LATE, TOLD[1], dict(LATE, amount="9")) == (
        "site.corrections[2]: got the same as site.corrections[0], expected each once"
    )
    scene([LATE, dict(LATE, text="another")])
