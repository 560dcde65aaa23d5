"""`meter tariff diff`: two versions of a tariff, told apart by what they mean."""

import json
from pathlib import Path

from host.bill.tariff import MOST_SITE_KIB
from host.run.tariff_file import read_document, read_site
from host.tariff.compiled import compiled
from host.tariff.diff.documents import ADDED, CHANGED, MOVED, REMOVED, differences
from host.tariff.diff.minutes import changed_minutes
from host.tariff.words import listed
from host.templates.detail import year_of

SAME, DIFFERENT = 0, 1
LONGEST_VALUE = 100


def add_parser(commands):
    """The parser of `diff`, added to the commands of `meter tariff`."""
    parser = commands.add_parser(
        "diff",
        help="what a new version of a tariff changes",
        description="Tell two tariffs apart by what they mean: rules, calendars and periods by"
        " name, values with the percentage, another order, and how many minutes of a year have"
        " another period. Exit code 0 if they mean the same, 1 if not, 2 for a mistake.",
    )
    add = parser.add_argument
    add("old", metavar="OLD", help="a file, or a template by name")
    add("new", metavar="NEW", help="a file, or a template by name")
    add("--site", type=Path, metavar="FILE", help="JSON: facts of the site, for both")
    add("--json", action="store_true", help="as JSON")
    return parser


def carry_out(options):
    """Print the differences; the exit code."""
    site = read_site(options.site, MOST_SITE_KIB)
    (old, old_tariff), (new, new_tariff) = (
        _read(name, site) for name in (options.old, options.new)
    )
    found = list(differences(old, new))
    year = year_of(new)
    minutes = changed_minutes(old_tariff, new_tariff, year)
    if options.json:
        print(json.dumps(_as_json(found, minutes, year), indent=2))
    else:
        _show(found, minutes, year)
    return DIFFERENT if found or minutes else SAME


def _read(name, site):
    """(document, its tariff, of which only the calendars are looked at)."""
    document = read_document(name)
    return document, compiled(name, document, site)


def _as_json(found, minutes, year):
    return {
        "differences": [
            {"what": each.what, "where": each.where, "old": each.old, "new": each.new}
            | ({} if each.percent is None else {"percent": f"{each.percent:.2f}"})
            for each in found
        ],
        "year": year,
        "minutes": [
            {"calendar": name, "old": old, "new": new, "minutes": count}
            for name, counts in minutes.items()
            for (old, new), count in counts.items()
        ],
    }


def _show(found, minutes, year):
    if not found and not minutes:
        print("no difference in what they mean")
    for each in found:
        print(WORDS[each.what](each))
    for name, counts in minutes.items():
        total = sum(counts.values())
        print(f"calendar {name}: {total:,} minutes of {year} have another period")
        for (old, new), count in counts.items():
            print(f"    {count:>9,}  {old} -> {new}")


def _changed(each):
    percent = "" if each.percent is None else f" ({each.percent:+.2f} %)"
    return f"changed  {each.where}: {_value(each.old)} -> {_value(each.new)}{percent}"


def _moved(each):
    return f"moved    {each.where}: now in the order {listed(each.new, ', ')}"


def _value(value):
    """A value as the document has it, cut where it would fill the line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


WORDS = {
    ADDED: lambda each: f"added    {each.where}: {_value(each.new)}",
    REMOVED: lambda each: f"removed  {each.where}: {_value(each.old)}",
    CHANGED: _changed,
    MOVED: _moved,
}
