"""What a site tells that no rule asks for, or leaves out: often a slip of the pen."""


def unused(tariff):
    """A sentence for each such thing of the compiled tariff's site."""
    site = tariff.site
    names = {rule.name for rule in tariff.rules}
    kinds = {rule.kind for rule in tariff.rules}
    for name in site.past:
        if name not in names:
            yield f"site.past.{name}: no rule has that name; nothing remembers it"
    for number, told in enumerate(site.coincident):
        rule = told.get("rule") if isinstance(told, dict) else None
        if rule not in names:
            yield f"site.coincident[{number}]: no rule has the name {rule!r}: not billed"
    for rule in tariff.rules:
        if rule.kind in ("spot", "fixed") and rule.feed not in (None, *site.feeds):
            yield f"site.feeds: got no {rule.feed!r}: rule {rule.name} bills all at its fallback"
    if site.corrections and "correction" not in kinds:
        yield "site.corrections: the tariff has no rule of kind correction: not billed"
