"""What `meter run` is told of prepayment: the scheme of the account, and what is sent to it when.

A schedule is a CSV file with columns `at,kind,amount,id` and, where a kind needs them, `currency`,
`debt`, `last_top_up`, `last_refund`, `tariff`, `from`, `to`, and `subject` where there are
several.
Times are local, ids count up for each kind, and of each subject; an id that is left out is the
next one. What an amount may be is for the meter to judge.
"""

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from host.run.billing import stored, utc_s
from host.run.tariff_file import LineError, one_message, read_document, read_json, tariff_path
from host.simulator.text import quoted
from tariffs.prepaid.commands import KINDS, MOST_ID
from tariffs.prepaid.terms import FOR_PEOPLE, read_scheme

SCHEMES = Path(__file__).resolve().parents[2] / "tariffs" / "schemes"
MOST_KIB = 256
NEEDED = ("at", "kind")
TEXTS = ("amount", "currency", "debt")
NUMBERS = ("last_top_up", "last_refund")
COLUMNS = (*NEEDED, "id", *TEXTS, *NUMBERS, "tariff", "from", "to", "subject")
SENT = (*KINDS, "set_clock")


@dataclass(frozen=True)
class Prepaid:
    """`scheme` as a meter stores it, or None; `commands` are (UTC second, command,
    line of the file) in order."""

    scheme: dict | None = None
    commands: tuple = ()


def read_prepaid(options, tariff, zones=None):
    """The Prepaid of these options; SimulationError says what to mend.

    `zones` are, with several subjects, the zones of those that have a scheme, by name.
    """
    scheme = None
    if options.scheme:
        scheme = read_scheme_for(options.scheme, tariff, f"--scheme {options.scheme}")
    if options.topups is None:
        return Prepaid(scheme)
    if zones is None:
        zones = {"": tariff.zone} if scheme else {}
    with one_message(f"--topups {options.topups}"):
        if not zones:
            wanted = "a subject with a scheme" if options.subjects else "--scheme"
            raise ValueError(f"needs {wanted}: a plain balance takes no commands")
        return Prepaid(scheme, tuple(_read_commands(options.topups, zones)))


def read_scheme_for(name, tariff, what):
    """The scheme of that name or file as a meter stores it, in the tariff's currency; `what`
    begins each message about it.
    """
    path = tariff_path(name)
    if path.parent.name == "templates":
        path = SCHEMES / path.name
    names = ", ".join(sorted(each.stem for each in SCHEMES.glob("*.json")))
    document = read_json(path, what, f"schemes are {names}")
    with one_message(what, document):
        currency = read_scheme(document).currency
        if currency != tariff.currency:
            raise ValueError(
                f"got {currency}, expected {tariff.currency} as in tariff {tariff.name};"
                " choose another tariff, or write a scheme of your own"
            )
    return {name: document[name] for name in document if name not in FOR_PEOPLE}


def _read_commands(path, zones):
    """(UTC second, command, line) of each row, in order of time."""
    found, ids = [], {}
    for number, row in enumerate(_rows(path), 2):
        try:
            zone = zones[_subject(row, zones)]
            command = _command(row, ids, zone)
            found.append((utc_s(zone, _moment(row["at"], "at")), command, number))
        except ValueError as error:
            raise LineError(str(error), number) from None
    return sorted(found, key=lambda pair: pair[0])


def _rows(path):
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            text = file.read(MOST_KIB * 1024 + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(
            f"cannot read it: {getattr(error, 'strerror', 'no UTF-8 text')}"
        ) from None
    if len(text) > MOST_KIB * 1024:
        raise ValueError(f"got more than {MOST_KIB} KiB, expected less")
    reader = csv.DictReader(text.splitlines(), restkey="", restval="")
    try:
        names = reader.fieldnames or []
    except csv.Error as error:
        raise LineError(f"not CSV: {error}", 1) from None
    wrong = [name for name in names if name not in COLUMNS]
    if wrong or not all(name in names for name in NEEDED):
        got = quoted(",".join(names))
        raise LineError(f"got the columns {got}, expected at,kind,amount,id", 1)
    try:
        return list(reader)
    except csv.Error as error:
        raise LineError(f"not CSV: {error}", reader.line_num) from None


def _subject(row, zones):
    """Whom a row is for, of these; nothing where there is only one. For the clock, which is the
    meter's, the first has the zone.
    """
    name = row.get("subject") or ""
    if row["kind"] == "set_clock" and not name:
        return next(iter(zones))
    if name not in zones:
        names = ", ".join(zones)
        expected = f"one that has a scheme: {names}" if names else "none without --subjects"
        raise ValueError(f"subject: got {quoted(name)}, expected {expected}")
    return name


def _command(row, ids, zone):
    """The command of a row, as the meter is sent it; `ids` are the last of each kind so far."""
    if "" in row:
        raise ValueError("got more cells than columns")
    kind, subject = row["kind"], row.get("subject")
    if kind not in SENT:
        raise ValueError(f"kind: got {quoted(kind)}, expected one of {', '.join(SENT)}")
    last = ids.get((subject, kind), 0)
    command = {"kind": kind, "id": _id(row.get("id"), last + 1)}
    ids[subject, kind] = max(last, command["id"])
    if subject:
        command["subject"] = subject
    command |= {name: row[name] for name in TEXTS if row.get(name)}
    command |= {name: _number(row[name], name) for name in NUMBERS if row.get(name)}
    if kind == "tariff":
        command["document"] = stored(read_document(row.get("tariff") or ""))
        command["from_s"] = utc_s(zone, _moment(row.get("from") or row["at"], "from"))
    if kind == "set_clock":
        command["utc_s"] = utc_s(zone, _moment(row.get("to") or row["at"], "to"))
    return command


def _id(text, following):
    return _number(text, "id") if text else following


def _number(text, name):
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_ID):
        raise ValueError(f"{name}: got {quoted(text)}, expected a whole number up to {MOST_ID}")
    return int(text)


def _moment(text, name):
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo or at.microsecond:
        raise ValueError(
            f"{name}: got {quoted(text)}, expected a local time such as 2018-01-18T12:00"
        )
    return at
