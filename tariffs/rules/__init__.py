"""The kinds of rules, one file each; a kind is loaded when a tariff uses it.

To add a kind: write its class in a file here (see `tariffs.rules.base`), name it in KINDS, and
describe it in docs/tariffs.md.
"""

KINDS = {
    "energy": ("energy", "Energy"),
    "tiers": ("tiers", "Tiers"),
    "spot": ("spot", "Spot"),
    "export": ("export", "Export"),
    "demand": ("demand", "Demand"),
    "history": ("history", "History"),
    "ratio": ("ratio", "Ratio"),
    "interruptible": ("interruptible", "Interruptible"),
    "fixed": ("fixed", "Fixed"),
    "adder": ("percent", "Adder"),
    "discount": ("percent", "Discount"),
    "minimum": ("bounds", "Minimum"),
    "cap": ("bounds", "Cap"),
    "correction": ("correction", "Correction"),
    "tax": ("percent", "Tax"),
    "contract": ("contract", "Contract"),
    "billing_demand": ("billing_demand", "BillingDemand"),
    "power_factor": ("power_factor", "PowerFactor"),
    "difference": ("difference", "Difference"),
    "annual_demand": ("annual_demand", "AnnualDemand"),
    "coincident": ("coincident", "Coincident"),
    "hourly_reactive": ("hourly_reactive", "HourlyReactiveExcess"),
    "reactive": ("reactive", "Reactive"),
    "reactive_demand": ("reactive_demand", "ReactiveDemand"),
}
"""Kind: (module, class)."""


def class_of(kind):
    """The class of a kind of rule."""
    module, name = KINDS[kind]
    return getattr(__import__("tariffs.rules." + module, None, None, (name,)), name)
