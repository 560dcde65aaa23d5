"""What `meter run --subjects` is told: who is billed by which tariff for which phases.

docs/subjects.md describes the file. What the meter would refuse is refused here.
"""

from pathlib import Path

from host.run.billing import MOST_SITE_KIB, Tariffs, stored, utc_s
from host.run.options import DEFAULT_PREPAID, DEFAULT_TARIFF
from host.run.prepaid import read_scheme_for
from host.run.tariff_file import one_message, read_document, read_json, read_site
from host.simulator.text import quoted
from tariffs.compiler import compile_tariff
from tariffs.errors import expect
from tariffs.fields import NAME, REQUIRED, Anything, ListOf, Object, Text, read_fields
from tariffs.money import MONEY_DECIMALS, scaled
from tariffs.subjects import SUBJECTS, read_subjects

SUBJECT = Object(
    ("name", NAME, REQUIRED),
    ("phases", Text(3), REQUIRED),
    ("tariff", Text(200), REQUIRED),
    ("site", Anything("an object, or a file's name"), None),
    ("scheme", Text(200), None),
    ("prepaid", Text(24), "0"),
)
FIELDS = (("subjects", ListOf(SUBJECT, SUBJECTS.most, SUBJECTS.least), REQUIRED),)
_ALONE = (("tariff", DEFAULT_TARIFF), ("prepaid", DEFAULT_PREPAID), ("scheme", None))
"""Options that are of one subject, and what they are where they are left out."""


class Shared:
    """The subjects of a meter: `given` as its settings have them, `tariffs` compiled."""

    def __init__(self, given, tariffs, following):
        self.given = given
        self.tariffs = tariffs
        first = given[0]
        self._next_subject, next_document, next_s = following
        site = first.get("site")
        self.first = Tariffs(tariffs[0], first["tariff"], site, next_document, next_s)

    def settings(self, of_one):
        """The board's settings of a meter with one subject, with these in its place."""
        kept = {name: of_one[name] for name in of_one if name not in ("tariff", "site")}
        del kept["first_balance_u"]
        if self._next_subject is not None:
            kept["next_subject"] = self._next_subject
        return kept | {"subjects": self.given}

    def zones(self):
        """{name: the tariff's zone} of those that have a scheme."""
        pairs = zip(self.given, self.tariffs, strict=True)
        return {each["name"]: tariff.zone for each, tariff in pairs if "scheme" in each}

    def notes(self, poles_apart):
        """What is to be said of the accounts before a run."""
        if poles_apart or not (names := ", ".join(self.zones())):
            return ()
        note = (
            f"{names}: the account warns and never trips, because one switch serves all phases;"
            " with --poles-apart the poles of a subject's phases open by themselves"
        )
        return (note,)


def read_shared(options):
    """The Shared of these options, or None; SimulationError says what to mend."""
    if options.subjects is None:
        return None
    what = f"--subjects {options.subjects}"
    found = read_json(options.subjects, what)
    with one_message(what, found):
        _expect_alone(options)
        subjects = read_fields(found, FIELDS, "", "subjects").subjects
        sites = _sites(options, subjects)
        pairs = [
            _read(subject, f"subjects[{number}]", sites[subject.name], options.subjects.parent)
            for number, subject in enumerate(subjects)
        ]
        given, tariffs = [list(each) for each in zip(*pairs, strict=True)]
        read_subjects(given)
        for number, tariff in enumerate(tariffs):
            path, currency = f"subjects[{number}].tariff", tariffs[0].currency
            expect(tariff.currency == currency, path, tariff.currency, f"{currency}, one for all")
        following = _read_next(options, sites, tariffs)
    return Shared(given, tariffs, following)


def _expect_alone(options):
    for name, default in _ALONE:
        found = getattr(options, name)
        expect(found == default, f"--{name}", found, "none beside --subjects, whose file has it")


def _sites(options, subjects):
    """{name: site facts or None}; what the command line names comes before what the file does."""
    sites = {}
    for number, subject in enumerate(subjects):
        sites[subject.name] = _site_of(subject.site, f"subjects[{number}].site", options)
    for each in options.site or ():
        name, path = _of_one(str(each), sites, "--site", "FILE")
        sites[name] = read_site(Path(path), MOST_SITE_KIB)
    return sites


def _site_of(given, where, options):
    """An object as it is; what is in the file that a text names, beside that of the subjects."""
    if isinstance(given, str):
        return read_site(options.subjects.parent / given, MOST_SITE_KIB)
    expect(given is None or isinstance(given, dict), where, given, "an object, or a file's name")
    return given


def _of_one(text, names, option, what):
    """(the subject's name, the rest) of SUBJECT=WHAT."""
    for name in names:
        if text.startswith(f"{name}="):
            return name, text[len(name) + 1 :]
    choice = f"one of {', '.join(f'{name}={what}' for name in names)}"
    raise ValueError(f"{option}: got {quoted(text)}, expected {choice}")


def _read_next(options, sites, tariffs):
    """(whom it is for, the document, its UTC second) of the tariff for later."""
    if options.next_tariff is None:
        return None, None, 0
    text, at = options.next_tariff
    subject, name = _of_one(text, sites, "--next-tariff", "TARIFF@TIME")
    document = read_document(name)
    with one_message(f"tariff {name}", document, sites[subject]):
        tariff = compile_tariff(document, sites[subject])
        currency = tariffs[0].currency
        expect(tariff.currency == currency, "currency", tariff.currency, f"{currency}, as before")
        zone = tariffs[list(sites).index(subject)].zone
        return subject, stored(document), utc_s(zone, at)


def _read(given, path, site, folder):
    """(a subject as the meter's settings have it, its compiled tariff)."""
    document = read_document(_beside(given.tariff, folder))
    with one_message(f"tariff {given.tariff}", document, site):
        tariff = compile_tariff(document, site)
        subject = {"name": given.name, "phases": given.phases, "tariff": stored(document)}
    subject["first_balance_u"] = scaled(given.prepaid, MONEY_DECIMALS, f"{path}.prepaid")
    if site is not None:
        subject["site"] = site
    if given.scheme is not None:
        what = f"subject {given.name}: scheme {given.scheme}"
        subject["scheme"] = read_scheme_for(_beside(given.scheme, folder), tariff, what)
    return subject, tariff


def _beside(tariff, folder):
    """A template's or scheme's name as it is; a file's path from where the subjects are."""
    path = Path(folder) / tariff
    return str(path) if path.suffix == ".json" else tariff
