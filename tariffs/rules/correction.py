"""Money for bills that are closed: what was found out about them later."""

from tariffs.dates import Date
from tariffs.errors import TariffError, expect
from tariffs.fields import AMOUNT, REQUIRED, ListOf, Object, Text
from tariffs.money import are_digits
from tariffs.rules.base import Rule

MOST_CORRECTIONS = 64


class Month:
    """ "YYYY-MM", kept as it stands."""

    expected = 'a month "2026-03"'

    def read(self, found, path):
        fits = isinstance(found, str) and len(found) == 7 and found[4] == "-"
        fits = fits and are_digits(found[:4]) and are_digits(found[5:])
        expect(fits and "01" <= found[5:] <= "12", path, found, self.expected)
        return found


CORRECTION = Object(
    ("bill", Month(), REQUIRED),
    ("told", Date(), REQUIRED),
    ("amount", AMOUNT, REQUIRED),
    ("text", Text(40), ""),
)


class Correction(Rule):
    """The corrections of the site: {"bill": "2026-03", "told": "2026-05-03", "amount": "-12.50",
    "text": "meter exchange"}.

    A closed bill never changes: each correction is charged in the bill that holds the end of the
    day `told`, in a line that names the month it corrects. Nothing is remembered, so that it is
    charged exactly once however often and in whatever order it is told; `told` must be a day of
    the bill that runs when the meter hears of it, or a later one. Taxes count corrections where
    their base names this rule. A tariff has one such rule.
    """

    def __init__(self, given, plan):
        super().__init__(given, plan)
        if any([rule.kind == given.kind for rule in plan.rules]):
            raise TariffError(f"{plan.path}.kind: got {given.kind} twice, expected one such rule")
        listed = ListOf(CORRECTION, MOST_CORRECTIONS, 0)
        found = listed.read(plan.site.corrections or [], "site.corrections")
        self._corrections = sorted(
            [_placed(each.told, each.bill, each.text, each.amount, plan.zone) for each in found]
        )

    def charges(self, bill):
        for told_s, part, amount_u in self._corrections:
            if bill.start_s < told_s <= bill.end_s:
                yield part, 0, amount_u, 1


def _placed(told, month, text, amount_u, zone):
    """(UTC second of the end of the day it was told, what the line says, amount)."""
    part = month + " " + text if text else month
    return zone.utc_of_midnight(told + 1), part, amount_u
