"""Commands to the account: each once, or not at all.

A command is an object with `kind` and `id`, a number that grows with each command of that kind.
One whose id is not above the last was done before or comes late, and changes nothing, however
often it comes. What a command does and its id are parts of one row (`tariffs.prepaid.account`), so
that they are stored together. A command that is refused changes nothing and uses up no id.
"""

from tariffs.errors import TariffError, expect
from tariffs.fields import AMOUNT, NAME, REQUIRED, Choice, Text, Whole, read_fields, shown
from tariffs.money import MONEY_DECIMALS, scaled
from tariffs.prepaid.account import IDS
from tariffs.prepaid.credit import emergency_is_offered
from tariffs.prepaid.scheme import MONEY, MOST_U
from tariffs.prepaid.waterfall import pay, share_out, to_balance

MOST_ID = 0xFFFFFFFF
MOST_BOUGHT_U = 4 * MOST_U
KINDS = tuple([name[:-3] for name in IDS])
COMMON = (("kind", Choice(*KINDS), REQUIRED), ("id", Whole(1, MOST_ID), REQUIRED))
PAYMENT = COMMON + (("amount", Text(24), REQUIRED), ("currency", NAME, None))
CARRY = COMMON + (
    ("amount", AMOUNT, REQUIRED),
    ("currency", NAME, None),
    ("debt", MONEY, 0),
    ("last_top_up", Whole(0, MOST_ID), 0),
    ("last_refund", Whole(0, MOST_ID), 0),
)


class Refused(TariffError):
    """A command that was not carried out; the message says why. Nothing has changed."""


class Repeated(Refused):
    """A command that was carried out before, or comes after a later one."""


def carry_out(account, scheme, command, utc_s):
    """Do what a command (a dict) says, once; raises Refused."""
    kind = command.get("kind") if isinstance(command, dict) else None
    if not isinstance(kind, str) or kind not in _ACTIONS:
        raise Refused(f"command: got the kind {kind}, expected one of {', '.join(_ACTIONS)}")
    fields, action = _ACTIONS[kind]
    given = read_command(command, fields)
    expect_new(account, kind, given.id)
    action(account, scheme, given, utc_s)
    note(account, kind, given.id)


def read_command(command, fields):
    """The fields of a command; Refused names the one that is wrong."""
    try:
        return read_fields(command, fields, "command")
    except TariffError as error:
        raise Refused(str(error))


def expect_new(account, kind, number):
    """Refused where the id is not above the last of this kind."""
    last = getattr(account, kind + "_id")
    if number <= last:
        when = "it was done before" if number == last else "it comes late"
        raise Repeated(f"{kind}: got id {number}, expected more than {last}: {when}")


def note(account, kind, number):
    """The command of this id is done."""
    setattr(account, kind + "_id", number)


def _top_up(account, scheme, given, utc_s):
    amount_u = _amount_u(scheme, given, scheme.max_top_up)
    parts = share_out(account, scheme, amount_u, utc_s)
    after_u = account.balance_u + to_balance(parts)
    if after_u > scheme.max_balance:
        raise Refused(
            f"top_up: got {given.amount}, expected a balance of at most"
            f" {shown(scheme.max_balance)} after it, not {shown(after_u)}; use up some first"
        )
    _expect_countable(account.bought_u + amount_u, given)
    pay(account, scheme, parts, amount_u, utc_s)
    account.bought_u += amount_u


def _refund(account, scheme, given, utc_s):
    amount_u = _amount_u(scheme, given, MOST_U)
    if amount_u > account.balance_u:
        raise Refused(
            f"refund: got {given.amount}, expected at most the balance of"
            f" {shown(account.balance_u)}"
        )
    _expect_countable(account.refunded_u + amount_u, given)
    account.balance_u -= amount_u
    account.refunded_u += amount_u


def _emergency(account, scheme, given, utc_s):
    terms = scheme.emergency
    if terms is None:
        raise Refused("emergency: got a request, expected none: this scheme gives no such credit")
    if account.emergency_u:
        raise Refused("emergency: got a request, expected none: it is taken and not repaid yet")
    if not emergency_is_offered(account, scheme):
        raise Refused(
            f"emergency: got a balance of {shown(account.balance_u)}, expected at most"
            f" {shown(terms.offered_below)}"
        )
    account.emergency_u = terms.amount


def _debt(account, scheme, given, utc_s):
    amount_u = _amount_u(scheme, given, MOST_U)
    _expect_countable(account.debt_u + account.debt_paid_u + amount_u, given)
    account.debt_u += amount_u


def _carry(account, scheme, given, utc_s):
    """What the meter before this one left: balance, debt and the ids that were used up."""
    _expect_currency(scheme, given)
    if account.carry_id:
        raise Refused("carry: got an account to carry over, expected none: one was carried over")
    if account.balance_u + given.amount > scheme.max_balance:
        raise Refused(
            f"carry: got {shown(given.amount)}, expected a balance of at most"
            f" {shown(scheme.max_balance)} after it"
        )
    account.balance_u += given.amount
    account.opening_u += given.amount
    account.debt_u += given.debt
    account.top_up_id = max(account.top_up_id, given.last_top_up)
    account.refund_id = max(account.refund_id, given.last_refund)


_ACTIONS = {
    "top_up": (PAYMENT, _top_up),
    "refund": (PAYMENT, _refund),
    "emergency": (COMMON, _emergency),
    "debt": (PAYMENT, _debt),
    "carry": (CARRY, _carry),
}


def _amount_u(scheme, given, most_u):
    """The amount in micro-units: of the scheme's currency, more than zero, not above the most."""
    _expect_currency(scheme, given)
    try:
        amount_u = scaled(given.amount, MONEY_DECIMALS, given.kind)
        expect(amount_u > 0, given.kind, given.amount, "more than 0")
        expect(amount_u <= most_u, given.kind, given.amount, f"at most {shown(most_u)}")
    except TariffError as error:
        raise Refused(str(error))
    return amount_u


def _expect_currency(scheme, given):
    if given.currency is not None and given.currency != scheme.currency:
        raise Refused(f"{given.kind}: got {given.currency}, expected {scheme.currency}")


def _expect_countable(sum_u, given):
    if sum_u > MOST_BOUGHT_U:
        raise Refused(f"{given.kind}: got {given.amount}, which is more than the meter can count")
