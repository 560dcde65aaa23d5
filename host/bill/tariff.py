"""The tariff that `meter bill` was given, with the facts of the site, compiled."""

from host.bill.load import glance
from host.run.tariff_file import one_message, read_document, read_site
from host.simulator.errors import SimulationError
from host.urdb.convert import convert
from host.urdb.item import read_rate
from host.urdb.units import DEFAULT_WINDOW_MIN
from tariffs.compiler import compile_tariff
from tariffs.rules.demand import DIVISORS

MOST_SITE_KIB = 16 * 1024
MOST_INTERVALS = 1000000
"""A site's price feed may hold years of hours."""


def read_tariff(options):
    """(compiled Tariff, what a converted rate has lost); SimulationError says what to mend."""
    if options.tier_mode and not options.urdb:
        raise SimulationError(
            "--tier-mode: got it without --urdb, expected both; a tariff document itself says"
            " what its tiers count"
        )
    site = read_site(options.site, MOST_SITE_KIB)
    document, losses = _converted(options) if options.urdb else (read_document(options.tariff), [])
    with one_message(f"tariff {options.tariff}", document, site):
        return compile_tariff(document, site, MOST_INTERVALS), losses


def _converted(options):
    """(document, losses) of a URDB rate, which says nothing of local time and may leave its
    demand window open: the load's first rows tell both.
    """
    rate = read_rate(options.tariff)
    interval_s, utc_offset_min = glance(options.load)
    with one_message(f"tariff {options.tariff}"):
        return convert(rate, options.tier_mode, _window_min(interval_s), utc_offset_min)


def _window_min(interval_s):
    """That of the load's intervals, where they are longer than the usual window."""
    minutes, seconds = divmod(interval_s, 60)
    fits = not seconds and minutes in DIVISORS and minutes > DEFAULT_WINDOW_MIN
    return minutes if fits else None
