"""What remembers earlier bills, and whether anybody has told it of them."""

from host.tariff.findings.finding import note, warning
from host.tariff.needs import remembers


def findings(document, tariff, site):
    for number, rule in enumerate(document["rules"]):
        if rule["kind"] == "history" and "missing" not in rule:
            yield from _history(rule, site, f"rules[{number}]")
        elif rule["kind"] != "history" and remembers(rule):
            yield from _year(rule, site, f"rules[{number}]")


def _history(rule, site, path):
    """A ratchet that begins with nothing."""
    bills = rule.get("bills", 12)
    text = (
        f"{rule['rule']} remembers {bills} bills; until it has seen them it knows fewer,"
        f" unless site.past has what was before: {_how(rule)}"
    )
    yield from _told(rule, site, path, text, {rule["rule"], rule["of"]})


def _how(rule):
    return f'"past": {{"{rule["rule"]}": ["..."]}}, the latest first'


def _year(rule, site, path):
    text = f"{rule['rule']} goes on from earlier bills, unless told it begins with nothing: "
    yield from _told(rule, site, path, text + _how(rule), {rule["rule"]})


def _told(rule, site, path, text, names):
    """Where a site was given and says nothing of it, that is likelier a slip."""
    if site is None:
        yield note(path, text)
    elif not names & set(site.get("past", {})):
        yield warning(path, text) if site.get("past") else note(path, text)
