"""Energy that flows to the grid: billed only where it is asked for, since few customers have it.

dgrules say how. Net metering: export offsets import of the same period, now or later. Net billing:
export is credited at the sell price, at most to what energy costs, the rest later. Buy all, sell
all: all export is paid at the sell price.
"""

from host.urdb.item import wanted

NET_METERING, BUY_ALL = "Net Metering", "Buy All Sell All"
NET_BILLING = ("Net Billing Instantaneous", "Net Billing Hourly")
RULES = (NET_METERING, *NET_BILLING, BUY_ALL)
NOT_ASKED = "export is not billed, unless that is asked for"


def export_rules(item, tables, base, is_asked):
    """The rule of exported energy; `base` are the names of the rules of energy."""
    rule, nets = item.take("dgrules"), item.take("usenetmetering")
    table = tables["energy"]
    if not is_asked or table is None:
        _lose(item, rule, nets, table)
        return []
    if rule is None and nets:
        rule = NET_METERING
    elif nets is not None:
        item.lose("usenetmetering", nets, "dgrules are there, which take its place")
    wanted(rule in RULES, "dgrules", rule, "one of " + ", ".join(RULES) + " to bill export")
    found = {"rule": "export", "kind": "export", "calendar": table.calendar}
    if rule == NET_METERING:
        return [{**found, "mode": "net_metering", "prices": _buying(item, tables)}]
    prices = _selling(item, table)
    if rule == BUY_ALL:
        return [{**found, "mode": "gross", "prices": prices}]
    why = "export is what the meter counts as such, not what is left of an hour"
    if rule == NET_BILLING[1]:
        item.lose("dgrules", rule, why)
    return [{**found, "mode": "net_billing", "prices": prices, "base": base}]


def _lose(item, rule, nets, table):
    if rule is not None:
        item.lose("dgrules", rule, NOT_ASKED)
    if nets is not None:
        item.lose("usenetmetering", nets, NOT_ASKED)
    for tier in table.tiers if table else ():
        if tier.sell:
            item.lose(tier.field + ".sell", tier.sell, NOT_ASKED)


def _buying(item, tables):
    """What import costs in each period, which must be one price."""
    wanted(tables["fuel"] is None, "fueladjustmentsmonthly", True, "none, to net export")
    table = tables["energy"]
    for tier in table.tiers:
        if tier.sell:
            item.lose(tier.field + ".sell", tier.sell, "net metering credits what import costs")
    return {
        table.names[number]: item.price(_only(period.prices, period), period.tiers[0].field)
        for number, period in table.periods.items()
    }


def _selling(item, table):
    """The sell price of each period, 0 where it has none."""
    return {
        table.names[number]: item.price(
            _only([tier.sell or 0 for tier in period.tiers], period), period.tiers[0].field
        )
        for number, period in table.periods.items()
    }


def _only(prices, period):
    field = period.tiers[0].field.removesuffix("[0]")
    wanted(len(set(prices)) == 1, field, list(prices), "one price in all tiers to bill export")
    return prices[0]
