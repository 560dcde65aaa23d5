"""Values of a document in words, by the name of the field that holds them."""

from host.tariff.explain.sentences import CHANNELS, OF_KIND, WORDS
from host.tariff.words import MONTHS, listed, plain, price
from tariffs.plan import SITE

BOUNDS = (
    ("at_least", "at least"),
    ("above", "more than"),
    ("below", "less than"),
    ("at_most", "at most"),
)
MONTH_FIELDS = ("year_from", "settle_month", "year_begins")
CHANNEL_FIELDS = ("of", "against", "active")


def value_words(kind, name, value):
    """A value in words."""
    if name in SPEAKERS:
        return SPEAKERS[name](value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _text(kind, name, value)
    if isinstance(value, list):
        return listed(value_words(kind, "", each) for each in value)
    if isinstance(value, dict):
        parts = ((each.replace("_", " "), value_words(kind, "", value[each])) for each in value)
        return ", ".join(f"{label} {words}" for label, words in parts)
    return MONTHS[value - 1] if name in MONTH_FIELDS else str(value)


def _text(kind, name, value):
    """A word, a name or a number."""
    if name in CHANNEL_FIELDS and value in CHANNELS and kind != "history":
        return CHANNELS[value]
    return OF_KIND.get((kind, value), WORDS.get(value, named(value)))


def named(value):
    """A number without needless zeros, a fact of the site as such, all else as it is."""
    if value.startswith(SITE):
        return f"the site's {value[len(SITE) :]}"
    return plain(value)


def _rounding(value):
    mode = value.get("mode", "half_up")
    carried = ", the rest being carried on" if value.get("carry") else ""
    return f"to {plain(value.get('to', '?'))}, {WORDS.get(mode, mode)}{carried}"


def _when(conditions):
    return listed(map(_condition, conditions))


def _condition(given):
    bounds = [f"{words} {plain(given[name])}" for name, words in BOUNDS if name in given]
    what = {"month": "the month", "days": "the days of the bill"}.get(given["quantity"])
    return f"{what or named(given['quantity'])} is {listed(bounds)}"


def _terms(terms):
    return listed((_term(each) for each in terms), ", or ")


def _term(term):
    left = dict(term)
    if "value" in term:
        text = plain(left.pop("value"))
    elif "energy" in term:
        hours = plain(left.pop("load_factor", "?"))
        text = f"{left.pop('energy')} over the hours of the bill at a load factor of {hours}"
    else:
        share = f"{plain(left.pop('percent'))} % of " if "percent" in left else ""
        text = share + named(left.pop("of", "?"))
    if "power_factor" in left:
        text += f" at {left.pop('power_factor')} {plain(left.pop('target', '?'))}"
    if left.pop("both_ways", False):
        text += ", both ways"
    return text + "".join(f", {name} {value_words('', name, each)}" for name, each in left.items())


def _months(numbers):
    return listed(MONTHS[each - 1] for each in numbers)


SPEAKERS = {
    "rounding": _rounding,
    "line": _rounding,
    "total": _rounding,
    "quantity_rounding": _rounding,
    "when": _when,
    "greatest": _terms,
    "in_months": _months,
    "price": price,
    "fallback": price,
    "cash_out": price,
    "amount": price,
    "text": str,
    "feed": str,
    "calendar": str,
}
