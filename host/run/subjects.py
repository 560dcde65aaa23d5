"""What `meter run --subjects` is told: who is billed by which tariff for which phases.

docs/subjects.md describes the file. What the meter would refuse is refused here.
"""

from pathlib import Path

from host.run.billing import Tariffs, stored
from host.run.tariff_file import one_message, read_document, read_json
from tariffs.compiler import compile_tariff
from tariffs.errors import expect
from tariffs.fields import NAME, REQUIRED, Anything, ListOf, Object, Text, read_fields
from tariffs.money import MONEY_DECIMALS, scaled
from tariffs.subjects import SUBJECTS, read_subjects

SUBJECT = Object(
    ("name", NAME, REQUIRED),
    ("phases", Text(3), REQUIRED),
    ("tariff", Text(200), REQUIRED),
    ("site", Anything("an object", dict), None),
    ("prepaid", Text(24), "0"),
)
FIELDS = (("subjects", ListOf(SUBJECT, SUBJECTS.most, SUBJECTS.least), REQUIRED),)
_ALONE = ("site", "next_tariff", "scheme", "topups")
"""Options that are of one subject."""


class Shared:
    """The subjects of a meter: `given` as its settings have them, `tariffs` compiled."""

    def __init__(self, given, tariffs):
        self.given = given
        self.tariffs = tariffs
        first = given[0]
        self.first = Tariffs(tariffs[0], first["tariff"], first.get("site"), None, 0)

    def settings(self, of_one):
        """The board's settings of a meter with one subject, with these in its place."""
        kept = {name: of_one[name] for name in of_one if name not in ("tariff", "site")}
        del kept["first_balance_u"]
        return kept | {"subjects": self.given}


def read_shared(options):
    """The Shared of these options, or None; SimulationError says what to mend."""
    if options.subjects is None:
        return None
    what = f"--subjects {options.subjects}"
    found = read_json(options.subjects, what)
    with one_message(what, found):
        _expect_alone(options)
        subjects = read_fields(found, FIELDS, "", "subjects").subjects
        pairs = [
            _read(subject, f"subjects[{number}]", options.subjects.parent)
            for number, subject in enumerate(subjects)
        ]
        given, tariffs = [list(each) for each in zip(*pairs, strict=True)]
        read_subjects(given)
        for number, tariff in enumerate(tariffs):
            path, currency = f"subjects[{number}].tariff", tariffs[0].currency
            expect(tariff.currency == currency, path, tariff.currency, f"{currency}, one for all")
    return Shared(given, tariffs)


def _expect_alone(options):
    for name in _ALONE:
        option = "--" + name.replace("_", "-")
        expect(getattr(options, name) is None, option, "one", "none beside --subjects")


def _read(given, path, folder):
    """(a subject as the meter's settings have it, its compiled tariff)."""
    document = read_document(_beside(given.tariff, folder))
    with one_message(f"tariff {given.tariff}", document):
        tariff = compile_tariff(document, given.site)
        subject = {"name": given.name, "phases": given.phases, "tariff": stored(document)}
    subject["first_balance_u"] = scaled(given.prepaid, MONEY_DECIMALS, f"{path}.prepaid")
    return (subject if given.site is None else subject | {"site": given.site}), tariff


def _beside(tariff, folder):
    """A template's name as it is; a file's path from where the subjects are."""
    path = Path(folder) / tariff
    return str(path) if path.suffix == ".json" else tariff
