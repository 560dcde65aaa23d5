"""What a site tells and no rule of this tariff reads: its values are checked all the same.

A name that nothing asks for may belong to another tariff; a value of the wrong kind is a slip
under any.
"""

from tariffs.dates import Date
from tariffs.errors import expect
from tariffs.fields import AMOUNT, NAME, PRICE
from tariffs.local_time import Moment

_DATE_LENGTH = 10


def check_unread(site, rules, read_feeds):
    """TariffError for a value of the wrong kind; `read_feeds` are names of feeds already read."""
    kinds = [rule.kind for rule in rules]
    if site.corrections and "correction" not in kinds:
        from tariffs.rules.correction import CORRECTION  # takes heap

        _check_list(site.corrections, CORRECTION, "site.corrections")
    if site.coincident and "coincident" not in kinds:
        from tariffs.rules.coincident import TOLD  # takes heap

        _check_list(site.coincident, TOLD, "site.coincident")
    read = list(read_feeds) + [getattr(rule, "feed", None) for rule in rules]
    for name in site.feeds:
        if name not in read:
            NAME.read(name, "site.feeds")
            _check_feed(site.feeds[name], "site.feeds." + name)


def _check_list(found, type_, path):
    for number, each in enumerate(found):
        type_.read(each, f"{path}[{number}]")


def _check_feed(found, path):
    """A feed of whatever use: dates with values, or moments with prices."""
    expect(isinstance(found, list), path, found, "a list of dates or moments, each with a value")
    for number, row in enumerate(found):
        where = f"{path}[{number}]"
        expect(isinstance(row, list) and len(row) == 2, where, row, "a date or moment and a value")
        when, value = row
        if isinstance(when, str) and len(when) == _DATE_LENGTH:
            Date().read(when, where)
            AMOUNT.read(value, where)
        else:
            Moment().read(when, where)
            if value is not None:
                PRICE.read(value, where)
