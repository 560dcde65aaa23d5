"""Money beyond 64 bits: what a large customer in a currency of small units pays in a lifetime."""

from firmware.billing import OVERFLOWED
from firmware.store import Money
from tariffs.prepaid.account import LASTING, NAMES, PrepaidAccount
from tariffs.wide import MOST, bound, joined, split
from tests.one_bill import BEGIN_S, DAY_MIN, KW, UNIT, begun, draw
from tests.test_billing import Rig

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place
DAY_S = 86400
LIMIT = 1 << 63
RIALS = {"rule": "energy", "kind": "energy", "price": "42000"}
AMOUNTS = (0, 1, -1, LIMIT - 1, LIMIT, -LIMIT, -LIMIT - 1, 123 * LIMIT + 7, -123 * LIMIT - 7)


def test_numbers_of_any_size_come_back_as_they_were():
    for amount in AMOUNTS:
        words = split(amount)
        assert all([-LIMIT <= word < LIMIT for word in words])
        assert joined(*words) == amount


def test_a_number_at_the_end_of_64_bits_counts_as_beyond_them():
    for value, kept in ((MOST, MOST), (MOST + 5, MOST), (-MOST, -MOST), (-MOST - 1, -MOST)):
        values = [0, value]
        assert bound(values) and values == [0, kept]
    for value in (MOST - 1, 1 - MOST):
        values = [0, value]
        assert not bound(values) and values == [0, value]


class Purse:
    balance_u = debited_u = 0


def test_money_is_stored_whole():
    for balance_u in AMOUNTS:
        purse = Purse()
        purse.balance_u, purse.debited_u = balance_u, -balance_u
        section = Money(purse, "balance_u", "debited_u")
        buffer = bytearray(section.size + 3)
        section.pack_into(buffer, 3)
        again = Purse()
        Money(again, "balance_u", "debited_u").unpack_from(buffer, 3)
        assert (again.balance_u, again.debited_u) == (balance_u, -balance_u)


def test_all_that_an_account_remembers_comes_back():
    account = PrepaidAccount()
    for number, name in enumerate(LASTING):
        setattr(account, name, AMOUNTS[number])
    account.held_u, account.older_s, account.top_up_id, account.reminded = -7, 9, 11, 255
    buffer = bytearray(account.size + 1)
    account.pack_into(buffer, 1)
    again = PrepaidAccount()
    again.unpack_from(buffer, 1)
    for name in NAMES:
        assert getattr(again, name) == getattr(account, name), name


def restarted(engine):
    stored = bytearray(engine.size)
    engine.pack_into(stored, 0)
    again = begun([RIALS])
    again.unpack_from(stored, 0)
    assert not again.overflowed
    return again


def test_bills_of_years_add_up_beyond_64_bits():
    engine = begun([RIALS])
    engine.begin(BEGIN_S, LIMIT - 5)
    for day in range(3):
        draw(engine, day * DAY_MIN, 60, 60, kw=250000)
        engine = restarted(engine)
    engine.advance(BEGIN_S + 40 * DAY_S)
    engine = restarted(engine)
    assert engine.lifetime_u() == engine.closed_u == LIMIT - 5 + 3 * 250000 * 42000 * UNIT


def test_the_account_goes_on_beyond_64_bits_over_a_start():
    rig = Rig().begin()
    rig.billing.engine.values[3] = rig.account.debited_u = LIMIT - 1
    rig.account.balance_u = 1000000000 - LIMIT + 1
    rig.live(2)
    rig = rig.restart()
    assert rig.name() == "two prices"
    rig.live(1)
    assert rig.account.debited_u == LIMIT - 1 + 3 * 100000
    assert rig.account.balance_u == 1000000000 - rig.account.debited_u


def test_a_number_of_one_bill_that_is_beyond_them_is_said_and_stops_nothing():
    assert not bound([MOST - 1, 1 - MOST, 0])
    values = [MOST + 1, -MOST - 9, 5]
    assert bound(values) and values == [MOST, -MOST, 5]
    rig = Rig().begin()
    register = rig.billing.engine.tariff.registers[0]
    register.values[0] = LIMIT + KW
    rig.live(1)
    assert register.values[0] == MOST
    assert rig.billing.refusal == OVERFLOWED
    rig = rig.restart()
    rig.live(1)
    assert rig.billing.refusal == OVERFLOWED
