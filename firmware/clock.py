"""Time: seconds that only go on, which billing counts, and the wall clock that labels them.

The processor's ticks wrap; `seconds()` counts on over that. What is done with the clock chip
(`firmware.clock_chip`) is done every few minutes, and takes memory only then.
"""

from firmware.compat import const, forget

COMPARE_EVERY_S = 600
EARLY_MS, LATE_MS = 30, 200
"""The chip is read so long before a second begins and after it did: it shows whole seconds, and
so these tell whether ours begin with its."""
SLEW_MS = 5
"""By which a second is longer or shorter while the wall clock is brought into line."""
_TICKS_MASK = const((1 << 30) - 1)
_SECOND_MS = const(1000)


class Clock:
    """`ticks_ms()` runs from 0 to 2^30 - 1 and begins again; `i2c` is the chip's bus, or None.

    `is_invalid`: the time is no better than the last that was stored. `fault` is what is wrong
    with the chip, 0 for nothing. `steps` counts, `on_step(from_s, to_s)` is called at each.
    `slew_ms` is by how much the wall clock is yet to be moved,
    `label_s` and `label_ms` by how much it is ahead of the seconds since the start.
    """

    def __init__(self, ticks_ms, i2c):
        self.i2c = i2c
        self.is_invalid = self.fault = self.steps = 0
        self.on_step = None
        self.suspect_s = None
        self.slew_ms = self.label_s = self.label_ms = 0
        self._room_ms = 0
        self._is_aligned = False
        self.ticks_ms = ticks_ms
        self._ticks = ticks_ms()
        self._second = 0
        self._ms = 500  # so that jitter of a tick does not make it the second before

    def seconds(self):
        """Seconds since the start: they only go on."""
        self._advance()
        return self._second

    def utc_s(self):
        """The wall clock, seconds since 1970 UTC."""
        self._advance()
        return self._second + self.label_s + (self._ms + self.label_ms) // _SECOND_MS

    def ms_to_next_second(self):
        """Until the wall clock's next second begins: 1 to 1000."""
        self._advance()
        return _SECOND_MS - (self._ms + self.label_ms) % _SECOND_MS

    def label(self, utc_s):
        """This moment is the beginning of that second of UTC."""
        self._advance()
        self.label_ms = -self._ms % _SECOND_MS
        self.label_s = utc_s - self._second - (self._ms + self.label_ms) // _SECOND_MS

    def with_chip(self, name, *given):
        """What the function of that name in `firmware.clock_chip` does with this clock."""
        from firmware import clock_chip  # so that it is loaded for the moment only

        try:
            return getattr(clock_chip, name)(self, *given)
        finally:
            forget("firmware.clock_chip")
            forget("drivers.ds3231")

    async def align(self, sleep_ms):
        """Wait until a second begins; at the start until one of the chip's does, as ours then."""
        if self._is_aligned or not await self.with_chip("find_edge", sleep_ms):
            await sleep_ms(self.ms_to_next_second())
        self._is_aligned = True

    def _advance(self):
        """Count what the ticks have gone on by; they may wrap once in between."""
        ticks = self.ticks_ms()
        ms = self._ms + ((ticks - self._ticks) & _TICKS_MASK)
        self._ticks = ticks
        if ms >= _SECOND_MS:
            passed_s = ms // _SECOND_MS
            self._second += passed_s
            ms -= passed_s * _SECOND_MS
            self._room_ms = passed_s * SLEW_MS
        self._ms = ms
        if not self.slew_ms or not self._room_ms:
            return
        room_ms = self._room_ms  # of this second; the wall clock goes back into none before
        back_ms = min(room_ms, (self._ms + self.label_ms) % _SECOND_MS)
        ms = max(-back_ms, min(room_ms, self.slew_ms))
        self.slew_ms -= ms
        self._room_ms -= abs(ms)
        carried_s, self.label_ms = divmod(self.label_ms + ms, _SECOND_MS)
        self.label_s += carried_s
