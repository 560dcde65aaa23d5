"""The NOR flash as its rings share it: one erase at a time, and a chip that may be absent or fail.

    flash = FlashMemory(bus, sleep_ms)
    flash.start()                       # whether there is a chip; else `trouble` says why
    flash.program(address, data)        # whether it stands there now
    flash.start_erase(address)          # goes on by itself; `is_busy` until it is done
    flash.poll()                        # once a second: a chip that failed is tried again

Nothing here raises for what a chip does: the meter goes on without one. A chip that fails in
service is given up, counted in `failures`, and tried again every RETRY_S.
"""

from drivers.errors import DriverError, NotWritten
from drivers.nor_flash import LONGEST_ERASE_MS, PAGE_BYTES, NORFlash

RETRY_S = 60
MOST_BUSY_S = 3
"""An erase takes 0.4 s at the most; a chip that is busy for this long is given up."""
_FAILURES = (DriverError, OSError)


class FlashMemory:
    """`works` says whether there is a chip that answers, `size` its bytes, `trouble` what is wrong
    with it. `page` is a buffer that rings use for a moment.
    """

    def __init__(self, bus, sleep_ms):
        self.size = 0
        self.works = False
        self.trouble = "flash: not started"
        self.failures = 0
        self.page = bytearray(PAGE_BYTES)
        self._chip = NORFlash(bus, sleep_ms)
        self._sleep_ms = sleep_ms
        self._is_erasing = False
        self._polls = 0

    def start(self):
        """Look for the chip; whether it is there."""
        try:
            self._chip.probe()
        except _FAILURES as error:
            self._fail(error)
            return False
        self.size = self._chip.size
        self.works, self.trouble = True, ""
        self._is_erasing = False
        self._polls = 0
        return True

    def poll(self):
        """Once a second: an erase must end, and a chip that failed may be back."""
        if self.works and not self._is_erasing:
            return
        self._polls += 1
        if not self.works and self._polls >= RETRY_S:
            self._polls = 0
            self.start()
        elif self.is_busy() and self._polls >= MOST_BUSY_S:
            self._fail(
                "flash: still busy %d s after an erase; power the chip off and on" % MOST_BUSY_S
            )

    def is_busy(self):
        """Whether an erase goes on, so that nothing can be read or programmed."""
        if self._is_erasing and self.works:
            try:
                self._is_erasing = self._chip.is_busy()
            except _FAILURES as error:
                self._fail(error)
        return self._is_erasing and self.works

    def wait(self):
        """Stand still until an erase is done, for 500 ms at the most; whether the chip is free."""
        for _ in range(LONGEST_ERASE_MS):
            if not self.is_busy():
                break
            self._sleep_ms(1)
        return self.works and not self._is_erasing

    def read(self, address, buf):
        """Fill `buf`; with FF where the chip does not answer."""
        try:
            self._chip.read(address, buf)
        except _FAILURES as error:
            self._fail(error)
            for place in range(len(buf)):
                buf[place] = 0xFF

    def program(self, address, data):
        """Whether `data` stands at `address` now, read back."""
        try:
            self._chip.program(address, data)
            return True
        except NotWritten:
            return False
        except _FAILURES as error:
            self._fail(error)
            return False

    def start_erase(self, address):
        """Begin to erase a sector, unless another is being erased; whether it has begun."""
        if not self.works or self.is_busy():
            return False
        try:
            self._chip.start_erase(address)
        except _FAILURES as error:
            self._fail(error)
            return False
        self._is_erasing, self._polls = True, 0
        return True

    def is_blank(self, address, length):
        """Whether so many bytes are all FF."""
        view = memoryview(self.page)
        for at in range(address, address + length, PAGE_BYTES):
            piece = view[: min(PAGE_BYTES, address + length - at)]
            self.read(at, piece)
            for byte in piece:
                if byte != 0xFF:
                    return False
        return self.works

    def refuse(self, trouble):
        """Say what is wrong with a chip that works, but cannot be used as it is."""
        self.trouble = trouble

    def _fail(self, error):
        self.failures += 1
        self.works = self._is_erasing = False
        self.trouble = str(error)
        self._polls = 0
