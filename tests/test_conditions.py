"""When a rule charges: the bounds of its conditions, and months that go over the new year."""

from tests.one_bill import UNIT, begun, draw, line


def charged(condition, kwh=0):
    """Whether a rule with this condition charges in January, after so much energy."""
    rules = [
        {"rule": "use", "kind": "energy"},
        {"rule": "fee", "kind": "fixed", "price": "1", "when": [condition]},
    ]
    engine = begun(rules)
    draw(engine, 0, 60, kw=kwh)
    return line(engine, "fee") is not None


def test_bounds_take_themselves_in_or_leave_themselves_out():
    expected = {"at_least": "NYY", "above": "NNY", "below": "YNN", "at_most": "YYN"}
    for bound, answers in expected.items():
        found = [charged({"quantity": "use", bound: "5"}, kwh) for kwh in (4, 5, 6)]
        assert found == [each == "Y" for each in answers], bound


def test_a_pair_of_bounds():
    pair = {"quantity": "use", "above": "4", "at_most": "5"}
    assert [charged(pair, kwh) for kwh in (4, 5, 6)] == [False, True, False]


def months(**bounds):
    """The months of 2026 and January of 2027 whose bills have the charge."""
    condition = dict(bounds, quantity="month")
    engine = begun([{"rule": "fee", "kind": "fixed", "price": "1", "when": [condition]}])
    found = []
    engine.on_close = lambda bill: found.append(bill.month) if bill.total_u == UNIT else None
    for month_days in (31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365, 396):
        engine.advance(1767225600 + month_days * 86400)
    return found


def test_months_within_the_year():
    assert months(at_least="5", below="11") == [5, 6, 7, 8, 9, 10]


def test_months_that_go_over_the_new_year():
    assert months(at_least="11", below="5") == [1, 2, 3, 4, 11, 12, 1]
    assert months(above="11", at_most="1") == [1, 12, 1]
