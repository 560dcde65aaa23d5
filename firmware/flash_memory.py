"""The NOR flash as its rings share it: one erase at a time, and a chip that may be absent or fail.

    flash = FlashMemory(bus, sleep_ms)
    flash.start()                       # whether there is a chip; else `trouble` says why
    flash.program(address, data)        # whether it stands there now
    flash.start_erase(address)          # goes on by itself; `is_busy` until it is done
    flash.poll()                        # once a second: rings go on, a lost chip is tried again

Rings (`firmware.record_ring`) join when they are made; they are opened and polled from here.
Nothing here raises for what a chip does: the meter goes on without one. A chip that fails in
service is given up, counted in `failures`, and tried again every _RETRY_S.
"""

from drivers.errors import DriverError, NotWritten
from drivers.nor_flash import LONGEST_ERASE_MS, PAGE_BYTES, NORFlash
from firmware.compat import const

_RETRY_S = const(60)
_MOST_BUSY_S = const(3)
"""An erase takes 0.4 s at the most; a chip that is busy for this long is given up."""
_FAILURES = (DriverError, OSError)


class FlashMemory:
    """`works` says whether there is a chip that answers, `size` its bytes, `trouble` what is wrong
    with it, empty for nothing. `bus` is None where a board has none.
    """

    def __init__(self, bus, sleep_ms):
        self.size = self.failures = 0
        self.works = False
        self.trouble = "flash: not started"
        self.rings = []
        self._chip = NORFlash(bus, sleep_ms) if bus else None
        self._sleep_ms = sleep_ms
        self._is_erasing = False
        self._polls = 0

    def start(self):
        """Look for the chip, and for what its rings hold; whether it is there."""
        self._polls = 0
        self._is_erasing = False
        if self._chip is None:
            self.trouble = "flash: this board has none"
            return False
        self.works, self.trouble = True, ""
        if self._try(self._chip.probe) is None:
            return False
        self.size = self._chip.size
        for ring in self.rings:
            ring.poll()
        return True

    def poll(self):
        """Once a second: rings erase ahead; an erase must end; a chip that failed may be back."""
        for ring in self.rings:
            ring.poll()
        if self.works and not self._is_erasing:
            return
        self._polls += 1
        if not self.works and self._polls >= _RETRY_S:
            self.start()
        elif self.is_busy() and self._polls >= _MOST_BUSY_S:
            self._fail("flash: still busy %d s after an erase; power it off and on" % self._polls)

    def is_busy(self):
        """Whether an erase goes on, so that nothing can be read or programmed."""
        if self._is_erasing:
            self._is_erasing = self._try(self._chip.is_busy) is True
        return self._is_erasing

    def wait(self):
        """Stand still until an erase is done, for 500 ms at the most; whether the chip is free."""
        for _ in range(LONGEST_ERASE_MS):
            if not self.is_busy():
                break
            self._sleep_ms(1)
        return self.works and not self._is_erasing

    def fetch(self, address, count):
        """A view of `count` bytes, at most a page, that is gone with the next transfer; None where
        the chip does not answer.
        """
        return self._try(self._chip.fetch, address, count)

    def program(self, address, data):
        """Whether `data` stands at `address` now, read back."""
        return self._try(self._chip.program, address, data) is not False and self.works

    def start_erase(self, address):
        """Begin to erase a sector, unless another is being erased; whether it has begun."""
        if not self.works or self.is_busy():
            return False
        self._try(self._chip.start_erase, address)
        self._is_erasing, self._polls = self.works, 0
        return self.works

    def is_blank(self, address, length):
        """Whether so many bytes are all FF."""
        for at in range(address, address + length, PAGE_BYTES):
            view = self.fetch(at, min(PAGE_BYTES, address + length - at))
            if view is None:
                return False
            for byte in view:
                if byte != 0xFF:
                    return False
        return True

    def skipped(self):
        """How many slots of all rings did not take their record since the start."""
        return sum([ring.skipped for ring in self.rings])

    def _try(self, action, *given):
        """What the chip answers; False where it did not keep what was written, None where it
        failed.
        """
        if not self.works:
            return None
        try:
            return action(*given)
        except NotWritten:
            return False
        except _FAILURES as error:
            self._fail(str(error))
            return None

    def _fail(self, trouble):
        self.failures += 1
        self.works = self._is_erasing = False
        self.trouble = trouble
        self._polls = 0
