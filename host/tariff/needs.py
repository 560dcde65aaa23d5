"""What a tariff document asks of the site: facts, contracts, feeds, events, the past.

    needs(document)["facts"]  # {"supply_kva": ["standing charge"]}: names, and who asks

A document is read as it is written, so that one that cannot be compiled without its site, and
one that does not fit, can be looked at too.
"""

from tariffs.plan import SITE
from tariffs.rules import KINDS

PARTS = ("facts", "contracts", "feeds", "events", "past", "coincident", "corrections")


def needs(document):
    """{part of a site file: {name: [who asks, ...]}}, without parts that nobody asks for."""
    found = {part: {} for part in PARTS}
    for event in document.get("events", ()):
        part, name = ("feeds", event["feed"]) if "feed" in event else ("events", event["name"])
        _ask(found[part], name, f"event {event['name']}")
    for rule in document.get("rules", ()):
        _of_rule(found, rule)
    return {part: names for part, names in found.items() if names}


def _of_rule(found, rule):
    name, kind = rule["rule"], rule["kind"]
    for fact in facts_in(rule):
        _ask(found["facts"], fact, name)
    if "feed" in rule:
        _ask(found["feeds"], rule["feed"], name)
    if kind == "contract" and not rule["contract"].startswith(SITE):
        _ask(found["contracts"], rule["contract"], name)
    if kind == "coincident":
        _ask(found["coincident"], name, name)
    if kind == "correction":
        _ask(found["corrections"], name, name)
    if remembers(rule):
        _ask(found["past"], name, name)


def remembers(rule):
    """Whether a rule takes bills before the first one from `site.past`."""
    if rule["kind"] == "tiers":
        return any(tier.get("unit") == "kWh/year" for tier in rule["tiers"])
    if rule["kind"] == "export":
        return rule.get("mode", "gross") != "gross"
    return rule["kind"] == "history"


def facts_in(value):
    """Names of the site facts that a part of a document names."""
    if isinstance(value, str) and value.startswith(SITE):
        yield value[len(SITE) :]
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("rule", "text"):
                yield from facts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from facts_in(inner)


def names_in(rule):
    """All texts in a rule that may name another rule."""
    return {text for name, inner in rule.items() if name not in OWN for text in _texts(inner)}


OWN = ("rule", "kind", "text", "calendar", "periods", "feed", "group")


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _ask(names, name, who):
    names.setdefault(name, []).append(who)


def kinds_of(document):
    """The kinds of rules in a document, in the order of KINDS."""
    used = {rule.get("kind") for rule in document.get("rules", ())}
    return [kind for kind in KINDS if kind in used]
