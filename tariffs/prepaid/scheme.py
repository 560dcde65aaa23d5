"""A prepaid scheme as the account asks it; `tariffs.prepaid.terms` reads the document."""

from tariffs.calendar import DAY_S, MINUTE_S, civil_date
from tariffs.fields import MOST_QUANTITY, QUANTITY_DECIMALS, Decimal

EMERGENCY, HELD, DEBT, FEE = STEPS = ("emergency", "held", "debt", "fee")
ACCRUE, HOLD = "accrue", "hold"
AUTOMATIC, BUTTON = "automatic", "button"
MOST_U = MOST_QUANTITY * 10**QUANTITY_DECIMALS
MONEY = Decimal(QUANTITY_DECIMALS, 0, MOST_QUANTITY)
HUNDRED_PERCENT = 100 * 10**QUANTITY_DECIMALS
_MONDAY_DAYS = 3  # 1 January 1970 was a Thursday: weeks since then begin on Mondays
_FRIENDLY = 1


class Scheme:
    """A checked scheme: each field of its document is an attribute, `zone` and `friendly` as what
    they mean; see `tariffs.prepaid.terms.read_scheme`.
    """

    friendly = None

    def is_friendly(self, utc_s):
        """Whether nobody is cut off for want of credit at this second."""
        return self.friendly is not None and self.friendly.at(utc_s)[0] == _FRIENDLY

    def day(self, utc_s):
        """The local day, counted from 1 January 1970."""
        return self.zone.local_s(utc_s) // DAY_S

    def week(self, utc_s):
        """The local week, from Monday on, counted from 1970."""
        return (self.day(utc_s) + _MONDAY_DAYS) // 7

    def month(self, utc_s):
        """The local month, counted from the year 0."""
        year, month, _ = civil_date(self.day(utc_s))
        return year * 12 + month - 1

    @property
    def trip_delay_s(self):
        return self.trip_delay_min * MINUTE_S

    @property
    def guard_s(self):
        return self.guard_min * MINUTE_S
