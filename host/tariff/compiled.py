"""A tariff compiled to be looked at: without its site, as far as that goes."""

from host.bill.tariff import MOST_INTERVALS
from host.run.tariff_file import one_message
from tariffs.compiler import compile_tariff
from tariffs.errors import TariffError


def compiled(name, document, site, whole=False):
    """The Tariff of a document that was read by `name`; SimulationError where it is wrong.

    Where only the site is missing, and `whole` does not ask for all, its clock and calendars are
    compiled with a rule that needs no site.
    """
    with one_message(f"tariff {name}", document, site):
        try:
            return compile_tariff(document, site, MOST_INTERVALS)
        except TariffError as error:
            if site is not None or whole or "site" not in str(error):
                raise
            return compile_tariff({**document, "rules": [{"rule": "energy", "kind": "energy"}]})
