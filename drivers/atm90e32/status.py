"""What the status bits of the ATM90E32AS mean: one table, by name and phase (DS 60-63).

A row is (word, bit, name, phase): word 0 is EMMState0 and EMMIntState0, word 1 the other pair;
phase 1 to 3 is A to C, 0 the total, the neutral or the whole meter.
"""

PHASES = ("T", "A", "B", "C")

STATUS = (
    (0, 15, "over_current", 1),
    (0, 14, "over_current", 2),
    (0, 13, "over_current", 3),
    (0, 12, "over_voltage", 1),
    (0, 11, "over_voltage", 2),
    (0, 10, "over_voltage", 3),
    (0, 9, "voltage_sequence_error", 0),
    (0, 8, "current_sequence_error", 0),
    (0, 7, "neutral_over_current", 0),
    (0, 6, "reactive_no_load", 0),
    (0, 5, "active_no_load", 0),
    (0, 4, "apparent_no_load", 0),
    (0, 3, "cf1_reverse", 0),
    (0, 2, "cf2_reverse", 0),
    (0, 1, "cf3_reverse", 0),
    (0, 0, "cf4_reverse", 0),
    (1, 15, "frequency_high", 0),
    (1, 14, "sag", 1),
    (1, 13, "sag", 2),
    (1, 12, "sag", 3),
    (1, 11, "frequency_low", 0),
    (1, 10, "phase_loss", 1),
    (1, 9, "phase_loss", 2),
    (1, 8, "phase_loss", 3),
    (1, 7, "reactive_reverse", 0),
    (1, 6, "reactive_reverse", 1),
    (1, 5, "reactive_reverse", 2),
    (1, 4, "reactive_reverse", 3),
    (1, 3, "active_reverse", 0),
    (1, 2, "active_reverse", 1),
    (1, 1, "active_reverse", 2),
    (1, 0, "active_reverse", 3),
)


def decoded(state0, state1):
    """Yield (name, phase) of every bit set in the two words."""
    for word, bit, name, phase in STATUS:
        if (state1 if word else state0) >> bit & 1:
            yield name, phase


def changes(change0, change1, state0, state1):
    """Yield (name, phase, active now) of every change flag set in the first two words."""
    for word, bit, name, phase in STATUS:
        if (change1 if word else change0) >> bit & 1:
            yield name, phase, bool((state1 if word else state0) >> bit & 1)
