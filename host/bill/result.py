"""The result of `meter bill` as a dict that JSON can hold.

Amounts are decimals as text, with as many decimals as the document rounds to, or six; where an
amount has more, all of them. Energies, powers and quantities are numbers.
"""

from decimal import Decimal

from host.bill.timeline import written
from host.tariff.unused import unused
from tariffs.calendar import DAY_S
from tariffs.channels import CHANNELS
from tariffs.money import MONEY_DECIMALS
from tariffs.rules.base import GROUPS

MILLION = 1_000_000
ACTIVE = (CHANNELS["import"], CHANNELS["export"])


def collect(tariff, load, bills, prepaid=None, losses=()):
    """The whole result; `losses` are those of `host.urdb.convert`."""
    zone = tariff.zone
    result = {
        "tariff": tariff.name,
        "currency": tariff.currency,
        "start": local(zone, load.begin_s),
        "end": local(zone, load.end_s),
        "interval_s": load.interval_s,
        "notes": list(_notes(tariff, load, losses)),
        "months": [_month(tariff, bill) for bill in bills],
        "total": _total(tariff, sum(bill.total_u for bill in bills)),
    }
    if prepaid is not None:
        result["prepaid"] = _prepaid(zone, prepaid)
    if losses:
        result["losses"] = list(losses)
    return result


def local(zone, utc_s):
    """A local date, with the time of day where it is not midnight."""
    local_s = zone.local_s(utc_s)
    text = written(local_s)
    return text if local_s % DAY_S else text[:10]


def amount(amount_u, decimals=MONEY_DECIMALS):
    """Micro-units as a decimal, with at least so many decimals and no amount changed."""
    text = f"{Decimal(amount_u).scaleb(-MONEY_DECIMALS):.{MONEY_DECIMALS}f}"
    whole, _, fraction = text.partition(".")
    kept = fraction[:decimals] + fraction[decimals:].rstrip("0")
    return f"{whole}.{kept}" if kept else whole


def decimals_of(rounding):
    """The decimals of what a rounding rounds to; six where it rounds nothing."""
    if rounding.unit_u <= 1:
        return MONEY_DECIMALS
    return len(amount(rounding.unit_u, 0).partition(".")[2])


def _month(tariff, bill):
    decimals = decimals_of(tariff.line_rounding)
    lines_u = sum(line.amount_u for line in bill.lines)
    return {
        "start": local(tariff.zone, bill.start_s),
        "end": local(tariff.zone, bill.end_s),
        "kwh": bill.drawn_mwh / MILLION,
        "peak_kw": bill.peak_mw / MILLION,
        "lines": [_line(line, decimals) for line in bill.lines],
        "totals": {name: amount(_group_u(bill, name), decimals) for name in GROUPS},
        "rounding": amount(bill.total_u - lines_u),
        "total": _total(tariff, bill.total_u),
    }


def _line(line, decimals):
    return {
        "rule": line.rule,
        "part": line.part,
        "kind": line.kind,
        "group": line.group,
        "quantity": line.quantity_e6 / MILLION,
        "unit": line.unit,
        "amount": amount(line.amount_u, decimals),
    }


def _group_u(bill, name):
    return sum(line.amount_u for line in bill.lines if line.group == name)


def _total(tariff, total_u):
    """A total, written as the document rounds totals, or else lines."""
    rounding = tariff.total_rounding
    if rounding.unit_u <= 1:
        rounding = tariff.line_rounding
    return amount(total_u, decimals_of(rounding))


def _prepaid(zone, prepaid):
    emptied_s = prepaid.emptied_s
    return {
        "first_balance": amount(prepaid.first_u),
        "debits": amount(prepaid.first_u - prepaid.balance_u),
        "balance": amount(prepaid.balance_u),
        "emptied": None if emptied_s is None else local(zone, emptied_s),
    }


def _notes(tariff, load, losses):
    """What one should know before relying on the bill."""
    if not load.knows_reactive and any(channel not in ACTIVE for channel in tariff.channels):
        yield (
            "the tariff charges reactive or apparent energy, the load has none: no reactive"
            " energy was billed"
        )
    yield from unused(tariff)
    if losses:
        yield f"{len(losses)} things of the rate were assumed, rounded or left out: see losses"
