"""The tariff document: JSON in, a checked `Tariff` out, ready for the engine.

docs/tariffs.md describes the document. `text`, `source`, `valid_from` and `verified` are carried
for people and change no bill.
"""

from binascii import crc32

from tariffs.calendar import MINUTE_S
from tariffs.conditions import RANGES
from tariffs.cycle import read_cycle
from tariffs.dates import Date
from tariffs.errors import TariffError, expect, quoted
from tariffs.events import MOST_FEED_DAYS, read_events
from tariffs.fields import (
    AMOUNT,
    NAME,
    REQUIRED,
    Anything,
    Choice,
    Decimal,
    Flag,
    ListOf,
    Object,
    Text,
    is_whole,
    read_fields,
)
from tariffs.plan import Plan
from tariffs.registers import DIVISORS
from tariffs.room import Room
from tariffs.rounding import EXACT, MODES, Rounding, read_rounding
from tariffs.rules import KINDS, class_of
from tariffs.rules.base import COMMON
from tariffs.schedule import read_calendars
from tariffs.seasons import read_seasons
from tariffs.site import MOST_INTERVALS, SITE, read_site
from tariffs.special_days import read_special_days
from tariffs.tariff import Tariff
from tariffs.zone import read_zone

FORMAT = 2
MOST_RULES = 64
UNIT = Decimal(6, 0, 1000000)
TOTAL = Object(
    ("to", UNIT, REQUIRED), ("mode", Choice(*MODES), "half_up"), ("carry", Flag(), False)
)
ROUNDING = Object(("line", Anything("a rounding"), None), ("total", TOTAL, None))
FIELDS = (
    ("format", Choice(FORMAT), REQUIRED),
    ("name", NAME, REQUIRED),
    ("text", Text(1000), None),
    ("source", Text(1000), None),
    ("valid_from", Date(), None),
    ("verified", Flag(), False),
    ("currency", NAME, REQUIRED),
    ("zone", Anything("an object"), REQUIRED),
    ("cycle", Anything("an object"), None),
    ("rounding", ROUNDING, None),
    ("netting_min", Choice(*DIVISORS), None),
    ("seasons", Anything("an object"), None),
    ("special_days", Anything("a list"), None),
    ("events", Anything("a list"), None),
    ("calendars", Anything("a list"), None),
    ("rules", ListOf(Anything("a rule"), MOST_RULES), REQUIRED),
)
FOR_PEOPLE = ("text", "source", "valid_from", "verified")


def compile_tariff(document, site=None, most_intervals=MOST_INTERVALS):
    """The Tariff of a parsed document (a dict), for the site facts in `site` (a dict or None).

    `most_intervals` is how many moments a price feed of the site may have. Raises TariffError
    naming path, found and expected.
    """
    expect(isinstance(document, dict), "tariff", document, "an object")
    found = document.get("format")
    old = "; format 1 is not read any more" if is_whole(found) and found == 1 else ""
    expect(is_whole(found) and found == FORMAT, "format", found, f"{FORMAT}{old}")
    tariff = _made(read_fields(document, FIELDS, ""), read_site(site, most_intervals))
    tariff.fingerprint = _fingerprint(document, 0)
    return tariff


def _made(given, site):
    """The Tariff of a document's fields."""
    tariff = Tariff()
    tariff.name = given.name
    tariff.currency = given.currency
    tariff.site = site
    tariff.zone = read_zone(given.zone, "zone")
    tariff.standard_s = given.zone["utc_offset_min"] * MINUTE_S
    tariff.cycle = read_cycle(given.cycle, "cycle")
    tariff.calendars = _calendars(given, site, tariff.zone)
    tariff.netting_min = given.netting_min
    _read_rounding(tariff, given.rounding)
    plan = Plan(tariff, site)
    room = Room(plan)
    for number, rule in enumerate(given.rules):
        plan.path = f"rules[{number}]"
        plan.rules.append(_rule(rule, plan))
        room.note()
    room.check()
    _read_netting(tariff, plan)
    _take_over(tariff, plan)
    if site.corrections or site.coincident or site.feeds:
        from tariffs.unread_site import check_unread  # takes heap

        check_unread(site, tariff.rules, [each.get("feed") for each in given.events or ()])
    return tariff


def _read_rounding(tariff, given):
    line = None if given is None else read_rounding(given.line, "rounding.line")
    total = None if given is None else given.total
    tariff.line_rounding = line or EXACT
    if total is not None:
        expect(total.to, "rounding.total.to", "0", "more than 0")
    tariff.total_rounding = EXACT if total is None else Rounding(total.to, total.mode)
    tariff.carries = total is not None and total.carry


def _read_netting(tariff, plan):
    """Where a rule is about net energy, `netting` is among the registers, for its state."""
    if plan.nets:
        from tariffs.netting import Netting

        tariff.netting = plan.add(Netting(tariff.netting_min))
    wanted = "a rule that is `of` net_import or net_export"
    expect(plan.nets or not tariff.netting_min, "netting_min", tariff.netting_min, wanted)


def _take_over(tariff, plan):
    """What the plan has gathered is the tariff's."""
    tariff.rules = plan.rules
    tariff.registers = plan.registers
    tariff.changing = plan.changing
    tariff.stepped = [each for each in plan.registers if hasattr(each, "take")]
    tariff.channels = plan.channels
    tariff.grain_s = 0
    for register in tariff.registers:
        tariff.grain_s = _common(tariff.grain_s, getattr(register, "part_s", 0))


def _calendars(given, site, zone):
    seasons = read_seasons(given.seasons, "seasons")
    special_days = read_special_days(given.special_days, "special_days")
    events = read_events(given.events, "events")
    _push(events, site, zone)
    return read_calendars(given.calendars, "calendars", seasons, special_days, events, zone)


def _push(events, site, zone):
    """Hand over the events that were pushed, and the feeds that make events by rule."""
    events.push(site.events, zone, "site.events")
    for name in events.feeds:
        if name in site.feeds:
            path = "site.feeds." + name
            events.feed(name, _by_day(site.feeds[name], path), zone, path)


def _by_day(found, path):
    """{"2018-07-01": millionths} of [["2018-07-01", "35.5"], ...]."""
    rows = ListOf(ListOf(Text(10), 2, 2), MOST_FEED_DAYS).read(found, path)
    days = [day for day, _ in rows]
    for number, day in enumerate(days):
        expect(day not in days[:number], f"{path}[{number}]", day, "each day once")
    return {day: AMOUNT.read(value, path) for day, value in rows}


def _rule(found, plan):
    """The compiled rule of one object of `rules`."""
    expect(isinstance(found, dict), plan.path, found, "an object")
    kind = found.get("kind")
    fits = isinstance(kind, str) and kind in KINDS
    expect(fits, plan.path + ".kind", kind, "one of " + ", ".join(sorted(KINDS)))
    kind_class = class_of(kind)
    given = read_fields(found, COMMON + kind_class.FIELDS, plan.path)
    _expect_partners(found, given, kind_class.NEEDS, plan.path)
    if any([rule.name == given.rule for rule in plan.rules]):
        raise TariffError(f"{plan.path}.rule: got {quoted(given.rule)} twice, expected a new name")
    taken = given.rule in RANGES or given.rule.startswith(SITE)
    expect(not taken, plan.path + ".rule", given.rule, "a name that is not taken")
    return kind_class(given, plan)


def _expect_partners(found, given, needs, path):
    """A field that means nothing without another is a slip where that other is not there."""
    for field, other, value in needs:
        if field in found:
            has = getattr(given, other)
            fits = has is not None if value is None else has == value
            wanted = other if value is None else f'{other} "{value}"'
            expect(fits, f"{path}.{field}", found[field], f"it only beside {wanted}")


def _common(a, b):
    """The greatest common divisor."""
    while b:
        a, b = b, a % b
    return a


def _fingerprint(value, crc):
    """The CRC of a text that is the same for the same document, in whatever order its keys come.

    It is never put together, for which a meter that bills may have no room.
    """
    if isinstance(value, dict):
        crc = crc32(b"{", crc)
        for name in sorted([name for name in value if name not in FOR_PEOPLE]):
            crc = _fingerprint(value[name], _fingerprint(name, crc))
        return crc32(b"}", crc)
    if isinstance(value, list):
        crc = crc32(b"[", crc)
        for each in value:
            crc = _fingerprint(each, crc)
        return crc32(b"]", crc)
    if isinstance(value, str):  # repr() writes some letters otherwise on another runtime
        text = value.encode()
        return crc32(text, crc32(b'"%d:' % len(text), crc))
    return crc32(repr(value).encode(), crc32(b",", crc))
