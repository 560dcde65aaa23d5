"""What can be billed: the seven energies of a step, sums of them, and drawn less sent."""

MEASURED = ("import", "export", "q1", "q2", "q3", "q4", "apparent")
"""The order in which energies come: mWh, mvarh (IEC quadrants), mVAh, each over the step."""
NET_IMPORT, NET_EXPORT = len(MEASURED), len(MEASURED) + 1
"""Behind them what `tariffs.netting` makes of import and export."""
CHANNELS = {
    "import": (0,),
    "export": (1,),
    "q1": (2,),
    "q2": (3,),
    "q3": (4,),
    "q4": (5,),
    "apparent": (6,),
    "lag": (2,),
    "lead": (5,),
    "reactive": (2, 5),
    "net_import": (NET_IMPORT,),
    "net_export": (NET_EXPORT,),
}
"""Name: indices that are added. Reactive power while energy is drawn lags in Q1, leads in Q4."""
CHANNEL_NAMES = tuple(sorted(CHANNELS))
UNITS = {
    "import": "kWh",
    "export": "kWh",
    "net_import": "kWh",
    "net_export": "kWh",
    "apparent": "kVAh",
}
"""The priced unit of energy; kvarh of all other channels."""


def energy_unit(channel):
    return UNITS.get(channel, "kvarh")


def power_unit(channel):
    return energy_unit(channel)[:-1]
