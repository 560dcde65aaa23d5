"""Prices that come as a feed: a list of moments, each with the price from then on.

    [["2026-01-01T00:00", "82.10"], ["2026-01-01T00:15", "-3.5"], ["2026-01-01T00:30", null]]

Moments are local and in the order of time. Where the clock shows an hour twice, a moment that is
not later than the one before it is in the second hour; a feed with only one price for both hours
holds that price through both. null is a price that is missing.
"""

from array import array

from tariffs.calendar import MINUTE_S
from tariffs.errors import TariffError, expect
from tariffs.fields import PRICE
from tariffs.local_time import Moment, utc_seconds
from tariffs.zone import NEVER_S

MISSING = -(1 << 62)


class PriceFeed:
    """`times` are UTC seconds in order, `prices` from each on in 10^-9 of the currency.

    A price holds until the next one, for `stale_s` at most where that is given.
    """

    def __init__(self, times, prices, stale_s=None):
        self._times = array("q", times)
        self._prices = array("q", prices)
        self._stale_s = stale_s

    def at(self, utc_s):
        """(price or MISSING, the UTC second from which, and until which it holds)."""
        place = self._last_until(utc_s)
        until_s = self._times[place + 1] if place + 1 < len(self._times) else NEVER_S
        if place < 0:
            return MISSING, -NEVER_S, until_s
        since_s = self._times[place]
        if self._stale_s is not None and since_s + self._stale_s < until_s:
            stale_s = since_s + self._stale_s
            if utc_s >= stale_s:
                return MISSING, stale_s, until_s
            until_s = stale_s
        return self._prices[place], since_s, until_s

    def _last_until(self, utc_s):
        """The place of the last moment that is not after `utc_s`, -1 where there is none."""
        low, high = 0, len(self._times)
        while low < high:
            middle = (low + high) // 2
            if self._times[middle] <= utc_s:
                low = middle + 1
            else:
                high = middle
        return low - 1


def read_price_feed(found, zone, most, stale_s, path):
    """The PriceFeed of a list with at most so many moments."""
    fits = isinstance(found, list) and len(found) <= most
    expect(fits, path, found, f"a list of at most {most} moments with prices")
    times, prices = array("q"), array("q")
    before_s = -NEVER_S
    for number, each in enumerate(found):
        where = f"{path}[{number}]"
        fits = isinstance(each, (list, tuple)) and len(each) == 2
        expect(fits, where, each, "a moment and a price")
        before_s = _utc_s(each[0], zone, before_s, where)
        times.append(before_s)
        prices.append(MISSING if each[1] is None else PRICE.read(each[1], where))
    return PriceFeed(times, prices, stale_s)


def feed_of(name, plan, stale_after_min=None):
    """The site's feed of that name, for a rule; one without a moment where the site has none."""
    stale_s = None if stale_after_min is None else stale_after_min * MINUTE_S
    found = plan.site.feeds.get(name, [])
    most = plan.site.most_intervals
    return read_price_feed(found, plan.zone, most, stale_s, "site.feeds." + name)


def _utc_s(text, zone, before_s, path):
    """The first UTC second after `before_s` at which the local clock shows this."""
    for utc_s in utc_seconds(zone, Moment().read(text, path)):
        if utc_s > before_s:
            return utc_s
    raise TariffError(
        f"{path}: got {text}, expected a moment of the local clock later than the one before"
    )
