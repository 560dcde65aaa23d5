"""A rate of the Utility Rate Database (OpenEI, version 7 or 8) as a tariff document.

    document, losses = convert(read_rate("rate.json"))

Every field is carried over or named in `losses`, a list of {"field", "value", "why"}, together
with all that is rounded, left out or assumed. docs/urdb.md has the table. What would make a bill a
guess is refused (UrdbError): a schedule that names a period which its structure lacks, a tier
without a price, limits that do not rise, an unknown unit.

What is read in more than one way in practice is read as SAM's own converter and engine do (PySAM
7.1, URDBv8_to_ElectricityRates and utilityrate5), as far as those bill it rightly:

- tiers are marginal; their limits are of the month's total, which `tier_mode` cuts;
- "daily" limits are times the days of the month, kWh/kW ones times its billing demand;
- a minimum counts energy, demand and fixed charges, one of the year without those of the months;
- a charge of a day is for each true day, where SAM has 365/12 of them in every month.
"""

from host.urdb.charges import fixed_rules, fuel_rules, fuel_table, minimum_rules, reactive_rules
from host.urdb.coincident import coincident_rules
from host.urdb.demand import Demands, flat_rules, tou_rules
from host.urdb.energy import Mode, energy_rules
from host.urdb.export import export_rules
from host.urdb.fields import lose_rest
from host.urdb.heading import heading
from host.urdb.item import Item, UrdbError
from host.urdb.ratchet import read_ratchet
from host.urdb.table import flat_table, hourly_table
from host.urdb.units import take_window_min

__all__ = ["UrdbError", "convert"]


def convert(urdb, tier_mode=None, window_min=None, utc_offset_min=0, with_export=False):
    """(document, losses) of a rate, a dict; UrdbError where it cannot be billed.

    `tier_mode` "running" or "pro-rata" overrules dgrules; `window_min` is the demand window where
    the rate has none, 15 minutes unless given; `with_export` bills export as dgrules say.
    """
    item = Item(urdb)
    document = heading(item, utc_offset_min)
    tables = {
        "energy": hourly_table(item, "energy"),
        "flat": flat_table(item),
        "demand": hourly_table(item, "demand"),
        "fuel": fuel_table(item),
    }
    mode = Mode(tier_mode, item.take("dgrules"))
    rules = _rules(item, tables, mode, window_min, with_export)
    if not rules:
        raise UrdbError("rate: got no price at all, expected one of energy, demand or a month")
    calendars = _calendars(tables, rules)
    if not any("window_min" in rule for rule in rules):
        item.put_back("demandwindow")
    lose_rest(item)
    return document | ({"calendars": calendars} if calendars else {}) | {
        "rules": rules
    }, item.losses


def _rules(item, tables, mode, window_min, with_export):
    demands = Demands(take_window_min(item, window_min), read_ratchet(item))
    parts = {
        "energy": lambda table: energy_rules(item, table, mode, demands),
        "fuel": lambda table: fuel_rules(item, table),
        "flat": lambda table: flat_rules(item, table, demands),
        "demand": lambda table: tou_rules(item, table, demands),
    }
    rules = []
    for name, rules_of in parts.items():
        if tables[name] is not None:
            rules += rules_of(tables[name])
    base = [rule["rule"] for rule in rules if rule["kind"] in ("energy", "tiers")]
    rules += export_rules(item, tables, base, with_export)
    rules = demands.rules + rules + coincident_rules(item) + fixed_rules(item)
    rules += reactive_rules(item, demands.window_min)
    return rules + minimum_rules(item, rules)


def _calendars(tables, rules):
    """Those that rules name."""
    named = {rule.get("calendar") for rule in rules}
    found = [table for table in tables.values() if table is not None and table.calendar in named]
    return [table.as_calendar() for table in found]
