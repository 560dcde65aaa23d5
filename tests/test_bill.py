"""The bill is a function of energy alone, and the debits are its change."""

from tariffs.account import Account
from tariffs.bill import Bill
from tariffs.document import compile_tariff


def tariff(**prices):
    return compile_tariff(
        {"format": 1, "name": "t", "currency": "X", "utc_offset_min": 0, "prices": prices}
    )


def test_a_kilowatt_hour_costs_its_price():
    bill = Bill(tariff(a="0.58886875"))
    bill.add(0, 1000000)
    assert bill.total_u() == 588869  # 0.588 868 75, half up
    assert list(bill.lines()) == [("a", 1000000, 588868750, 588869)]


def test_lines_are_rounded_once_each():
    bill = Bill(tariff(a="0.1", b="0.1"))
    bill.add(0, 5)  # 0.5 u
    bill.add(1, 4)  # 0.4 u
    assert [line[3] for line in bill.lines()] == [1, 0]
    assert bill.total_u() == 1


def test_energy_in_any_steps_makes_the_same_bill():
    whole, parts = Bill(tariff(a="149.4")), Bill(tariff(a="149.4"))
    whole.add(0, 7354123457)
    left, step = 7354123457, 1
    while left:
        part = min(step, left)
        parts.add(0, part)
        left -= part
        step = step * 3 + 1
    assert whole.total_u() == parts.total_u() == 1098706044476


def test_debits_are_the_bill_whenever_one_looks():
    bill, account = Bill(tariff(a="120.0", b="103.1")), Account(1000000000)
    debits_u = 0
    for step in range(2000):
        bill.add(step % 2, step * 37 + 11)
        debits_u += account.settle(bill.total_u())
    assert debits_u == account.debited_u == bill.total_u()
    assert account.balance_u == 1000000000 - bill.total_u()


def test_a_bill_that_falls_is_credited():
    account = Account(100)
    assert account.settle(70) == 70
    assert account.settle(50) == -20
    assert (account.balance_u, account.debited_u) == (50, 50)


def test_a_closed_bill_stays_paid():
    account = Account(100)
    account.settle(30)
    account.close_bill()
    account.settle(5)
    assert (account.balance_u, account.debited_u) == (65, 5)
