"""The tariff that `meter bill` was given, with the facts of the site, compiled."""

from host.run.tariff_file import one_message, read_document, read_json
from host.simulator.errors import SimulationError
from tariffs.compiler import compile_tariff

MOST_SITE_KIB = 16 * 1024
"""A site's price feed may hold years of hours."""


def read_tariff(options):
    """The compiled Tariff; SimulationError says what to mend."""
    if options.tier_mode and not options.urdb:
        raise SimulationError(
            "--tier-mode: got it without --urdb, expected both; a tariff document itself says"
            " what its tiers count"
        )
    site = None
    if options.site:
        site = read_json(options.site, f"--site {options.site}", most_kib=MOST_SITE_KIB)
    document = _document(options)
    with one_message(f"tariff {options.tariff}"):
        return compile_tariff(document, site)


def _document(options):
    if options.urdb:
        raise SimulationError("--urdb: not there yet")
    return read_document(options.tariff)
