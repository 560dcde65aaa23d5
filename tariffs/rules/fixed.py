"""A charge that does not depend on energy: by month, day or year, or by a quantity."""

from tariffs.calendar import DAY_S, year_days
from tariffs.errors import expect
from tariffs.fields import NAME, PRICE, Choice
from tariffs.money import PER_LINE
from tariffs.price_feed import MISSING, feed_of
from tariffs.rules.base import DAILY, Rule

MILLION = 1000000
MONTH, YEAR, YEAR_BY_DAYS = "month", "year", "year_by_days"


class Fixed(Rule):
    """`price` for each `per`, times the quantity `of` (a rule or "site:supply_kva"), if named.

    A month is one of the billing cycle's, a year twelve of them, a day a local day of the bill,
    of which a bill that begins or ends within it pays the part it covers on the local clock.
    With "year_by_days" a year's price is shared out over its 365 or 366 days, the year being that
    in which the bill's cycle begins (Spain, France). The energy of a rule is that of the bill
    already: `per` month its price is for each kWh, however long the bill is.

    Instead of `price`, `feed` names a list among `site.feeds` that has the price of each bill:
    that of the moment at which its cycle begins, `fallback` where there is none (a fuel adjustment
    told month by month, times the energy of a rule; Ontario: a peak factor times a month's sum).
    """

    GROUP = "fixed"
    ACCRUAL = DAILY
    FIELDS = (
        ("price", PRICE, None),
        ("feed", NAME, None),
        ("fallback", PRICE, None),
        ("per", Choice("day", MONTH, YEAR, YEAR_BY_DAYS), MONTH),
        ("of", NAME, None),
    )

    NEEDS = (("fallback", "feed", None), ("feed", "fallback", None))

    def __init__(self, given, plan):
        super().__init__(given, plan)
        ways = [way for way in ("price", "feed") if getattr(given, way) is not None]
        expect(len(ways) == 1, plan.path, ways, "one of price, feed")
        self.feed = given.feed
        self._by_days = given.per in ("day", YEAR_BY_DAYS)
        self.unit = "day" if self._by_days else given.per
        self._per = given.per
        self._fallback_e9 = given.price if given.fallback is None else given.fallback
        self._prices = None
        if given.feed is not None:
            self._prices = feed_of(given.feed, plan)
        self._of = plan.quantity(given.of, "of") if given.of else None
        self.prorated = not self._by_days and given.part_period == "prorate"
        self._whole = getattr(self._of, "ADDS", False)
        if self._whole:  # an energy is that of the bill, or of its part, already
            self.prorated = False
            self.unit = self._of.unit if given.per == MONTH else self.unit
        self.depends_on(self._of)

    def measure(self, bill):
        """Days, months or years, unless a quantity is named: then times that."""
        count, per = self._count(bill)
        return count * self._of_e6() // per

    def charges(self, bill):
        count, per = self._count(bill)
        per *= PER_LINE * self._parts_of_year(bill)
        part, price_e9 = self._price(bill)
        yield part, self.quantity_e6, count * self._of_e6() * price_e9, per

    def _count(self, bill):
        """Days or months of the bill, a fraction; 1 for an energy with a price of a month."""
        if self._by_days:
            return bill.covered_s, DAY_S
        return 1 if self._whole and self._per == MONTH else bill.months, 1

    def _price(self, bill):
        """(part of the bill, price), by the moment at which the bill's cycle begins."""
        if self._prices is None:
            return "", self._fallback_e9
        price_e9 = self._prices.at(bill.cycle_start_s)[0]
        return ("fallback", self._fallback_e9) if price_e9 == MISSING else ("", price_e9)

    def _of_e6(self):
        return MILLION if self._of is None else self._of.quantity_e6

    def _parts_of_year(self, bill):
        """How many of these make the time of the price."""
        if self._per == YEAR_BY_DAYS:
            return year_days(bill.year)
        return 12 if self._per == YEAR else 1
