"""The table of points: everything of the meter that can be read, by name.

A row is (name, unit, decimals, text): the value is a whole number, in `unit` once it is shifted
by `decimals` places. Phases are A, B, C; energies are primary and never fall. The meter's status
holds the values in this order, and every protocol's map is to be made from it; `firmware.bindings`
says where each value comes from, in the same order. A meter keeps none of it.
"""

PHASES = ("a", "b", "c")
_SCOPES = (("total", "all phases"), ("a", "phase A"), ("b", "phase B"), ("c", "phase C"))
_ENERGIES = (
    ("import_mwh", "Wh", "Active energy drawn"),
    ("export_mwh", "Wh", "Active energy delivered"),
    ("q1_mvarh", "varh", "Reactive energy in quadrant 1"),
    ("q2_mvarh", "varh", "Reactive energy in quadrant 2"),
    ("q3_mvarh", "varh", "Reactive energy in quadrant 3"),
    ("q4_mvarh", "varh", "Reactive energy in quadrant 4"),
    ("apparent_mvah", "VAh", "Apparent energy"),
    ("import_fundamental_mwh", "Wh", "Fundamental active energy drawn"),
    ("export_fundamental_mwh", "Wh", "Fundamental active energy delivered"),
    ("import_harmonic_mwh", "Wh", "Harmonic active energy drawn"),
    ("export_harmonic_mwh", "Wh", "Harmonic active energy delivered"),
)
ENERGY_QUANTITIES = tuple([row[0] for row in _ENERGIES])
_CLOCK = (
    ("uptime_s", "s", 0, "Seconds since the processor started"),
    ("utc_s", "s", 0, "Universal time in seconds since 1970"),
    ("clock_ahead_s", "s", 0, "By how much it is ahead of what is billed by, while in doubt"),
    ("clock_invalid", "", 0, "1 while the time is no better than the last that was stored"),
    ("clock_fault", "", 0, "What is wrong with the clock chip: 1 stopped, 2 unreadable, 3 absent"),
    ("clock_steps", "", 0, "Times that the clock was set or stepped since the start"),
    ("outage_s", "s", 0, "Without supply before this start; nothing where nobody knows"),
    ("outages_short", "", 0, "Short losses of supply since the meter was new"),
    ("outages_long", "", 0, "Long losses of supply since the meter was new"),
    ("outages_unknown", "", 0, "Losses of supply of which the clock could not tell how long"),
    ("outages_total_s", "s", 0, "Without supply since the meter was new"),
    ("outages_longest_s", "s", 0, "Without supply at the longest since the meter was new"),
)
_MONEY = (
    ("balance_u", "", 6, "Prepaid balance, in the tariff's currency"),
    ("bill_u", "", 6, "The running bill, what of it is debited"),
    ("reserved_u", "", 6, "The running bill as it stands, what of it is not debited yet"),
    ("closed_u", "", 6, "Sum of all closed bills"),
    ("bills_closed", "", 0, "Number of closed bills since the meter was new"),
    ("debited_u", "", 6, "Sum of all debits: closed bills and what of the running one is debited"),
    ("tariff_period", "", 0, "Index of the price period that holds, in the first calendar"),
    ("tariff_next_s", "s", 0, "Universal time at which the next tariff begins, 0 for none"),
)
_HEALTH = (
    ("boots", "", 0, "Starts of the processor since the meter was new"),
    ("commits", "", 0, "Times that the state was stored since the meter was new"),
    ("snapshots", "", 0, "Readings of the metering chip since the start"),
    ("repaired", "", 0, "Readings in which a value was repaired"),
    ("doubtful", "", 0, "Readings in which a value could not be confirmed"),
    ("gaps", "", 0, "Times that the metering chip had to be set up again since the meter was new"),
    ("no_answers", "", 0, "Readings to which the metering chip did not answer"),
    ("state_lost", "", 0, "1 if the stored state was found damaged at the start"),
    ("frames_lost", "", 0, "Stored frames of the last ones that were found missing at the start"),
    ("state_restored", "", 0, "1 if the state was that of a copy in the flash at the start"),
    ("rollbacks", "", 0, "Starts with an older state than there must be, since the meter was new"),
    ("copies_missed", "", 0, "Minutes in which no copy got into the flash, since the start"),
    ("places_refused", "", 0, "Places of the memory that did not hold a frame, since the start"),
    ("unstored", "", 0, "States that the memory did not take at all, since the start"),
    ("rescued", "", 0, "1 if the last gasp before this start had saved what was not stored"),
    ("tariff_lost", "", 0, "1 if the tariff was found damaged at the start, and a new bill began"),
    ("overflow_risk", "", 0, "1 if the meter was away for longer than a register takes to fill"),
    ("disagreements", "", 0, "Readings after which the phases did not add up to the total"),
    ("profile_records", "", 0, "Intervals recorded in the load profile since the start"),
    (
        "profile_lost",
        "",
        0,
        "Intervals, days and bills that the flash did not take since the start",
    ),
    (
        "profile_overwritten",
        "",
        0,
        "Records of the load profile that were erased before being read",
    ),
    ("flash_fault", "", 0, "1 while there is no flash that can be used"),
    ("flash_failures", "", 0, "Times that the flash did not answer since the start"),
    ("flash_skipped", "", 0, "Slots of the flash that did not take their record since the start"),
    ("heap_used", "B", 0, "Memory in use"),
    ("largest_block", "B", 0, "Memory that could be had in one piece, to an eighth"),
    ("restarts", "", 0, "Tasks that failed and were started again since the start"),
    ("safe_mode", "", 0, "1 if the meter only measures, because it cannot run as it should"),
)


def _instantaneous():
    for phase in PHASES:
        yield ("voltage_" + phase, "V", 3, "Voltage of phase " + phase.upper())
    for phase in PHASES:
        yield ("current_" + phase, "A", 3, "Current of phase " + phase.upper())
    for name, unit, text in (("power", "W", "Active"), ("reactive", "var", "Reactive")):
        for scope, where in _SCOPES:
            yield (name + "_" + scope, unit, 0, text + " power, " + where)
    for scope, where in _SCOPES:
        yield ("power_factor_" + scope, "", 3, "Power factor, " + where)
    yield ("frequency", "Hz", 3, "Frequency of the supply")


def _energy():
    for name, unit, text in _ENERGIES:
        for scope, where in _SCOPES:
            yield (name + "_" + scope, unit, 3, text + ", " + where)


def points():
    """Every row, in order."""
    for rows in (_CLOCK, _instantaneous(), _energy(), _MONEY, _HEALTH):
        yield from rows


NAMES = tuple([row[0] for row in points()])
