"""The prices of a rule, a line each: when, how much, for what."""

from host.tariff.explain.values import value_words
from host.tariff.prices import unit_of
from host.tariff.words import plain, price


def price_lines(told, document, whens):
    """Lines for those fields of a rule that hold several prices; `told` notes them as said."""
    per = f"{document['currency']}", unit_of(told, document)
    for name, lines in LINES.items():
        if name in told:
            told.said.add(name)
            yield from lines(told[name], per, whens)


def _prices(values, per, whens):
    for name, value in values.items():
        when = whens.get(name)
        first = f"{when}, " if when else ""
        yield f"{first}each {per[1]} costs {price(value)} {per[0]} ({name})"


def _components(components, per, whens):
    for each in components:
        floats = ", times the factor of its period" if each.get("float") else ""
        yield f"{each['name']}: {price(each['price'])} {per[0]} for each {per[1]}{floats}"


def _factors(factors, per, whens):
    for name, value in factors.items():
        yield f"factor of {name}: {plain(value)}" + (f" ({whens[name]})" if name in whens else "")


def _weights(weights, per, whens):
    for name, value in weights.items():
        yield f"demand in {name} counts times {plain(value)}"


def _tiers(tiers, per, whens):
    for number, tier in enumerate(tiers):
        yield f"{_reach(number, tier, per)}: {_tier_price(tier, per)}"


def _reach(number, tier, per):
    unit = tier.get("unit", per[1])
    if "up_to" in tier:
        return f"{'then ' if number else ''}up to {plain(tier['up_to'])} {unit}"
    return "all beyond" if number else "all of it"


def _tier_price(tier, per):
    if "amount" in tier:
        return f"{price(tier['amount'])} {per[0]} in all"
    if "price" in tier:
        return f"{price(tier['price'])} {per[0]} for each {per[1]}"
    prices = (f"{price(value)} {per[0]} in {name}" for name, value in tier["prices"].items())
    return f"for each {per[1]} " + ", ".join(prices)


def _bands(bands, per, whens):
    for band in bands:
        yield f"over {plain(band['over'])} %: {price(band['price'])} {per[0]} for each {per[1]}"


def _by_power_factor(rows, per, whens):
    for row in rows:
        yield (
            f"power factor below {plain(row['below'])}:"
            f" {price(row['price'])} {per[0]} for each {per[1]}"
        )


def _slabs(slabs, per, whens):
    for slab in slabs:
        rest = {name: slab[name] for name in slab if name not in ("from", "to", "percent")}
        more = f", {value_words('', '', rest)}" if rest else ""
        yield (
            f"from {plain(slab['from'])} to {plain(slab['to'])}:"
            f" {plain(slab['percent'])} % for each hundredth{more}"
        )


def _table(table, per, whens):
    rows = " ".join(
        f"{number / 100:.2f}:{percent / 100:g}" for number, percent in enumerate(table)
    )
    yield f"percent by power factor: {rows}"


def _excess(excess, per, whens):
    kinds = {
        "linear": "each {} over the contract is charged",
        "root": "the root of the sum of squared excesses of all windows is charged",
        "duration": "each hour of windows over the contract is charged",
    }
    kind = kinds.get(excess.get("kind", "linear"), str(excess.get("kind"))).format(per[1])
    start = excess.get("from", "contract")
    yield f"excess: {kind}, measured from the {start}" + "".join(_excess_prices(excess, per))


def _excess_prices(excess, per):
    if "factor" in excess:
        yield f", times {plain(excess['factor'])}"
    if "price" in excess:
        yield f", at {price(excess['price'])} {per[0]}"
    for name, value in excess.get("prices", {}).items():
        yield f", at {price(value)} {per[0]} in {name}"


LINES = {
    "prices": _prices,
    "components": _components,
    "factors": _factors,
    "weights": _weights,
    "tiers": _tiers,
    "brackets": _tiers,
    "bands": _bands,
    "by_power_factor": _by_power_factor,
    "slabs": _slabs,
    "table": _table,
    "excess": _excess,
}
