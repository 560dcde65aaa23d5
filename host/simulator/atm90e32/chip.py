"""The ATM90E32AS as it is met on its pins: supply, power mode, reset, SPI frames, interrupts.

    chip = ATM90E32AS(source, seed=1)
    chip.power_on(0)
    miso = chip.exchange(50_000, mosi)      # a block of 32-clock frames, 40 us each

Time is whole microseconds of the world, handed in with every call, and never runs backwards.
Facts: DS = data sheet 46003B; what no source settles is marked [own] where it is decided, what
was calculated from several facts [derived].
"""

from random import Random

from .bank import Bank
from .options import Options, one_of
from .registers import ACCUMULATORS, KEPT
from .spi import Port

START_UP_MS = 5, 40  # T1: deaf after power-up or leaving idle (DS 77)


class ATM90E32AS:
    """One chip.

    `source.stretch_at(t_us)` gives what stands at its pins in volts r.m.s.; `faults` is a
    BusFaults; the other keywords are those of Options.
    """

    def __init__(self, source, seed=0, faults=None, **options):
        options = Options(**options)
        self._random, self._start_up_ms = Random(seed), options.start_up_ms
        self._bank = Bank(source, options)
        self._port = Port(self._bank, self.deaf, options.idle, faults)
        self._powered, self._in_reset = False, False
        self._hears_at = 0
        self.mode = "N"

    # supply, power mode, reset

    def power_on(self, t_us):
        """The supply comes up: defaults, and deaf for the start-up time."""
        self._powered = True
        self._start(t_us)

    def power_off(self, t_us):
        """The supply goes, and with it everything."""
        self._powered = False
        self._bank.reset(t_us)
        for address in KEPT:
            self._bank.table[address] = 0

    def brown_out(self, t_us):
        """A dip in the supply: power-on defaults, MeterEn 0, deaf again."""
        self._start(t_us)

    def set_power_mode(self, t_us, mode):
        """The pins PM1:PM0: "N" normal, "M" partial, "D" detection, "I" idle (DS 21-26).

        Detection and idle lose all registers but 0x10-0x13. A change between normal and partial
        that skips idle is not allowed; here it acts as if idle had been passed [own].
        """
        one_of("power mode", mode, tuple("NMDI"))
        if mode == self.mode:
            return
        self.mode = mode
        self._bank.set_mode(mode == "N")
        if self._powered:
            self._start(t_us)

    def reset_pin(self, t_us, low):
        """The RESET pin: defaults while it is low; no start-up time afterwards [own]."""
        self._in_reset = low
        self._bank.reset(t_us)

    def deaf(self, t_us):
        """Whether the chip neither hears nor answers."""
        asleep = not self._powered or self._in_reset or self.mode in "DI"
        return asleep or t_us < self._hears_at

    def _start(self, t_us):
        self._bank.reset(t_us)
        wait_ms = self._start_up_ms or self._random.uniform(*START_UP_MS)
        self._hears_at = t_us + int(wait_ms * 1000)

    # surroundings

    def signals_changed(self, t_us):
        """The source has something new before the stretch it gave ends."""
        self._bank.advance(t_us)
        self._bank.metering.change(t_us)

    def set_temperature(self, t_us, celsius):
        """Temperature of the junction; it enters the voltage gain and the Temp register."""
        self._bank.set_temperature(t_us, celsius)

    def flip_register_bit(self, t_us, address, bit):
        """Flip one bit of the memory of a configuration register."""
        self._bank.flip(t_us, address, bit)

    # SPI

    @property
    def faults(self):
        """The BusFaults that disturb the frames, or None; may be exchanged at any time."""
        return self._port.faults

    @faults.setter
    def faults(self, faults):
        self._port.faults = faults

    def exchange(self, t_us, mosi, frame_us=40):
        """A block of 32-clock frames, 4 bytes each; frame k begins at t_us + k * frame_us."""
        return self._port.exchange(t_us, mosi, frame_us)

    def frame(self, t_us, mosi, clocks=32, frame_us=40):
        """One frame of any length: the first `clocks` bits of `mosi`, zeros where it ends."""
        return self._port.frame(t_us, mosi, clocks, frame_us)

    @property
    def frames(self):
        """{address: (reads, writes)} of all frames with at least 16 clocks, heard or not."""
        return self._port.counts()

    @property
    def short_frames(self):
        """Frames with fewer than 16 clocks, which do nothing."""
        return self._port.short_frames

    # interrupt pins, as of the last call that gave a time; pins(t_us) is of now

    @property
    def irq0(self):
        """High while an enabled change of state 0 is latched (or what 0x0F merges in)."""
        return self._bank.irq0()

    @property
    def irq1(self):
        """High while an enabled change of state 1 is latched."""
        return self._bank.irq1()

    @property
    def warn_out(self):
        """High while the CRC finds the configuration changed."""
        return self._bank.warn()

    def pins(self, t_us):
        """(IRQ0, IRQ1, WARN) at `t_us`."""
        self._bank.advance(t_us)
        return self.irq0, self.irq1, self.warn_out

    # what only the world can see

    def energy_counts(self, t_us):
        """{(kind, slot): (forward, reverse)} of all counts since the last reset, read or not."""
        store = self._settled(t_us)
        forward, reverse = store.counts
        return dict(zip(ACCUMULATORS, zip(forward, reverse, strict=True), strict=True))

    def cf_pulses(self, t_us):
        """Pulses of CF1-CF4 since the last reset: P, Q or S, fundamental, harmonic (DS 14)."""
        store = self._settled(t_us)
        second = 4 if self._bank.table[0x33] & 0x80 else 8
        return tuple(store.pulses(k) for k in (0, second, 12, 16))

    def _settled(self, t_us):
        self._bank.advance(t_us)
        self._bank.energies.settle(t_us)
        return self._bank.energies
