"""Reactive demand (kvar) that goes beyond a share of active demand (kW)."""

from tariffs.fields import NAME, PERCENT, PRICE, REQUIRED, Anything
from tariffs.rules.difference import WHOLE, Difference


class ReactiveDemand(Difference):
    """The demand `reactive` (a rule above, of kvar) over `free_percent` of the demand `active`.

    Thailand: over 61.97 % of the highest kW, fractions of a kvar rounded half up, 56.07 baht/kvar
    a month; Entergy LIPS-L: over 25 % of firm demand, 0.41 $/rkVA; with `free_percent` "0" every
    kvar is charged (California). `quantity_rounding` rounds the kvar that are priced.
    """

    GROUP = "reactive"
    FIELDS = (
        ("reactive", NAME, REQUIRED),
        ("active", NAME, REQUIRED),
        ("free_percent", PERCENT, REQUIRED),
        ("quantity_rounding", Anything("a rounding"), None),
        ("price", PRICE, REQUIRED),
    )

    def _read_pair(self, given, plan):
        self._of = plan.rule(given.reactive, "reactive")
        self._less = plan.quantity(given.active, "active")
        self._percents_e6 = WHOLE, given.free_percent
