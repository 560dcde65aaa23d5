"""Energy that flows to the grid: feed-in, net billing, net metering."""

from tariffs.channels import CHANNEL_NAMES, energy_unit
from tariffs.errors import TariffError, expect
from tariffs.fields import NAME, NAMES, PERCENT, PRICE, Choice, MapOf, Whole
from tariffs.money import PER_LINE
from tariffs.rounding import divide
from tariffs.rules.base import AT_ONCE, Rule

GROSS, NET_BILLING, NET_METERING = MODES = ("gross", "net_billing", "net_metering")
CASH_OUT = "cash-out"
_WHOLE = 100000000
"""All of it, in 10^-6 of a percent."""


class Export(Rule):
    """A credit for exported energy, at `price` or at `prices` by period.

    - `gross`: all of it is credited (feed-in tariff, buy all, sell all).
    - `net_billing`: it is credited at most to the amount of the lines of `base`; what is left is
      a credit of money for later bills.
    - `net_metering`: it offsets the import of the same period in this bill, at the price that
      the import costs; what is left of it offsets import of that period in later bills. The
      import itself is billed by other rules, so the price here is the sum of theirs. Exact where
      those prices are flat in each period; tiers of the net energy are not offered.

    What is left at the end of the bill in which `settle_month` begins (a month number) is paid
    out in that bill, `cash_out` for each unit of energy or `cash_out_percent` of the money, and
    expires without them; that line is debited when the bill closes. Without `settle_month`
    nothing ever expires. `site.past` of this rule's name says what was left before the first
    bill: one amount of money, or the energy of each period.
    """

    ADDS = True
    GROUP = "energy"
    ACCRUES_AS_IT_IS = False
    FIELDS = (
        ("mode", Choice(*MODES), GROSS),
        ("of", Choice(*CHANNEL_NAMES), "export"),
        ("against", Choice(*CHANNEL_NAMES), "import"),
        ("calendar", NAME, None),
        ("periods", NAMES, None),
        ("price", PRICE, None),
        ("prices", MapOf(PRICE, 16), None),
        ("base", NAMES, None),
        ("settle_month", Whole(1, 12), None),
        ("cash_out", PRICE, None),
        ("cash_out_percent", PERCENT, None),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        _check(given, plan.path)
        self.unit = energy_unit(given.of)
        self._mode = given.mode
        self._settle_month = given.settle_month
        self._cash_out = given.cash_out
        self._cash_out_percent = given.cash_out_percent
        calendar = plan.calendar(given.calendar)
        self._parts = _parts(given, plan, calendar)
        self._exported = plan.energy(given.of, calendar)
        if given.mode == NET_METERING:
            self._imported = plan.energy(given.against, calendar)
        self.base = plan.base(given.base or ())
        self._open_bank(given, plan)
        self._at_close = False

    def measure(self, bill):
        """Exported energy; in net metering that which offset import."""
        if self._mode == NET_METERING:
            return sum([self._offset(slot) for slot in range(len(self._parts))])
        return self._exported.total([period for _, period, _ in self._parts])

    def charges(self, bill):
        self._at_close = False
        if self._mode == NET_BILLING:
            yield "", self.quantity_e6, -self._used_u(self._base_u(False)), 1
        else:
            for slot, (part, period, price_e9) in enumerate(self._parts):
                is_net = self._mode == NET_METERING
                energy = self._offset(slot) if is_net else self._exported.values[period]
                yield part, energy, -energy * price_e9, PER_LINE
        if self._settles(bill):
            self._at_close = True  # of the line that follows
            yield from self._cashed_out()

    def accrue(self, bill, amount_u):
        if bill.is_final:
            return amount_u
        if self._at_close:
            return 0
        if self._mode == NET_BILLING and self.accrual == AT_ONCE:
            return -self._used_u(self._base_u(True))
        return super().accrue(bill, amount_u)

    def close(self, bill):
        values = self.values
        offsets = all([condition.holds(bill) for condition in self.conditions])
        if self._settles(bill) and offsets:
            values[:] = [0] * len(values)
        elif self._mode == NET_BILLING:
            values[0] = self._available_u() + self.amount_u
        else:
            stays = self._left if offsets else self._held
            values[:] = [stays(slot) for slot in range(len(values))]

    def _open_bank(self, given, plan):
        """`values` are the bank: energy of each period, or money."""
        count = {GROSS: 0, NET_BILLING: 1, NET_METERING: len(self._parts)}[given.mode]
        past = plan.site.past.get(given.rule, ())
        path = "site.past." + given.rule
        expect(len(past) in (0, count), path, len(past), f"{count} entries or none")
        self.values = list(past) or [0] * count

    def _settles(self, bill):
        month = self._settle_month
        return month is not None and (month - bill.month) % 12 < bill.months

    def _held(self, slot):
        """Energy of the bank and of this bill."""
        return self.values[slot] + self._exported.values[self._parts[slot][1]]

    def _offset(self, slot):
        """What of it offsets import."""
        return min(self._imported.values[self._parts[slot][1]], self._held(slot))

    def _left(self, slot):
        return self._held(slot) - self._offset(slot)

    def _available_u(self):
        """Money of the bank and of this bill."""
        exported = self._exported.values
        dividend = sum([exported[period] * price_e9 for _, period, price_e9 in self._parts])
        return self.values[0] + divide(dividend, PER_LINE)

    def _base_u(self, accrued):
        return sum([rule.accrued_u if accrued else rule.amount_u for rule in self.base])

    def _used_u(self, base_u):
        return max(0, min(self._available_u(), base_u))

    def _cashed_out(self):
        """The line that pays for what is left, if anything does."""
        if self._mode == NET_BILLING:
            if self._cash_out_percent:
                left_u = self._available_u() - self._used_u(self._base_u(False))
                yield CASH_OUT, 0, -left_u * self._cash_out_percent, _WHOLE
        elif self._cash_out:
            left = sum([self._left(slot) for slot in range(len(self.values))])
            yield CASH_OUT, left, -left * self._cash_out, PER_LINE


def _parts(given, plan, calendar):
    """((name, period, price), ...)."""
    names = plan.calendars[calendar].periods
    expect(given.price is None or given.prices is None, plan.path, None, "price or prices")
    chosen, field = given.periods, "periods"
    if given.prices and given.periods is None:
        chosen, field = tuple(given.prices), "prices"
    periods = sorted(plan.periods(calendar, chosen, field))
    prices = given.prices or {names[period]: given.price for period in periods}
    for period in periods:
        expect(prices.get(names[period]) is not None, plan.path + ".price", None, "a price")
    return tuple(
        (names[period] if len(names) > 1 else "", period, prices[names[period]])
        for period in periods
    )


def _check(given, path):
    """Fields that a mode has no use for would be promises that it does not keep."""
    fits = (given.base is not None) == (given.mode == NET_BILLING)
    expect(fits, path + ".base", given.base, "the names of lines in mode net_billing, else none")
    settled = {
        "settle_month": (NET_BILLING, NET_METERING),
        "cash_out": (NET_METERING,),
        "cash_out_percent": (NET_BILLING,),
    }
    for name in sorted(settled):
        if getattr(given, name) is not None and given.mode not in settled[name]:
            modes = " or ".join(settled[name])
            raise TariffError(f"{path}.{name}: got it in mode {given.mode}, expected mode {modes}")
    paid = given.cash_out is not None or given.cash_out_percent is not None
    expect(not paid or given.settle_month, path + ".settle_month", None, "a month, to cash out in")
