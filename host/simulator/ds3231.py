"""The clock chip DS3231 on its I2C bus: registers, oscillator-stop flag, drift over temperature.

    chip.write(t_us, 0x00, bytes)        # registers from a place on
    data = chip.read(t_us, 0x00, 7)

Time runs on the world's microseconds, faster or slower by the error that the chip leaves. Its
crystal is slow by 0.034 ppm for each square of a degree away from 25 C; the chip measures its
temperature and takes that off, but for a share (`uncorrected`, at most 2.4 %, which makes the
3.5 ppm of the data sheet at -40 C). To that come `residual_ppm`, the same at any temperature, and
0.1 ppm a step of the aging register. Without supply it goes on from its battery; where that is
empty it stands still, loses its time and sets the stop flag.

The register map is of the data sheet, from memory; the parabola is a tuning fork's and the size of
an aging step its typical one. That the correction follows the temperature each 64 s only is not
simulated.
"""

from datetime import UTC, datetime, timedelta
from random import Random

REGISTERS = 0x13
SECONDS, MONTH, STATUS, AGING, TEMPERATURE = 0x00, 0x05, 0x0F, 0x10, 0x11
STOPPED = 0x80
CENTURY = 0x80
AGING_PPM = 0.1
CRYSTAL_PPM_PER_K2 = 0.034
TURNOVER_C = 25.0
MOST_UNCORRECTED = 0.024
ADDRESS = 0x68
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class DS3231:
    """`temperature_c` is what its sensor sees; `utc_us` is its time in microseconds since 1970.

    `babbles` makes it answer with random bytes to whatever is asked.
    """

    def __init__(self, start_utc_s=None, residual_ppm=0.0, uncorrected=0.0):
        self.temperature_c = 23.0
        self.residual_ppm = residual_ppm
        self.uncorrected = uncorrected
        self.has_battery = True
        self.babbles = False
        self._chance = Random(0)
        self._registers = bytearray(REGISTERS)
        self._at_us = 0  # when `_held_us` was its time
        self._held_us = (EPOCH.timestamp() if start_utc_s is None else start_utc_s) * 1_000_000
        self._registers[STATUS] = STOPPED if start_utc_s is None else 0
        self._off = False

    def read(self, t_us, place, length):
        """So many registers; their time is of one moment."""
        if self.babbles:
            return self._chance.randbytes(length)
        self._show(t_us)
        return bytes(self._registers[(place + k) % REGISTERS] for k in range(length))

    def write(self, t_us, place, data):
        self._show(t_us)
        stopped = self._registers[STATUS] & STOPPED
        for k, byte in enumerate(data):
            at = (place + k) % REGISTERS
            if at < TEMPERATURE:
                self._registers[at] = byte
        if not stopped:
            self._registers[STATUS] &= ~STOPPED  # writing can only clear the stop flag
        if place <= 6:
            self._take_over(t_us)

    def power_off(self, t_us):
        self.utc_us(t_us)
        self._off = not self.has_battery

    def power_on(self, t_us):
        if self._off:
            self.stop(t_us)
        self._off = False

    def stop(self, t_us):
        """Its oscillator stood still: it begins again at the beginning of its time."""
        self._registers[STATUS] |= STOPPED
        self._held_us, self._at_us = EPOCH.timestamp() * 1_000_000, t_us

    def leap(self, t_us, seconds):
        """Somebody sets it ahead, or back where negative."""
        self._held_us = self.utc_us(t_us) + seconds * 1_000_000

    def warm(self, t_us, degrees):
        """Its temperature is another from now on."""
        self.utc_us(t_us)
        self.temperature_c = degrees

    def utc_us(self, t_us):
        """Its time now; from here on at the rate of now."""
        if not self._off:
            self._held_us += (t_us - self._at_us) * (1 + self.error_ppm / 1_000_000)
        self._at_us = t_us
        return self._held_us

    @property
    def error_ppm(self):
        """By how much it runs fast."""
        aging = int.from_bytes(self._registers[AGING : AGING + 1], "big", signed=True)
        cold = (self.temperature_c - TURNOVER_C) ** 2 * CRYSTAL_PPM_PER_K2
        return self.residual_ppm - self.uncorrected * cold - AGING_PPM * aging

    def _show(self, t_us):
        """Bring time and temperature into the registers."""
        at = datetime.fromtimestamp(self.utc_us(t_us) // 1_000_000, UTC)
        parts = (at.second, at.minute, at.hour, at.isoweekday(), at.day, at.month, at.year % 100)
        self._registers[:7] = bytes(part // 10 << 4 | part % 10 for part in parts)
        if at.year >= 2100:
            self._registers[MONTH] |= CENTURY  # it toggles as the year runs over
        quarters = round(self.temperature_c * 4)
        self._registers[TEMPERATURE:] = bytes((quarters >> 2 & 0xFF, (quarters & 3) << 6))

    def _take_over(self, t_us):
        """The time that stands in the registers holds from now on, from its second's begin."""
        second, minute, hour, _, day, month, year = (
            10 * (each >> 4) + (each & 15) for each in self._registers[:7]
        )
        held = datetime(2000 + year, month, 1, hour, minute, second, tzinfo=UTC)
        self._held_us = (held + timedelta(days=day - 1)).timestamp() * 1_000_000
        self._at_us = t_us
