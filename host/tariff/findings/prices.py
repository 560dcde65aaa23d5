"""Energy without a price, demands that can never count, rules that nobody needs."""

from host.tariff.findings.finding import note, warning
from host.tariff.needs import names_in
from tariffs.plan import SITE

PRICING = (
    "price",
    "prices",
    "components",
    "tiers",
    "brackets",
    "bands",
    "by_power_factor",
    "excess",
    "slabs",
    "standard",
    "table",
    "ratio",
    "feed",
)
CHARGING = {
    "spot",
    "export",
    "adder",
    "discount",
    "minimum",
    "cap",
    "correction",
    "tax",
    "coincident",
    "reactive_demand",
}
"""Kinds that never only measure."""


def findings(document, tariff, site):
    rules = document["rules"]
    for number, rule in enumerate(rules):
        path = f"rules[{number}]"
        yield from _without_price(rule, document, tariff, path)
        yield from _for_nothing(rule, rules[number + 1 :], path)
        yield from _share_of_itself(rule, path)
        yield from _left_out_of_tax(rule, rules[:number], path)


def charges(rule):
    """Whether a rule can make a line with an amount."""
    return rule["kind"] in CHARGING or any(name in rule for name in PRICING)


def _without_price(rule, document, tariff, path):
    """Periods that an energy rule with prices leaves out, and no other rule of that energy has."""
    if rule["kind"] != "energy" or "prices" not in rule:
        return
    calendar = _calendar(rule, tariff)
    asked = rule.get("periods", calendar.periods)
    others = [each for each in document["rules"] if each is not rule and charges(each)]
    for name in asked:
        if name in rule["prices"]:
            continue
        if any(_prices(each, rule, name, tariff) for each in others):
            continue
        yield warning(
            f"{path}.prices",
            f"energy of {name} has no price here, nor in another rule: it is free; write a price"
            ' of "0" if that is meant',
        )


def _calendar(rule, tariff):
    names = [each.name for each in tariff.calendars]
    return tariff.calendars[names.index(rule["calendar"]) if "calendar" in rule else 0]


def _prices(other, rule, period, tariff):
    """Whether another rule has a price for that energy in a period; by another calendar it may."""
    if other["kind"] not in ("energy", "tiers", "spot") or other.get("of") != rule.get("of"):
        return False
    if _calendar(other, tariff) is not _calendar(rule, tariff):
        return True
    return period in other.get("prices", other.get("periods", [period]))


def _for_nothing(rule, below, path):
    """A rule that has no price and whose quantity no other uses."""
    if charges(rule):
        return
    if not any(rule["rule"] in names_in(each) for each in below):
        yield warning(
            path,
            f"{rule['rule']} has no price, and no rule below uses its quantity: nothing comes of"
            " it; give it a price, or name it where it was meant",
        )


def _share_of_itself(rule, path):
    """A share of a demand beside the whole of it can never be the greatest."""
    terms = rule.get("greatest", ()) if rule["kind"] == "billing_demand" else ()
    whole = {each.get("of") for each in terms if _percent(each) >= 100 and _is_bare(each)}
    for number, term in enumerate(terms):
        name = term.get("of", "")
        if name in whole and _percent(term) < 100 and _is_bare(term) and SITE not in name:
            yield warning(
                f"{path}.greatest[{number}]",
                f"{term['percent']} % of {name} is never more than all of it: a ratchet takes the"
                " share of a rule of kind history, which remembers earlier bills",
            )


def _percent(term):
    return float(term.get("percent", 100))


def _is_bare(term):
    return "power_factor" not in term


def _left_out_of_tax(rule, above, path):
    """Charges above a tax that it does not count."""
    if rule["kind"] != "tax":
        return
    taken = set(rule["base"])
    left = [each["rule"] for each in above if each["rule"] not in taken and charges(each)]
    left = [name for name in left if name not in _taxes(above)]
    if left:
        yield note(f"{path}.base", f"{rule['rule']} is not levied on {', '.join(left)}")


def _taxes(above):
    """Taxes above, on which another tax is seldom levied."""
    return {each["rule"] for each in above if each["kind"] == "tax"}
