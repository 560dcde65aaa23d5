"""Site facts: what belongs to the customer and not to the tariff.

    {"facts": {"contract_kw": "500", "supply_kva": "630"},
     "contracts": {"power": {"P1": "100", "P2": "120"}},
     "past": {"demand": ["410.5", "398"]},
     "feeds": {"spot": [["2026-01-01T00:00", "0.0821"], ...]},
     "events": {"critical": ["2026-07-01", "2026-07-02T14:00/18:00"]},
     "coincident": [{"rule": "cp", "at": "2026-07-15T17:00", "told": "2026-10-01", "kw": "312.5"}],
     "corrections": [{"bill": "2026-03", "told": "2026-05-03", "amount": "-12.50", "text": "..."}]}

All of it may be left out; a rule that needs a fact which is missing says so when the tariff is
compiled. `past` holds quantities of earlier bills by rule, the latest first. A name that ends in
a date, "contract_kw@2026-07-01" or "power@2026-07-01", is what a fact or contract changes to
(`tariffs.contracted`).
"""

from tariffs.dates import Date
from tariffs.errors import TariffError, expect
from tariffs.fields import AMOUNT, QUANTITY, Anything, ListOf, MapOf, read_fields

SITE = "site:"
"""Begins the name of a site fact where a quantity is named."""
FROM = "@"
"""In the name of a fact or contract, before the date from which on it is that."""
MOST_FACTS = 64
MOST_INTERVALS = 200
"""Moments of a feed that a meter has room for; a PC may allow more."""
FIELDS = (
    ("facts", MapOf(QUANTITY, MOST_FACTS), {}),
    ("contracts", MapOf(MapOf(QUANTITY, 16), 8), {}),
    ("past", MapOf(ListOf(AMOUNT, 36), 16), {}),
    ("feeds", Anything("an object", dict), {}),
    ("events", Anything("an object", dict), {}),
    ("coincident", Anything("a list", list), ()),
    ("corrections", Anything("a list", list), ()),
)
_OF_PAST = "the name of a rule without a date: what has passed does not change"


class Site:
    """Quantities in millionths of their unit."""

    def __init__(self, given, most_intervals):
        self.most_intervals = most_intervals
        self.facts = given.facts
        self.contracts = given.contracts
        self.past = given.past
        self.feeds = given.feeds
        self.events = given.events
        self.coincident = given.coincident
        self.corrections = given.corrections

    def fact(self, name, path):
        """A fact in millionths; TariffError, for `path`, where it was not given."""
        if name not in self.facts:
            known = ", ".join(sorted(self.facts)) or "none"
            raise TariffError(f"{path}: got no site fact {name!r}, expected it among: {known}")
        return self.facts[name]


def read_site(found, most_intervals=MOST_INTERVALS):
    """The Site of a parsed object; None is a site without facts."""
    given = read_fields({} if found is None else found, FIELDS, "site")
    _check_changes(given.facts, "site.facts")
    _check_changes(given.contracts, "site.contracts")
    for name in given.past:
        expect(not _is_dated(name), f"site.past.{name}", None, _OF_PAST)
    return Site(given, most_intervals)


def _check_changes(known, path):
    """TariffError where the name of a change has no date, or nothing that it changes."""
    for name in known:
        base, at, date = name.partition(FROM)
        if at:
            where = f"{path}.{name}"
            Date().read(date, where)
            expect(base in known, where, base, "the name of another one, which it changes")


def _is_dated(name):
    """Whether a name looks like that of a change; rules may have any name with an @ in it."""
    date = name[-len("@2026-07-01") :]
    return date.startswith(FROM) and date[1:].replace("-", "").isdigit() and date.count("-") == 2
