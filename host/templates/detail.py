"""One template in detail: where it is from, its hours as a picture, rules, prices, site, size."""

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from host.run.billing import MOST_SITE_KIB, stored
from host.run.tariff_file import read_site, shown_path
from host.tariff.calendar_text import changes_within_months, picture
from host.tariff.compiled import compiled
from host.tariff.needs import needs
from host.tariff.prices import prices_of
from host.tariff.words import listed
from tariffs.calendar import civil_date
from tariffs.dates import Date
from tariffs.engine import Engine
from tariffs.room import MOST_DOCUMENT_BYTES, MOST_STATE_BYTES

SOME_YEAR = 2026


def facts(template):
    """All of it as a dict that JSON can hold."""
    document = template.document
    tariff = _compiled(template)
    return {
        "name": template.name,
        "country": template.country,
        **{name: document.get(name) for name in ("text", "source", "valid_from", "currency")},
        "verified": document.get("verified", False),
        "calendars": [
            {"name": each["name"], "periods": each["periods"]}
            for each in document.get("calendars", ())
        ],
        "rules": [
            {"rule": rule["rule"], "kind": rule["kind"], "prices": list(prices_of(rule, document))}
            for rule in document["rules"]
        ],
        "site": needs(document),
        "example_site": _shown_path(template),
        "document_bytes": len(stored(document).encode()),
        "state_bytes": Engine(tariff).size,
    }


def show_detail(template, console):
    """Print it."""
    document = template.document
    found = facts(template)
    console.print(Text(f"{template.name}, {document['currency']}", style="bold"))
    console.print(Text(document.get("text", "")), soft_wrap=True)
    console.print(Text(f"source: {found['source'] or 'not said'}"), soft_wrap=True)
    verified = "compared with the publisher's text" if found["verified"] else "not verified"
    console.print(Text(f"valid from {found['valid_from'] or 'a date not said'}, {verified}"))
    _show_calendars(template, console)
    console.print(_rules(found["rules"]))
    for line in _site(found):
        console.print(Text(line))
    console.print(Text(_size(found)))
    console.print(
        Text(
            f"next: meter tariff explain {template.name}, meter tariff new {template.name} -o FILE"
        )
    )


def year_of(document):
    """The year that pictures and dates are shown for: the one in which the tariff began."""
    found = document.get("valid_from")
    return SOME_YEAR if found is None else civil_date(Date().read(found, "valid_from"))[0]


def _show_calendars(template, console):
    tariff = _compiled(template)
    year = year_of(template.document)
    for calendar in tariff.calendars:
        if len(calendar.periods) > 1:
            console.print()
            console.print(Text(f"calendar {calendar.name}", style="bold"))
            for line in picture(calendar, year):
                console.print(line)
            turns = list(changes_within_months(calendar, year))
            if turns:
                console.print(Text(f"       other hours from {listed(turns)} of {year} on"))


def _rules(rules):
    table = Table(box=SIMPLE_HEAD)
    for name in ("rule", "kind", "prices"):
        table.add_column(name)
    for rule in rules:
        table.add_row(Text(rule["rule"]), Text(rule["kind"]), Text("\n".join(rule["prices"])))
    return table


def _site(found):
    """What it asks of the site."""
    if not found["site"]:
        yield "site: it needs no facts"
    for part, names in found["site"].items():
        asked = (f"{name} (for {listed(dict.fromkeys(who))})" for name, who in names.items())
        yield f"site.{part}: " + ", ".join(asked)
    if found["example_site"]:
        yield f"example site: {found['example_site']}"


def _size(found):
    document = f"{found['document_bytes']} of {MOST_DOCUMENT_BYTES} bytes of document"
    return f"size: {document}, {found['state_bytes']} of {MOST_STATE_BYTES} bytes of state"


def _shown_path(template):
    return template.site_path and shown_path(template.site_path)


def _compiled(template):
    """The tariff with the example site, or one that stands in."""
    site = read_site(template.site_path, MOST_SITE_KIB)
    return compiled(template.name, template.document, site)
