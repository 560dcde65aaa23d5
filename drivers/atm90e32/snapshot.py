"""One reading of the whole chip at one instant, prepared once and refilled every second.

Usage:
    shot = chip.snapshot(at_s)                  # the same object every time
    shot.counts[4 * kind + phase]               # kind as in ENERGY_KINDS, phase 0 = total, 1-3
    shot.voltage_mv(1), shot.power_mw(0)        # phase A, total
    if shot.flags & UNMEASURED: ...             # counts hold, measurements do not

A snapshot is valid until the next call of `chip.snapshot`. Counts are steps of 0.01 CF since
the snapshot before and count whatever the flags say. All quantities are at the chip's own
scale; current-transformer ratios belong to the layer above.
"""

from array import array

from drivers.atm90e32 import frames, status
from drivers.atm90e32.layout import (
    ENERGIES,
    W_ANGLE,
    W_CHANGE,
    W_CURRENT,
    W_FACTOR,
    W_FREQUENCY,
    W_NEUTRAL,
    W_POWER,
    W_REACTIVE,
    W_STATE,
    W_TEMPERATURE,
    W_VOLTAGE,
    W_VOLTAGE_ANGLE,
    WORDS,
)
from drivers.compat import const

REPAIRED = const(1)  # a frame was hit on the wire; what is delivered is certain
DOUBTFUL = const(2)  # at least one count is a best guess or was withheld
TORN_REPAIRED = const(4)  # a 32-bit pair was caught between two updates and read again
TORN = const(8)  # and it did not agree after several tries
GAP = const(16)  # energy was not counted for a while: see chip.gap; set once per gap
METER_OFF = const(32)  # the chip had stopped metering: it lost its supply or was reset
CRC_ERROR = const(64)  # the configuration was not what had been written
IMPLAUSIBLE = const(128)  # a count beyond what the connected load can reach was withheld
SETTLING = const(256)  # the averages are not yet filled after a configuration
NO_ANSWER = const(512)  # the chip did not answer; counts are zero and come later
UNBALANCED = const(1024)  # totals and phases disagree for longer than a hit frame explains

UNMEASURED = const(8 | 32 | 256 | 512)  # any of these: do not use the measurements


class Snapshot:
    """Counts, words and flags of one instant; `at_s` is monotonic seconds as handed in."""

    def __init__(self):
        self.at_s = 0
        self.flags = 0
        self.counts = array("H", bytes(2 * ENERGIES))
        self.words = array("H", bytes(2 * WORDS))

    def voltage_mv(self, phase):
        """Rms voltage of phase 1 to 3, 0 to 655 360 mV."""
        return self._pair(frames.voltage_mv, W_VOLTAGE - 3 + 3 * phase)

    def current_ma(self, phase):
        """Rms current of phase 1 to 3, 0 to 65 536 mA."""
        return self._pair(frames.current_ma, W_CURRENT - 3 + 3 * phase)

    def current_ua(self, phase):
        """Rms current of phase 1 to 3 with all 24 bits, in microamperes."""
        return self._pair(frames.current_ua, W_CURRENT - 3 + 3 * phase)

    def neutral_ma(self):
        """Rms of the sum of the phase currents, 1 mA a step, 0 to 65 535 mA."""
        return self.words[W_NEUTRAL]

    def power_mw(self, phase):
        """Active power, signed, negative when exported; phase 0 is the total."""
        return self._pair(frames.power_mw, W_POWER + 3 * phase)

    def reactive_mvar(self, phase):
        """Reactive power, signed; phase 0 is the total."""
        return self._pair(frames.power_mw, W_REACTIVE + 3 * phase)

    def power_is_export(self, phase):
        """True when active power is negative; allocates nothing."""
        return self.words[W_POWER + 3 * phase] >= 0x8000

    def reactive_is_negative(self, phase):
        """True when reactive power is negative; allocates nothing."""
        return self.words[W_REACTIVE + 3 * phase] >= 0x8000

    def power_factor_x1000(self, phase):
        """Power factor in thousandths, signed like the power; phase 0 is the total."""
        return frames.power_factor_x1000(self.words[W_FACTOR + phase])

    def frequency_mhz(self):
        """Line frequency in millihertz; 0 when every phase is lost."""
        return frames.frequency_mhz(self.words[W_FREQUENCY])

    def angle_x10(self, phase):
        """Angle of the current of phase 1 to 3 behind its voltage, tenths of a degree."""
        return frames.angle_x10(self.words[W_ANGLE - 1 + phase])

    def voltage_angle_x10(self, phase):
        """Angle of the voltage of phase 1 to 3 against phase A, tenths of a degree."""
        if phase == 1:
            return 0
        return frames.angle_x10(self.words[W_VOLTAGE_ANGLE - 2 + phase])

    def temperature_c(self):
        """Temperature of the die in whole degrees Celsius."""
        return frames.temperature_c(self.words[W_TEMPERATURE])

    def states(self):
        """Yield (name, phase) of every condition that holds now."""
        words = self.words
        return status.decoded(words[W_STATE], words[W_STATE + 1])

    def events(self):
        """Yield (name, phase, holds now) of every condition that changed since the last time."""
        words = self.words
        return status.changes(
            words[W_CHANGE], words[W_CHANGE + 1], words[W_STATE], words[W_STATE + 1]
        )

    def _pair(self, convert, word):
        return convert(self.words[word], self.words[word + 1])
