"""The ATM90E32AS as an object: prove it is there, set it up, read it, keep it honest.

Usage:
    chip = ATM90E32(SPIFrames(spi, cs), time.sleep_ms, setup.rows(site), counts_per_s=4000)
    if not chip.adopt(digest):      # warm start: a metering chip is never reset
        chip.configure()            # keep chip.digest for the next start
    shot = chip.snapshot(at_s)      # every second

Source: DS = Microchip/Atmel 46003B.
"""

from drivers.atm90e32 import install
from drivers.atm90e32.addresses import addressed
from drivers.atm90e32.balance import Balance
from drivers.atm90e32.block import Block
from drivers.atm90e32.layout import (
    CRC_DIGEST,
    CRC_STATUS,
    INT_STATE0,
    LAST,
    MAP_U,
    METER_EN,
    W_CHANGE,
    W_CRC_DIGEST,
    W_CRC_STATUS,
    W_MAP_AGAIN,
    W_METER_EN,
    frame_addresses,
)
from drivers.atm90e32.snapshot import (
    CRC_ERROR,
    GAP,
    METER_OFF,
    NO_ANSWER,
    REPAIRED,
    SETTLING,
    Snapshot,
)
from drivers.atm90e32.wire import Wire
from drivers.compat import const
from drivers.errors import ChipLost, DriverError, SetupError

_MAP_U_RESET = const(0x0654)
_SETTLING_S = const(2)  # 16 cycles of averaging, high-pass and phase filters: 1.5 s (DS 16, 29)
_SILENT_MAX = const(3)  # snapshots in a row without an answer before ChipLost
_ADOPT_TRIES = const(3)  # the caller resets a chip that is not adopted, and its counts
_COUNT_MAX = const(0xFFFE)
_SIGNS_OF_LIFE = ("ChannelMapU", "ChannelMapI", "PLconstL", "DetectCtrl", "F0")


class ATM90E32:
    """One chip on `bus` (see spi.py), set up by `rows` (see setup.py).

    `sleep_ms` waits that many milliseconds. `counts_per_s` is the fastest that any energy
    register can count (setup.counts_per_s), 0 if unknown; it bounds what a snapshot may bring.
    The constructor does no I/O.

    `digest`    CRC of the configuration as the chip computes it; None until learned
    `gap`       (from_s, to_s, cause) of the last time energy was not counted, or None
    `trouble`   the DriverError that keeps the chip from being set up again, or None
    `block`     its `repaired`, `doubtful` and `torn` count what had to be mended so far
    `balance`   its `rebuilt` counts what was solved from totals and phases
    """

    def __init__(self, bus, sleep_ms, rows, counts_per_s=0):
        self.digest = None
        self.gap = None
        self.trouble = None
        self._sleep_ms = sleep_ms
        self._rows = addressed(rows)
        self._counts_per_s = counts_per_s
        self._shot = Snapshot()
        self._wire = Wire(bus)
        self.balance = Balance(self._wire, self._shot, _summed_phases(rows), _pl_constant(rows))
        neighbours = (_configured(rows, "PPhaseTh", 0), _configured(rows, "IoffsetB", 0))
        self.block = Block(bus, self._wire, self._shot, self.balance.before, neighbours)
        self._cause = "metering was off"  # of the last gap
        self._map = _configured(rows, "ChannelMapU", _MAP_U_RESET)
        self._known = _signs_of_life(self._rows)
        self._seen_at_s = None  # when the energy registers were last read
        self._silent = 0  # snapshots in a row without an answer
        self._fresh = False  # configured since the last snapshot
        self._settled_at_s = None  # None: settled

    def probe(self):
        """Raise ChipAbsent unless the reset values of a freshly reset chip answer."""
        install.probe(self._wire)

    def configure(self):
        """Reset the chip, write and prove the whole configuration, start metering.

        Takes about a tenth of a second and clears the energy registers. Raises ChipAbsent when
        nothing answers and SetupError, with stage, register, wrote and read, when the chip does
        not keep a value, when its CRC complains, or when the digest is not the one known.
        """
        try:
            got = install.install(self._wire, self._sleep_ms, self._rows)
            known = self.digest
            self.digest = got
            if known not in (None, got):
                self.digest = None  # the next try starts afresh and learns what it proves
                raise SetupError(
                    "ATM90E32: stage 'lock': CRCDigest is 0x%04X, but was 0x%04X" % (got, known)
                )
        except DriverError as error:
            self.trouble = error
            raise
        self.trouble = None
        self._fresh = True

    def adopt(self, digest):
        """Take over a metering chip as it is; False when it is not exactly as left.

        Only reads, and no energy register: counts of the time in between come with the next
        snapshot. `digest` is what `configure` learned in an earlier life, for the same rows.
        """
        if digest is None:
            return False
        for _ in range(_ADOPT_TRIES):
            if self._is_as_left(digest):
                self.digest = digest
                return True
        return False

    def snapshot(self, at_s):
        """Read everything once; return the snapshot, valid until the next call.

        `at_s` is a monotonic second counter. A chip that lost its configuration is set up again
        at once: METER_OFF or CRC_ERROR until that worked, then GAP once. A chip that does not
        answer gives NO_ANSWER, and ChipLost from the third time on; every call tries again.
        """
        shot = self._shot
        shot.at_s = at_s
        shot.flags = 0
        if self._silent and not self._answers():
            self._wait_for_answer()
        else:
            limit = self._count_limit(at_s)
            self.block.run(limit)
            self._weigh(at_s, limit)
        self._settle(at_s)
        return shot

    def frame_counts(self):
        """Return {address: frames} of everything sent so far, built on demand."""
        counted = dict(self._wire.counted)
        for address in frame_addresses():
            counted[address] = counted.get(address, 0) + self.block.runs
        return counted

    def _weigh(self, at_s, limit):
        """Judge the chip by the block that was just read."""
        if not self._is_well() and not self._recovers(at_s):
            return
        if self.trouble is not None:
            self._note_gap(at_s)  # it was reset, and only the proof of it was spoilt
        if self._seen_at_s is not None and not self._shot.flags & GAP:
            self.balance.check(max(at_s - self._seen_at_s, 1), limit)
        words = self._shot.words
        if words[W_CHANGE] or words[W_CHANGE + 1]:
            self._acknowledge()
        self._silent = 0
        self._seen_at_s = at_s

    def _is_well(self):
        """The block alone shows an answering, metering, unaltered chip."""
        words = self._shot.words
        return (
            words[W_MAP_AGAIN] == self._map
            and words[W_METER_EN] & 0xFF
            and not words[W_CRC_STATUS]
            and words[W_CRC_DIGEST] == self.digest
        )

    def _recovers(self, at_s):
        """Confirm what the block made suspect, and cure it; False if the chip is not back."""
        if not self._answers():
            self._silent += 1
            self._shot.flags |= NO_ANSWER
            return False
        flag, cause = self._ailment()
        if flag:
            flag, cause = self._ailment()  # a reset is not done on one look
        if not flag:
            self._shot.flags |= REPAIRED  # only a frame was hit
            return True
        self._shot.flags |= flag
        return self._restarts(at_s, cause)

    def _ailment(self):
        """Return (flag, cause) of what is wrong, each the majority of three reads."""
        wire = self._wire
        if not wire.read(METER_EN) & 0xFF:
            return METER_OFF, "metering was off"
        if wire.read(CRC_STATUS):
            return CRC_ERROR, "configuration damaged"
        if wire.read(CRC_DIGEST) != self.digest or wire.read(MAP_U) != self._map:
            return CRC_ERROR, "configuration altered"
        return 0, None

    def _restarts(self, at_s, cause):
        self._cause = cause
        try:
            self.configure()
        except DriverError:
            return False
        self._note_gap(at_s)
        return True

    def _note_gap(self, at_s):
        since_s = at_s if self._seen_at_s is None else self._seen_at_s
        self.gap = (since_s, at_s, self._cause)
        self.trouble = None
        self._fresh = True
        self._shot.flags |= GAP

    def _wait_for_answer(self):
        """Note one more silent second; nothing was read, so nothing is lost by raising."""
        counts = self._shot.counts
        for index in range(len(counts)):
            counts[index] = 0
        self._shot.flags |= NO_ANSWER
        self._silent += 1
        if self._silent >= _SILENT_MAX:
            raise ChipLost(
                "ATM90E32: no answer %d times; ChannelMapU reads 0x%04X, expected 0x%04X; "
                "check supply, PM pins and wiring" % (self._silent, self._wire.word(0), self._map)
            )

    def _acknowledge(self):
        """Clear exactly the change flags that two readings agree on; later ones stay."""
        words = self._shot.words
        wire = self._wire
        if self._shot.flags & GAP:
            return  # the reset has cleared them
        wire.ask(MAP_U, INT_STATE0, INT_STATE0 + 1, LAST)
        for i in (0, 1):
            words[W_CHANGE + i] &= wire.word(1 + i)
        for i in (0, 1):
            if words[W_CHANGE + i]:
                wire.tell(INT_STATE0 + i, words[W_CHANGE + i])

    def _answers(self):
        """True if any register whose value is known reads as configured, or as after a reset.

        The channel map alone would not do: a chip in which it was altered would be taken for a
        dead bus, which nobody reconfigures.
        """
        read = self._wire.read
        return read(MAP_U) == _MAP_U_RESET or any(read(at) == value for at, value in self._known)

    def _is_as_left(self, digest):
        wire = self._wire
        return bool(
            self._answers()
            and wire.read(METER_EN) & 0xFF
            and not wire.read(CRC_STATUS)
            and wire.read(CRC_DIGEST) == digest
        )

    def _settle(self, at_s):
        """Flag the seconds in which the averages are not yet filled."""
        if self._fresh:
            self._fresh = False
            self._settled_at_s = at_s + _SETTLING_S
        if self._settled_at_s is None:
            return
        if at_s < self._settled_at_s:
            self._shot.flags |= SETTLING
        else:
            self._settled_at_s = None

    def _count_limit(self, at_s):
        """The most that a register can have counted since it was last read."""
        if self._seen_at_s is None or not self._counts_per_s:
            return _COUNT_MAX
        elapsed_s = min(at_s - self._seen_at_s + 1, 1000)
        return min(self._counts_per_s * elapsed_s + 16, _COUNT_MAX)


def _configured(rows, wanted, default):
    for _, name, value in rows:
        if name == wanted:
            return value
    return default


def _signs_of_life(rows):
    """Return (address, value) of configured registers that no dead bus imitates."""
    return tuple(
        (address, value)
        for _, name, address, _, value in rows
        if name in _SIGNS_OF_LIFE and value not in (0x0000, 0xFFFF)
    )


def _summed_phases(rows):
    """Return the phases (1 to 3) that MMode0 sums up; none if it sums absolutes (DS 56)."""
    mode = _configured(rows, "MMode0", 0x0087)
    if mode & 0x18:
        return ()
    return tuple(phase for phase in (1, 2, 3) if mode >> (3 - phase) & 1)


def _pl_constant(rows):
    high = _configured(rows, "PLconstH", 0x0861)
    return (high << 16 | _configured(rows, "PLconstL", 0xC468)) or 1
