"""The clock chip DS3231 on its I2C bus: registers, oscillator-stop flag, drift over temperature.

    chip.write(t_us, 0x00, bytes)        # registers from a place on
    data = chip.read(t_us, 0x00, 7)

Time runs on the world's microseconds, faster or slower by the crystal's error that the chip leaves
uncorrected: `residual_ppm` and 0.1 ppm a step of the aging register. Without supply it goes on
from its battery; where that is empty it stands still, loses its time and sets the stop flag. The
register map is of the data sheet, from memory; the size of an aging step is its typical one.
"""

from datetime import UTC, datetime, timedelta

REGISTERS = 0x13
SECONDS, STATUS, AGING, TEMPERATURE = 0x00, 0x0F, 0x10, 0x11
STOPPED = 0x80
AGING_PPM = 0.1
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class DS3231:
    """`temperature_c` is what its sensor sees; `utc_us` is its time in microseconds since 1970."""

    def __init__(self, start_utc_s=None, residual_ppm=0.0):
        self.temperature_c = 23.0
        self.residual_ppm = residual_ppm
        self.has_battery = True
        self._registers = bytearray(REGISTERS)
        self._at_us = 0  # when `_held_us` was its time
        self._held_us = (EPOCH.timestamp() if start_utc_s is None else start_utc_s) * 1_000_000
        self._registers[STATUS] = STOPPED if start_utc_s is None else 0
        self._off = False

    def read(self, t_us, place, length):
        """So many registers; their time is of one moment."""
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
            self._registers[STATUS] |= STOPPED
            self._held_us, self._at_us = EPOCH.timestamp() * 1_000_000, t_us
        self._off = False

    def utc_us(self, t_us):
        """Its time now; from here on at the rate of now."""
        if not self._off:
            aging = int.from_bytes(self._registers[AGING : AGING + 1], "big", signed=True)
            rate = 1 + (self.residual_ppm - AGING_PPM * aging) / 1_000_000
            self._held_us += (t_us - self._at_us) * rate
        self._at_us = t_us
        return self._held_us

    def _show(self, t_us):
        """Bring time and temperature into the registers."""
        at = datetime.fromtimestamp(self.utc_us(t_us) // 1_000_000, UTC)
        parts = (at.second, at.minute, at.hour, at.isoweekday(), at.day, at.month, at.year % 100)
        self._registers[:7] = bytes(part // 10 << 4 | part % 10 for part in parts)
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
