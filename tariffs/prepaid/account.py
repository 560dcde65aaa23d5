"""What the account of a prepaid scheme remembers, in one row of fixed size.

What a command did and its id are stored together. At every moment

    bought + opening - refunded = debited - held + balance + debt_paid + fees_paid
"""

import struct

from tariffs.account import Account
from tariffs.wide import WIDE, take_over, words_of

LASTING = (
    "balance_u",
    "debited_u",  # all that was ever owed: closed bills and what of the running one is debited
    "standing_u",  # what of that are standing charges
    "bought_u",
    "refunded_u",
    "opening_u",  # brought along from meters before this one
    "mark_u",  # `debited_u` at `mark_s`
    "older_u",
)
"""Sums over the life of a meter, beyond 64 bits in some currencies."""
MONEY = (
    "held_u",  # standing charges that wait for the next top-up
    "debt_u",
    "debt_paid_u",
    "week_paid_u",  # of the debt, in the week `week`
    "fees_u",  # owed
    "fees_paid_u",
    "emergency_u",  # how far below zero the customer may go by the credit that was taken
)
TIMES = (
    "below_s",  # since when the balance is at its limit, 0: it is not
    "closed_s",  # when the switch was closed last
    "mark_s",
    "older_s",
)
IDS = (
    "top_up_id",
    "refund_id",
    "emergency_id",
    "debt_id",
    "carry_id",
    "open_id",
    "permit_id",
    "close_id",
    "tariff_id",
)
"""The id of the last command of each kind."""
SMALL = ("week", "fee_month", "closings_day")
BITS = ("closings", "causes", "reminded")
NARROW = MONEY + TIMES + IDS + SMALL + BITS
NAMES = LASTING + NARROW
_WIDE = "<" + WIDE * len(LASTING)
_LAYOUT = "<%dq%dI%dH%dB" % (len(MONEY), len(TIMES + IDS), len(SMALL), len(BITS))


class PrepaidAccount(Account):
    """An account with all that a scheme asks for; what a plain one stores comes first."""

    size = struct.calcsize(_WIDE) + struct.calcsize(_LAYOUT)

    def __init__(self, balance_u=0):
        for name in NAMES:
            setattr(self, name, 0)
        self.open(balance_u)

    def open(self, balance_u):
        """The account begins with this balance."""
        self.balance_u = self.opening_u = balance_u

    def pack_into(self, buffer, offset):
        struct.pack_into(_WIDE, buffer, offset, *words_of(self, LASTING))
        values = [getattr(self, name) for name in NARROW]
        struct.pack_into(_LAYOUT, buffer, offset + struct.calcsize(_WIDE), *values)

    def unpack_from(self, buffer, offset):
        take_over(self, LASTING, struct.unpack_from(_WIDE, buffer, offset))
        values = struct.unpack_from(_LAYOUT, buffer, offset + struct.calcsize(_WIDE))
        for name, value in zip(NARROW, values):
            setattr(self, name, value)
