"""Energy at a price that comes as a feed: real-time and day-ahead prices."""

from tariffs.channels import CHANNEL_NAMES, energy_unit
from tariffs.errors import TariffError
from tariffs.fields import NAME, NAMES, PRICE, REQUIRED, Choice, Decimal, Whole
from tariffs.money import PER_LINE, PRICE_DECIMALS
from tariffs.price_feed import feed_of
from tariffs.rounding import divide
from tariffs.rules.base import Rule, priced
from tariffs.spot_register import SpotMoney

FACTOR = Decimal(PRICE_DECIMALS, -1000, 1000)
_UNIT = 10**PRICE_DECIMALS


class Spot(Rule):
    """Energy times the price of its moment: feed x `factor` + `adder`, rounded half up to
    `price_decimals`, then held between `at_least` and `at_most`.

    `feed` names a list among `site.feeds`: [local moment, price or null] in the order of time,
    each price until the next one, `stale_after_min` minutes at most where that is given. A feed
    in currency per MWh has the factor "0.001". Energy for which there is no price (before the
    first moment, at null, when stale) is billed at `fallback` as it stands, in a line of its own.
    Each moment of the feed is an edge that no step may cross; intervals may have any length.
    """

    ADDS = True
    GROUP = "energy"
    FIELDS = (
        ("of", Choice(*CHANNEL_NAMES), "import"),
        ("calendar", NAME, None),
        ("periods", NAMES, None),
        ("feed", NAME, REQUIRED),
        ("factor", FACTOR, _UNIT),
        ("adder", PRICE, 0),
        ("at_least", PRICE, None),
        ("at_most", PRICE, None),
        ("price_decimals", Whole(0, PRICE_DECIMALS), PRICE_DECIMALS),
        ("stale_after_min", Whole(1, 44640), None),
        ("fallback", PRICE, REQUIRED),
    )

    def __init__(self, given, plan):
        super().__init__(given, plan)
        self.unit = energy_unit(given.of)
        self.feed = given.feed
        self._fallback_e9 = given.fallback
        self._read_price(given, plan)
        calendar = plan.calendar(given.calendar)
        periods = plan.periods(calendar, given.periods)
        counts = [n in periods for n in range(len(plan.calendars[calendar].periods))]
        channel = plan.channel(given.of)
        feed = feed_of(given.feed, plan, given.stale_after_min)
        self._register = plan.add(SpotMoney(channel, calendar, counts, feed, self.price_e9))

    def price_e9(self, feed_e9):
        """The price to bill at a price of the feed."""
        coarse = self._coarse
        found = divide(feed_e9 * self._factor_e9 + self._adder_e18, _UNIT * coarse) * coarse
        if self._at_least_e9 is not None:
            found = max(found, self._at_least_e9)
        return found if self._at_most_e9 is None else min(found, self._at_most_e9)

    def measure(self, bill):
        return self._register.values[0] + self._register.values[3]

    def charges(self, bill):
        energy, whole_u, rest, without = self._register.values
        yield "", energy, whole_u * PER_LINE + rest, PER_LINE
        if without:
            yield priced("fallback", without, self._fallback_e9)

    def _read_price(self, given, plan):
        self._factor_e9 = given.factor
        self._adder_e18 = given.adder * _UNIT
        self._at_least_e9 = given.at_least
        self._at_most_e9 = given.at_most
        self._coarse = 10 ** (PRICE_DECIMALS - given.price_decimals)
        both = given.at_least is not None and given.at_most is not None
        if both and given.at_least > given.at_most:
            raise TariffError(f"{plan.path}.at_most: got less than at_least, expected as much")
