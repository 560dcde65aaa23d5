"""Money for bills that are closed: what was found out about them later."""

from tariffs.dates import Date
from tariffs.errors import TariffError, expect
from tariffs.fields import AMOUNT, REQUIRED, ListOf, Object, Text
from tariffs.money import are_digits
from tariffs.rules.base import Rule
from tariffs.told import MOST_TOLD, Fact, ToldOnce


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
    day `told`, in a line that names the month it corrects. One that reaches the meter when that
    bill has closed is charged in the bill that runs then; what was told before the rule's first
    bill is not its business. Each is charged exactly once, however often and in whatever order
    they are told: `bill`, `told` and `text` tell it from others, and an amount that is edited
    after the bill has closed changes nothing; add another correction. Taxes count corrections
    where their base names this rule. A tariff has one such rule.
    """

    def __init__(self, given, plan):
        super().__init__(given, plan)
        if any([rule.kind == given.kind for rule in plan.rules]):
            raise TariffError(f"{plan.path}.kind: got {given.kind} twice, expected one such rule")
        listed = ListOf(CORRECTION, MOST_TOLD, 0)
        found = listed.read(plan.site.corrections or [], "site.corrections")
        facts = [
            _Amount(each, plan.zone, f"site.corrections[{number}]")
            for number, each in enumerate(found)
        ]
        self._told = ToldOnce(facts)
        self.values = self._told.values
        self.depends_on()

    def charges(self, bill):
        for fact, _ in sorted(self._told.charged(bill), key=lambda each: each[0].order):
            yield fact.part, 0, fact.amount_u, 1

    def close(self, bill):
        self._told.close(bill, self._holds(bill))


class _Amount(Fact):
    """One correction."""

    def __init__(self, given, zone, path):
        self.part = given.bill + " " + given.text if given.text else given.bill
        self.amount_u = given.amount
        self.order = given.told, self.part
        due_s = (zone.utc_of_midnight(given.told + 1) - 1,)
        super().__init__(f"{given.told} {self.part}", due_s, path)
