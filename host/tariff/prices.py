"""The prices of a rule in short lines: `summer peak 0.20 EUR/kWh`, `over 100 kWh 0.15`."""

from host.tariff.words import listed, plain, price
from tariffs.channels import CHANNEL_NAMES, energy_unit, power_unit
from tariffs.rules import class_of

ENERGY_KINDS = ("energy", "tiers", "spot", "export", "reactive", "hourly_reactive")


def channel_of(rule):
    """The name of the channel that a rule measures; None where its `of` is no channel."""
    fields = {name: (type_, default) for name, type_, default in class_of(rule["kind"]).FIELDS}
    if "of" not in fields or not hasattr(fields["of"][0], "words"):
        return None
    found = rule.get("of", fields["of"][1])
    return found if found in CHANNEL_NAMES else None


def unit_of(rule, document):
    """The unit that a price of the rule is for, as far as the document tells."""
    kind, channel = rule["kind"], channel_of(rule)
    if kind in ENERGY_KINDS:
        return energy_unit(channel or "import")
    if channel:
        return power_unit(channel)
    if is_of_energy(rule, document):
        return unit_of(_above(rule, document), document)
    if kind in ("fixed", "minimum", "cap"):
        per = {"year_by_days": "year"}.get(rule.get("per"), rule.get("per", "month"))
        return per if "of" not in rule else f"unit a {per}"
    if kind == "reactive_demand":
        return "kvar"
    above = _above(rule, document)
    return unit_of(above, document) if above and above is not rule else "kW"


def is_of_energy(rule, document):
    """Whether a fixed price of a month is one for each kWh or kvarh of a rule above."""
    if rule["kind"] != "fixed" or rule.get("per", "month") != "month":
        return False
    above = _above(rule, document)
    return above is not None and class_of(above["kind"]).ADDS


def _above(rule, document):
    """The rule whose quantity another takes, None where it names none."""
    named = rule.get("of") or rule.get("demand")
    return next((each for each in document["rules"] if each["rule"] == named), None)


def prices_of(rule, document):
    """Lines of the prices, amounts and percentages of a rule."""
    currency = document["currency"]
    per = f"{currency}/{unit_of(rule, document)}"
    for name, lines in _LINES.items():
        if name in rule:
            yield from lines(rule[name], per, currency)


def _price(value, per, currency):
    yield f"{price(value)} {per}"


def _prices(values, per, currency):
    for name, value in values.items():
        yield f"{name} {price(value)} {per}"


def _components(components, per, currency):
    for each in components:
        floats = " by period" if each.get("float") else ""
        yield f"{each['name']} {price(each['price'])} {per}{floats}"


def _factors(values, per, currency):
    yield "factors " + ", ".join(f"{name} {plain(value)}" for name, value in values.items())


def _tiers(tiers, per, currency):
    for tier in tiers:
        yield _tier(tier, per, currency)


def _bands(bands, per, currency):
    for band in bands:
        yield f"over {plain(band['over'])} %: {price(band['price'])} {per}"


def _by_power_factor(rows, per, currency):
    for row in rows:
        yield f"below {plain(row['below'])}: {price(row['price'])} {per}"


def _excesses(excess, per, currency):
    yield "excess " + ", ".join(_excess(excess, per))


def _amount(value, per, currency):
    yield f"{price(value)} {currency}"


def _fallback(value, per, currency):
    yield f"fallback {price(value)} {per}"


def _percent(value, per, currency):
    yield f"{plain(value)} %"


_LINES = {
    "price": _price,
    "prices": _prices,
    "components": _components,
    "factors": _factors,
    "tiers": _tiers,
    "brackets": _tiers,
    "bands": _bands,
    "by_power_factor": _by_power_factor,
    "excess": _excesses,
    "amount": _amount,
    "fallback": _fallback,
    "percent": _percent,
}


def _tier(tier, per, currency):
    upto = (
        f"up to {plain(tier['up_to'])} {tier.get('unit', '')}".strip()
        if "up_to" in tier
        else "rest"
    )
    if "amount" in tier:
        return f"{upto}: {price(tier['amount'])} {currency}"
    if "price" in tier:
        return f"{upto}: {price(tier['price'])} {per}"
    return f"{upto}: " + listed(
        (f"{name} {price(value)}" for name, value in tier["prices"].items()), ", "
    )


def _excess(excess, per):
    if "price" in excess:
        yield f"{price(excess['price'])} {per}"
    for name, value in excess.get("prices", {}).items():
        yield f"{name} {price(value)} {per}"
    if "factor" in excess:
        yield f"times {plain(excess['factor'])}"
