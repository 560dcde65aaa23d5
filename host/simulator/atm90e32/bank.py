"""The registers as reads and writes meet them: what a read clears, what a write starts."""

from .bus import LAST
from .lock import Lock
from .metering import LATCH0, LATCH1, Metering
from .registers import BY_ADDRESS, CONFIG_END, ENERGY, KEPT, RESET_VALUES

SOFT_RESET = 0x789A
HIDDEN_KEY = 0x2FF  # 0x55AA here opens the page 0x200-0x2FE
_TEMPERATURE_SETUP = {0x216: 0x5183, 0x219: 0x01C1}  # application note, page 35
_NO_SETUP_ERROR = 20  # kelvin


class Bank:
    """Register memory with all that lives in it. `table` shows every word but the energies,
    valid at the last time it was advanced to.
    """

    def __init__(self, source, options):
        self.table = list(RESET_VALUES)
        saturate = options.energy_overflow == "saturate", options.rms_overflow == "saturate"
        self.metering = Metering(source, self.table, options.fidelity, *saturate)
        self.energies = self.metering.accumulators
        self.normal = True
        self._lock = Lock(options.lock == "strict")
        self._show_temperature()

    def reset(self, t_us):
        """Defaults everywhere but in the latches 0x10-0x13."""
        kept = [self.table[address] for address in KEPT]
        self.table[:] = RESET_VALUES
        for address, word in zip(KEPT, kept, strict=True):
            self.table[address] = word
        self._lock.reset()
        self.metering.reset(t_us)
        self._show_temperature()

    def set_mode(self, normal):
        """Partial mode: no energy, no CRC, no interrupts (DS 22-25)."""
        self.normal, self.metering.partial = normal, not normal

    def advance(self, t_us):
        self.metering.advance(t_us)
        if t_us >= self._lock.check_at and self.normal:
            self._lock.advance(t_us, self.table[:CONFIG_END])
            self._show_lock()

    def quiet_until(self):
        """Until when nothing but energy changes."""
        return min(self.metering.quiet_until, self._lock.check_at)

    def fetch(self, t_us, address):
        """A read: the word is kept as LastSPIData, and only then cleared (DS 31)."""
        self.advance(t_us)
        if address in ENERGY:
            word = self.energies.register(address, t_us)
            self.energies.take(address)
        elif 0x200 <= address < HIDDEN_KEY and not self._hidden_open():
            word = 0
        else:
            word = self.table[address]
        self.table[LAST] = word
        return word

    def store(self, t_us, address, word):
        """A write; measured registers and holes ignore it."""
        self.advance(t_us)
        self.table[LAST] = word
        if address == HIDDEN_KEY or (address >= 0x200 and self._hidden_open()):
            self.table[address] = word
            self._show_temperature()
        elif address < CONFIG_END:
            self._configure(t_us, address, word)
        else:
            self._command(t_us, address, word)

    def flip(self, t_us, address, bit):
        """A particle hits the memory: no lock can stop it, the CRC will find it."""
        self.advance(t_us)
        self._change(t_us, address, self.table[address] ^ 1 << bit)

    def set_temperature(self, t_us, celsius):
        self.advance(t_us)
        self.metering.celsius = celsius
        self._show_temperature()
        self.metering.change(t_us)

    def _hidden_open(self):
        return self.table[HIDDEN_KEY] == 0x55AA

    def _configure(self, t_us, address, word):
        if address in BY_ADDRESS and self._lock.admits() and self.table[address] != word:
            self._change(t_us, address, word)

    def _change(self, t_us, address, word):
        self.table[address] = word
        self._lock.changed(t_us, address)
        self.metering.change(t_us)

    def _command(self, t_us, address, word):
        if address == 0x70:
            if word == SOFT_RESET and self.normal:  # valid in normal mode only (DS 10)
                self.reset(t_us)
        elif address in (LATCH0, LATCH1):
            self.table[address] &= ~word
        elif address in (0x75, 0x76):
            self.table[address] = word
        elif address == 0x7A:
            self._lock.write_golden(t_us, word)
            self._show_lock()
        elif address == 0x7F:
            self._lock.switch(t_us, word)
            self._show_lock()

    def _show_lock(self):
        lock = self._lock
        self.table[0x79], self.table[0x7A], self.table[0x7F] = lock.error, lock.digest, lock.access

    def _show_temperature(self):
        """Before the set-up of the application note the reading is off: by 20 K here [own]."""
        ready = all(self.table[a] == word for a, word in _TEMPERATURE_SETUP.items())
        off = 0 if ready else _NO_SETUP_ERROR
        self.table[0xFC] = round(self.metering.celsius + off) & 0xFFFF

    # the interrupt pins, as they stand at the time last advanced to

    def irq1(self):
        return bool(self.table[LATCH1] & self.table[0x76])

    def warn(self):
        return bool(self.table[0x79] & 1)

    def irq0(self):
        """IRQ1 and WARN may be merged in by 0x0F (DS 47)."""
        merge = self.table[0x0F]
        merged = (merge & 1 and self.irq1()) or (merge & 2 and self.warn())
        return bool(self.table[LATCH0] & self.table[0x75] or merged)
