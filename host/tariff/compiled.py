"""A tariff compiled to be looked at: without its site, as far as that goes."""

from host.bill.tariff import MOST_INTERVALS
from host.run.tariff_file import one_message
from host.tariff.needs import facts_in
from tariffs.compiler import compile_tariff
from tariffs.errors import TariffError
from tariffs.schedule import MOST_PERIODS


def compiled(name, document, site, whole=False):
    """The Tariff of a document that was read by `name`; SimulationError where it is wrong.

    Without a site, and where `whole` does not ask for its own, one in which everything is 1 stands
    in, so that every rule is looked at all the same.
    """
    with one_message(f"tariff {name}", document, site):
        try:
            return compile_tariff(document, site, MOST_INTERVALS)
        except TariffError as error:
            if site is not None or whole or not _is_about_site(error):
                raise
            return _without_site(document)


def _without_site(document):
    """The Tariff for a site in which everything is 1."""
    rules = [rule for rule in document["rules"] if isinstance(rule, dict)]
    facts = dict.fromkeys(facts_in(rules), "1")
    for quantities in _CONTRACT, _by_period(document):
        names = [rule.get("contract") for rule in rules]
        contracts = {name: quantities for name in names if isinstance(name, str)}
        try:
            return compile_tariff(document, _site(facts, contracts))
        except TariffError as error:
            if not str(error).endswith(" too"):  # a contract that wants a quantity a period
                raise
            last = error
    raise last


_CONTRACT = {"all": "1"}


def _by_period(document):
    """A contract that has a quantity for each period of any calendar."""
    names = (name for each in document.get("calendars", ()) for name in each["periods"])
    return dict.fromkeys(list(dict.fromkeys(names))[:MOST_PERIODS], "1") or _CONTRACT


def _site(facts, contracts):
    parts = {"facts": facts, "contracts": contracts}
    return {name: part for name, part in parts.items() if part}


def _is_about_site(error):
    """Whether the compiler wants something of the site."""
    return "got no site fact" in str(error) or "a site contract" in str(error)
