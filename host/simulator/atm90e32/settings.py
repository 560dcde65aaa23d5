"""What the configuration registers mean, decoded once per change.

Formats are those of DS 41-66 and the application note 46103A; each line names its own scale.
Values are arrays over the phases (A, B, C) unless said. Units are register units: volts, amperes
and watts as the registers would show them at the given gains.
"""

import numpy as np

from .registers import ADDRESS, PHASES, signed

GAIN_ONE = 0x8000
POWER_LSB_W = 0.00032
UNITS_PER_PL = 80_000_000  # one PLconst count is 80 nJ; energy is kept in nanowatt-microseconds
PGA = (1, 2, 4, 1)  # code 3 is invalid (DS 57): taken as 1 [own]
DELAY_HZ = 2_048_000  # clock of the phase delay
SAMPLE_US = 125
NO_ENERGY = [0] * 20  # rates of all accumulators while nothing accumulates


def _bytes(word):
    """(high, low) byte of a word, both signed."""
    return signed(word >> 8, 8), signed(word, 8)


class Settings:
    """The configuration of one moment; `words` is the register memory."""

    def __init__(self, words, celsius=25.0, partial=False):
        self._words = words
        self.enabled = bool(words[0x00] & 0xFF)
        self.accumulating = self.enabled and not partial  # no energy in partial mode (DS 22)
        self._modes(words[0x33], words[0x34])
        self._wiring(words)
        self._gains(words, celsius)
        self._offsets()
        self._delays(words)
        self._gates(words)
        self._thresholds(words)

    def _phases(self, name, convert=signed):
        """The registers `name` of the three phases, "%" standing for the phase."""
        return np.array([convert(self._words[ADDRESS[name.replace("%", p)]]) for p in PHASES])

    def _modes(self, mode0, mode1):
        self.nominal_hz = 60.0 if mode0 & 0x1000 else 50.0
        self.high_pass = not mode0 & 0x0800
        self.integrator = bool(mode0 & 0x0400)
        self.three_wire = bool(mode0 & 0x0100)
        self.cf2_reactive = bool(mode0 & 0x0080)
        self.absolute_q = bool(mode0 & 0x0010)
        self.absolute_p = bool(mode0 & 0x0008)
        self.in_total = np.array([mode0 >> bit & 1 for bit in (2, 1, 0)], dtype=float)
        self.pga = tuple(PGA[mode1 >> shift & 3] for shift in (0, 2, 4))

    def _wiring(self, words):
        """Which input feeds which phase: codes 0-2 current, 4-6 voltage, 3 and 7 nothing."""
        self.current_inputs = tuple(words[0x01] >> shift & 7 for shift in (0, 4, 8))
        self.voltage_inputs = tuple(words[0x02] >> shift & 7 for shift in (0, 4, 8))

    def _gains(self, words, celsius):
        slopes = np.array([*reversed(_bytes(words[0x1A])), signed(words[0x1B], 8)])
        warm = 1 + slopes * (celsius - signed(words[0x23], 8)) / 2**20
        self.u_gain = self._phases("Ugain%", int) / GAIN_ONE * warm
        self.i_gain = self._phases("Igain%", int) / GAIN_ONE
        self.pq_gain = 1 + self._phases("PQGain%") / 2**15
        self.p1_gain = 1 + self._phases("PGain%F") / 2**15

    def _offsets(self):
        self.u_offset = self._phases("Uoffset%") * 0.01 / 512
        self.i_offset = self._phases("Ioffset%") * 0.001 / 512
        self.p_offset = self._phases("Poffset%") * POWER_LSB_W
        self.q_offset = self._phases("Qoffset%") * POWER_LSB_W
        self.p1_offset = self._phases("Poffset%F") * POWER_LSB_W
        # The unit of the DC offsets is not printed: that of the peak registers [own].
        self.u_dc_offset = self._phases("UDCoffset%") * 0.04
        self.i_dc_offset = self._phases("IDCoffset%") * 0.004

    def _delays(self, words):
        """Phi: bit 15 says delay the voltage, bits 7:0 count cycles. Positive: the current."""
        phi = self._phases("Phi%", int)
        self.delay_cycles = np.where(phi & 0x8000, -1, 1) * (phi & 0xFF)
        self.delay_per_centihertz = signed(words[0x1C], 8) / 512
        self.nominal_centihertz = words[0x22]
        self.log_breaks = words[0x20], words[0x21]
        self.gain_slopes = self._slopes("Gain%Irms")
        self.phase_slopes = self._slopes("Phi%Irms")
        self.segmented = bool(self.gain_slopes.any() or self.phase_slopes.any())

    def _slopes(self, name):
        """Rows (segment 0, 1, 2) of the slopes of the phases."""
        pairs = [_bytes(word) for word in self._phases(name + "01", int)]
        third = [signed(word, 8) for word in self._phases(name + "2", int)]
        return np.array([[low for _, low in pairs], [high for high, _ in pairs], third])

    def _gates(self, words):
        """No-load thresholds in watts, vars and volt-amperes: total (35-37), phase (38-3A)."""
        self.start = [words[a] * POWER_LSB_W for a in (0x35, 0x36, 0x37)]
        self.phase_start = [words[a] * POWER_LSB_W for a in (0x38, 0x39, 0x3A)]
        self.count_units = (words[0x31] << 16 | words[0x32]) * UNITS_PER_PL

    def _thresholds(self, words):
        """Instantaneous ones at unity gain: 0.02 V and 2 mA of peak a count (DS 19)."""
        self.over_voltage, self.over_current = words[0x06] * 0.02, words[0x0B] * 0.002
        self.sag, self.loss = words[0x08] * 0.02, words[0x09] * 0.02
        self.sag_samples = max(1, words[0x05] & 0xFF) * 8
        self.peak_samples = max(1, words[0x05] >> 8) * 8
        self.neutral_a = words[0x0A] * 0.001
        self.frequency_low, self.frequency_high = words[0x0C], words[0x0D]

    def segment(self, slopes, amperes):
        """Piecewise straight in log2 of the current: 0 at Irms0, segment 2 joins at Irms1.

        `amperes` are register amperes. Which side each segment serves is our reading of the
        application note, pages 29-33 [own]: 0 above Irms0, 1 between, 2 below Irms1.
        """
        log = 16 * np.log2(np.maximum(amperes * 1000, 1e-3))
        first, second = self.log_breaks
        middle = np.clip(log, second, first) - first
        return (
            slopes[0] * np.maximum(log - first, 0)
            + slopes[1] * middle
            + slopes[2] * np.minimum(log - second, 0)
        )

    def delay_s(self, amperes, frequency_hz):
        """Seconds by which the current of each phase is delayed; negative: the voltage."""
        cycles = self.delay_cycles.astype(float)
        if self.segmented:
            cycles = cycles + self.segment(self.phase_slopes, amperes) / 256
        drift = round(frequency_hz * 100) - self.nominal_centihertz
        return (cycles + self.delay_per_centihertz * drift) / DELAY_HZ
