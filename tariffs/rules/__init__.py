"""The kinds of rules, one file each; a kind is loaded when a tariff uses it.

To add a kind: write its class in a file here (see `tariffs.rules.base`), name it in KINDS, and
describe it in docs/tariffs.md.
"""

KINDS = {
    "energy": ("energy", "Energy"),
    "demand": ("demand", "Demand"),
    "fixed": ("fixed", "Fixed"),
    "adder": ("percent", "Adder"),
    "discount": ("percent", "Discount"),
    "tax": ("percent", "Tax"),
}
"""Kind: (module, class)."""


def class_of(kind):
    """The class of a kind of rule."""
    module, name = KINDS[kind]
    return getattr(__import__("tariffs.rules." + module, None, None, (name,)), name)
