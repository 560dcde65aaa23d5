"""The lines that close a run, for people."""

from datetime import UTC, datetime
from decimal import Decimal

from host.run.event_list import counted

FLASH = ("flash_failures", "flash_skipped", "profile_lost", "profile_overwritten")
HEALTH = ("gaps", "repaired", "doubtful", "no_answers", "disagreements", "state_lost")
"""Points that are told where they are not zero."""


def summary(result):
    """The lines, from the result that JSON would hold."""
    yield ""
    yield _pace(result)
    for direction, energy in result["energy"].items():
        if energy["true_mwh"] or energy["metered_mwh"]:
            yield _energy(direction, energy)
    if "safe_for" in result:
        yield f"safe mode, in which nothing is billed: {result['safe_for']}"
    else:
        yield from _bills(result)
    yield from _account_events(result)
    yield from _subjects(result)
    start, end = (_money(result[f"balance_{moment}_u"], 2) for moment in ("start", "end"))
    yield f"balance {start} -> {end} {result['currency']}"
    yield from _far_end(result)
    for reset in result["resets"]:
        whose = "" if reset["role"] == "metering" else f" of {reset['role']}"
        yield f"reset{whose} at {reset['at_s']:.3f} s: {reset['cause']}{_tale(reset)}"
    if "restarted" in result:
        restarts = result["points"]["restarts"]
        yield f"tasks started again: {restarts}, the last one {result['restarted']}"
    if result.get("events"):
        yield f"events {len(result['events'])}: {counted(result['events'])}"
    yield from _health(result["points"])
    yield from _chaos(result.get("chaos"))


def _chaos(chaos):
    """What was done to the meter, and whether it bore it."""
    if chaos:
        for what, times in sorted(chaos["counts"].items()):
            yield f"chaos: {times} times {what}"
        yield f"chaos: {len(chaos['violations'])} invariants were broken"


def _tale(reset):
    """What the firmware said of a reset, if it said something."""
    if "task" not in reset:
        return ""
    return f", {reset['task']}: {reset['error']}" if reset.get("error") else f", {reset['task']}"


def _far_end(result):
    """What of records and commands has come through, where there are two processors."""
    if "far_end" not in result:
        return
    far_end = result["far_end"]
    stored = sum(each["stored"] for each in far_end["streams"])
    passed = sum(each["passed"] for each in far_end["streams"])
    yield (
        f"far end: {stored} records stored, {passed} missing;"
        f" {far_end['commands']} commands answered, {far_end['waiting']} waiting"
    )


def _pace(result):
    interpreter = result["interpreter"]
    return (
        f"{interpreter['name']} {interpreter['version']}, {interpreter['word_bits']}-bit words,"
        f" {interpreter['float_bits']}-bit floats: {result['simulated_s']:,} simulated seconds"
        f" in {result['real_s']:.1f} s"
    )


def _energy(direction, energy):
    error_wh = (energy["metered_mwh"] - energy["true_mwh"]) / 1e3
    ppm = energy["error_ppm"]
    return (
        f"energy {direction}: {energy['true_mwh'] / 1e6:,.3f} kWh passed,"
        f" {energy['metered_mwh'] / 1e6:,.3f} kWh metered, {error_wh:+,.0f} Wh"
        + ("" if ppm is None else f", {ppm:+.1f} ppm")
    )


def _bills(result):
    """The closed bills, the lines of the running one, and what was debited."""
    currency = result["currency"]
    for bill in result["closed_bills"]:
        period = " to ".join(_utc(bill[f"{end}_s"]) for end in ("start", "end"))
        total = _money(bill["total_u"], 6)
        yield f"{_of(bill)}bill {bill['number']} of {period}: {total} {currency}"
    for line in result["bill"]:
        if line["quantity_e6"] or line["amount_u"]:
            yield _line(line, currency)
    if result["carried_u"]:
        yield f"carried {_money(result['carried_u'], 6)} {currency}, cut off the bill before"
    yield f"bill    {_money(result['bill_u'], 6)} {currency}"
    if result["reserved_u"]:
        yield f"reserve {_money(result['reserved_u'], 6)} {currency}, not debited yet"
    if result["closed_u"]:
        yield f"closed  {_money(result['closed_u'], 6)} {currency}"
    yield f"debits  {_money(result['debits_u'], 6)} {currency}"


def _line(line, currency):
    name = f"{_of(line)}{line['rule']} {line['part']}".rstrip()
    quantity = f"{line['quantity_e6'] / 1e6:,.3f} {line['unit']}".rstrip()
    return f"  {name:<30} {quantity:>22} {_money(line['amount_u'], 2):>18} {currency}"


def _of(found):
    """Whose it is, where there are several subjects."""
    return f"{found['subject']}: " if "subject" in found else ""


def _subjects(result):
    """What each of several subjects has been debited, and what is left to it."""
    for each in result.get("subjects", ()):
        debits, balance = _money(each["debited_u"], 2), _money(each["balance_u"], 2)
        yield (
            f"subject {each['name']}, phases {each['phases']}, {each['tariff']}:"
            f" debits {debits}, balance {balance} {result['currency']}{_supply(each)}"
        )


def _supply(subject):
    """How the supply of a subject with a scheme stands."""
    values = subject.get("prepaid")
    if values is None:
        return ""
    if values["would_trip"]:
        return ", would be off"
    return ", on" if values["supply_closed"] else ", off"


def _account_events(result):
    """What happened to a prepaid account, a line each."""
    events = result.get("account_events", ())
    width = max((len(_of(event) + event["what"]) for event in events), default=0)
    for event in events:
        balance = ""
        if event["balance_u"] is not None:
            balance = f"{_money(event['balance_u'], 2):>16} {result['currency']}"
        at = event["at"].replace("T", " ")
        what = f"{_of(event)}{event['what']}"
        yield f"  {at}  {what:<{max(width, 9)}} {event['why']:<24}{balance}".rstrip()


def _utc(utc_s):
    return f"{datetime.fromtimestamp(utc_s, UTC):%Y-%m-%d %H:%M:%S}Z"


def _money(amount_u, decimals):
    return f"{Decimal(amount_u).scaleb(-6):,.{decimals}f}"


def _health(values):
    if values.get("flash_fault"):
        yield "the flash cannot be used; the meter bills on without load profile and history"
    told = [f"{name.replace('_', ' ')} {values[name]}" for name in FLASH if values.get(name)]
    if told:
        yield "the flash: " + ", ".join(told) + " (docs/points.md)"
    told = [f"{name.replace('_', ' ')} {values[name]}" for name in HEALTH if values[name]]
    if told:
        yield "the metering chip: " + ", ".join(told) + " (docs/atm90e32.md)"
