"""Several subjects on one meter: who is billed by which tariff for which phases.

    "subjects": [
        {"name": "flat", "phases": "a", "tariff": "gb-economy-7", "first_balance_u": 50000000},
        {"name": "shop", "phases": "bc", "tariff": "{...}", "site": {...}}
    ]

Each phase belongs to exactly one subject, so that what they are billed for is what the phases
have measured, to the mWh: nothing is netted between phases, and nothing is left over. A meter
reads them once and then lets this module go.
"""

from tariffs.errors import TariffError, expect
from tariffs.fields import NAME, REQUIRED, Anything, Choice, ListOf, Object, Whole
from tariffs.phase_share import PHASES

MOST_BALANCE_U = 9000000000000000000
SUBJECT = Object(
    ("name", NAME, REQUIRED),
    ("phases", Choice("a", "b", "c", "ab", "ac", "bc"), REQUIRED),
    ("tariff", Anything("a tariff document as text, or a template's name", str), REQUIRED),
    ("site", Anything("an object", dict), None),
    ("scheme", Anything("a prepaid scheme, an object", dict), None),
    ("first_balance_u", Whole(-MOST_BALANCE_U, MOST_BALANCE_U), 0),
)
SUBJECTS = ListOf(SUBJECT, len(PHASES), 2)


def read_subjects(found):
    """The subjects of the settings; TariffError says what is wrong with them."""
    subjects = SUBJECTS.read(found, "subjects")
    _expect_distinct([subject.name for subject in subjects])
    named = sorted("".join([subject.phases for subject in subjects]))
    expect("".join(named) == PHASES, "subjects", "".join(named), "each of the phases a, b, c once")
    return subjects


def _expect_distinct(names):
    for number, name in enumerate(names):
        if name in names[:number]:
            raise TariffError(f"subjects[{number}].name: got {name}, expected another name")
