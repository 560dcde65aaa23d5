"""The ATM90E32AS as it is met on its pins: supply, power mode, reset, SPI frames, interrupts.

    chip = ATM90E32AS(source, seed=1)
    chip.power_on(0)
    miso = chip.exchange(50_000, mosi)      # a block of 32-clock frames, 40 us each

Time is whole microseconds of the world, handed in with every call, and never runs backwards.
Facts: DS = data sheet 46003B; what no source settles is said to be [own] where it is decided.
"""

from random import Random

from .bus import LAST, Block, as_heard, as_seen
from .lock import Lock
from .metering import LATCH0, LATCH1, Metering
from .registers import (
    ACCUMULATORS,
    BY_ADDRESS,
    CONFIG_END,
    ENERGY,
    KEPT,
    RESET_VALUES,
    SPACE,
)

SOFT_RESET = 0x789A
START_UP_MS = 5, 40  # T1 (DS 77)
_HIDDEN = 0x2FF  # 0x55AA here opens the hidden page 0x200-0x2FE
_TEMPERATURE_SETUP = {0x216: 0x5183, 0x219: 0x01C1}  # application note, page 35
_BLOCKS = 64  # prepared blocks kept
_READ = 0x8000
_MODES = "NMDI"


class ATM90E32AS:
    """One chip. `source.stretch_at(t_us)` gives what stands at its pins, in volts r.m.s.

    Options: `energy_overflow` "wrap" | "saturate" (not documented), `rms_overflow` likewise,
    `lock` "strict" | "lax" (whether writes outside configuration mode are refused), `start_up_ms`
    (drawn from the seed when None), `fidelity` (see metering.py), `idle` the word on MISO while
    nothing drives it, `faults` a BusFaults.
    """

    def __init__(
        self,
        source,
        seed=0,
        *,
        energy_overflow="wrap",
        rms_overflow="saturate",
        lock="strict",
        start_up_ms=None,
        fidelity="auto",
        idle=0xFFFF,
        faults=None,
    ):
        _one_of("energy_overflow", energy_overflow, ("wrap", "saturate"))
        _one_of("rms_overflow", rms_overflow, ("wrap", "saturate"))
        _one_of("lock", lock, ("strict", "lax"))
        self._random = Random(seed)
        self._start_up_ms, self._idle, self.faults = start_up_ms, idle, faults
        self._table = list(RESET_VALUES)
        saturate = energy_overflow == "saturate", rms_overflow == "saturate"
        self._metering = Metering(source, self._table, fidelity, *saturate)
        self._lock = Lock(lock == "strict")
        self._powered, self.mode, self._in_reset = False, "N", False
        self._deaf_until = 0
        self._reads, self._writes, self.short_frames = [0] * SPACE, [0] * SPACE, 0
        self._blocks = {}
        self.temperature_c = 25.0

    # supply, power mode, reset

    def power_on(self, t_us):
        """The supply comes up: defaults, and deaf for the start-up time."""
        self._powered = True
        self._start(t_us)

    def power_off(self, t_us):
        """The supply goes: everything is lost."""
        self._powered = False
        self._lose(t_us)
        for address in KEPT:
            self._table[address] = 0

    def brown_out(self, t_us):
        """A dip in the supply: power-on defaults, MeterEn 0, deaf again."""
        self._start(t_us)

    def set_power_mode(self, t_us, mode):
        """The pins PM1:PM0: "N" normal, "M" partial, "D" detection, "I" idle (DS 21-26).

        Detection and idle lose all registers but 0x10-0x13. A change between normal and partial
        that skips idle is not allowed; here it acts as if idle had been passed [own].
        """
        _one_of("power mode", mode, tuple(_MODES))
        if mode == self.mode:
            return
        self.mode = mode
        self._metering.partial = mode == "M"
        if mode in "DI":
            self._lose(t_us)
        elif self._powered:
            self._start(t_us)

    def reset_pin(self, t_us, low):
        """The RESET pin: defaults while it is low; no start-up time afterwards [own]."""
        self._in_reset = low
        self._lose(t_us)

    def _start(self, t_us):
        self._lose(t_us)
        low, high = START_UP_MS
        wait = self._start_up_ms or self._random.uniform(low, high)
        self._deaf_until = t_us + int(wait * 1000)

    def _lose(self, t_us):
        """All registers to their reset values, but for the latches 0x10-0x13."""
        kept = [self._table[address] for address in KEPT]
        self._table[:] = RESET_VALUES
        for address, word in zip(KEPT, kept, strict=True):
            self._table[address] = word
        self._lock.reset()
        self._metering.reset(t_us)
        self._show_temperature()

    def _deaf(self, t_us):
        return (
            not self._powered or self._in_reset or self.mode in "DI" or t_us < self._deaf_until
        )

    # surroundings

    def set_temperature(self, t_us, celsius):
        """Temperature of the junction; it enters the voltage gain and the Temp register."""
        self._advance(t_us)
        self.temperature_c = self._metering.celsius = celsius
        self._show_temperature()
        self._metering.change(t_us)

    def _show_temperature(self):
        """Without the set-up of the application note the reading is off; by 20 K here [own]."""
        ready = all(self._table[a] == word for a, word in _TEMPERATURE_SETUP.items())
        self._table[0xFC] = round(self.temperature_c + (0 if ready else 20)) & 0xFFFF

    def signals_changed(self, t_us):
        """The source has something new before the stretch it gave ends."""
        self._advance(t_us)
        self._metering.change(t_us)

    # SPI

    def exchange(self, t_us, mosi, frame_us=40):
        """A block of 32-clock frames; frame k begins at t_us + k * frame_us.

        A register is fetched half-way (clock 16); a write holds from the end of its frame.
        """
        block = self._blocks.get(mosi) or self._prepare(mosi)
        if self._plain(t_us + block.count * frame_us, block, t_us):
            return self._read_block(t_us + frame_us // 2, block, frame_us)
        reply = bytearray()
        for word in block.words:
            reply += self._frame(t_us, word, frame_us).to_bytes(4, "big")
            t_us += frame_us
        return bytes(reply)

    def frame(self, t_us, mosi, clocks=32, frame_us=40):
        """One frame of any length: the first `clocks` bits of `mosi`, zeros where it ends."""
        word = int.from_bytes(mosi, "big")
        missing = clocks - 8 * len(mosi)
        word = word << missing if missing > 0 else word >> -missing
        data = self._transfer(t_us, word, clocks, frame_us)
        reply = (self._idle << 16 | (self._idle if data is None else data)) << max(0, clocks - 32)
        reply >>= max(0, 32 - clocks)
        size = -(-clocks // 8)
        return (reply << (8 * size - clocks)).to_bytes(size, "big")

    def _prepare(self, mosi):
        if len(self._blocks) >= _BLOCKS:
            self._settle_counts()
            self._blocks.clear()
        block = self._blocks[bytes(mosi)] = Block(mosi)
        return block

    def _plain(self, end_us, block, t_us):
        """Whether the block is all reads at a time when nothing but energy moves."""
        if not block.only_reads or self._deaf(t_us):
            return False
        self._advance(t_us)
        if end_us > self._metering.quiet_until or end_us > self._lock.check_at:
            return False
        return self.faults is None or self.faults.clean(block.count)

    def _read_block(self, t_us, block, frame_us):
        """The short way: all registers from the table, then the energies at their own times."""
        table, store = self._table, self._metering.accumulators
        levels, rates, since, step = store.levels, store.rates, store.since, store.step
        data = [table[address] for address in block.addresses]
        for k, index, reverse in block.energies:
            at = t_us + k * frame_us
            level = levels[index] + rates[index] * (at - since[index])
            levels[index], since[index] = level, at
            if not -step < level < step:
                store.count(index)
            counts, taken = store.counts[reverse], store.taken[reverse]
            data[k] = store.shown(counts[index] - taken[index])
            taken[index] = counts[index]
        for k in block.repeats:
            data[k] = data[k - 1]
        table[LAST] = data[-1]
        block.uses += 1
        return block.pack(*data)

    def _frame(self, t_us, word, frame_us):
        """One 32-clock frame of the master, disturbed or not: the 32 bits it reads."""
        fault = self.faults.pick() if self.faults else None
        bits, clocks = as_seen(word, fault) if fault else (word, 32)
        data = self._transfer(t_us, bits, clocks, frame_us)
        reply = self._idle << 16 | self._idle if data is None else data
        return as_heard(reply, fault) if fault else reply

    def _transfer(self, t_us, bits, clocks, frame_us):
        """What the chip does with `clocks` bits; the data it sends, or None."""
        if clocks < 16:
            self.short_frames += 1
            return None
        head = bits >> (clocks - 16)
        address = head & 0x3FF
        if head & _READ:
            self._reads[address] += 1
            at = t_us + frame_us // 2
            return None if self._deaf(at) else self._read(at, address)
        self._writes[address] += 1
        at = t_us + frame_us
        if clocks == 32 and not self._deaf(at):
            self._write(at, address, bits & 0xFFFF)
        return None

    def _advance(self, t_us):
        if not self._powered:
            return
        self._metering.advance(t_us)
        if t_us >= self._lock.check_at and self.mode == "N":
            self._lock.advance(t_us, self._table[:CONFIG_END])
            self._show_lock()

    def _show_lock(self):
        self._table[0x79], self._table[0x7A] = self._lock.error, self._lock.digest
        self._table[0x7F] = self._lock.access

    def _read(self, t_us, address):
        """Fetch, keep as LastSPIData, and only then clear what reading clears."""
        self._advance(t_us)
        if address not in ENERGY:
            hidden = 0x200 <= address < _HIDDEN and self._table[_HIDDEN] != 0x55AA
            word = 0 if hidden else self._table[address]
            self._table[LAST] = word
            return word
        store = self._metering.accumulators
        word = self._table[LAST] = store.register(address, t_us)
        store.take(address)
        return word

    def _write(self, t_us, address, word):
        self._advance(t_us)
        self._table[LAST] = word
        if address == _HIDDEN or (address > 0x1FF and self._table[_HIDDEN] == 0x55AA):
            self._table[address] = word
            self._show_temperature()
        elif address in BY_ADDRESS:
            if address < CONFIG_END:
                self._configure(t_us, address, word)
            else:
                self._command(t_us, address, word)

    def _configure(self, t_us, address, word):
        if not self._lock.admits() or self._table[address] == word:
            return
        self._table[address] = word
        self._lock.changed(t_us, address)
        self._metering.change(t_us)

    def _command(self, t_us, address, word):
        """The special registers; all that is measured ignores writes."""
        if address == 0x70 and word == SOFT_RESET and self.mode == "N":
            self._lose(t_us)
        elif address in (LATCH0, LATCH1):
            self._table[address] &= ~word
        elif address in (0x75, 0x76):
            self._table[address] = word
        elif address == 0x7A:
            self._lock.write_golden(t_us, word)
            self._show_lock()
        elif address == 0x7F:
            self._lock.switch(t_us, word)
            self._show_lock()

    # pins and what the world may look at

    @property
    def irq1(self):
        """High while an enabled change of state 1 is latched."""
        return bool(self._table[LATCH1] & self._table[0x76])

    @property
    def warn_out(self):
        """High while the CRC finds the configuration changed."""
        return bool(self._table[0x79] & 1)

    @property
    def irq0(self):
        """The same for state 0; IRQ1 and WARN may be merged in (0x0F)."""
        merge = self._table[0x0F]
        own = bool(self._table[LATCH0] & self._table[0x75])
        return own or bool(merge & 1 and self.irq1) or bool(merge & 2 and self.warn_out)

    def pins(self, t_us):
        """(IRQ0, IRQ1, WARN) as they stand at `t_us`."""
        self._advance(t_us)
        return self.irq0, self.irq1, self.warn_out

    def energy_counts(self, t_us):
        """{(kind, slot): (forward, reverse)} of all counts since power-on, read or not."""
        self._advance(t_us)
        store = self._metering.accumulators
        store.settle(t_us)
        return {
            name: (store.counts[0][k], store.counts[1][k]) for k, name in enumerate(ACCUMULATORS)
        }

    def cf_pulses(self, t_us):
        """Pulses of CF1-CF4 since power-on: P, then Q or S, fundamental, harmonic (DS 14)."""
        self._advance(t_us)
        store = self._metering.accumulators
        store.settle(t_us)
        second = 4 if self._table[0x33] & 0x80 else 8
        return tuple(store.pulses(k) for k in (0, second, 12, 16))

    @property
    def frames(self):
        """{address: (reads, writes)} of all frames with at least 16 clocks."""
        self._settle_counts()
        pairs = zip(self._reads, self._writes, strict=True)
        return {a: pair for a, pair in enumerate(pairs) if any(pair)}

    def _settle_counts(self):
        for block in self._blocks.values():
            for address in block.addresses:
                self._reads[address] += block.uses
            block.uses = 0

    def flip_register_bit(self, t_us, address, bit):
        """A particle hits configuration memory: no lock can stop it, the CRC will find it."""
        self._advance(t_us)
        self._table[address] ^= 1 << bit
        self._lock.changed(t_us, address)
        self._metering.change(t_us)


def _one_of(what, value, choices):
    if value not in choices:
        raise ValueError(f"{what} is {value!r}, expected one of {choices}")
