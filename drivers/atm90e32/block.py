"""The block of frames that fills a snapshot, and the judgement of what came back.

Every energy register is read once and clears itself, so the read is followed by two reads of
LastSPIData, which holds what the chip answered (DS 31, 65). Three witnesses V, L1, L2 and the
word S that was read just before, which LastSPIData still holds if the read never arrived:

    V = L1 = L2                 the count
    V = L1 or V = L2            the count; one witness was hit
    L1 = L2 = S                 the read never reached the chip, which keeps its count: read again
    L1 = L2, LastSPIData dead   V: the witnesses are no witnesses (see `_last_is_dead`); doubtful
    L1 = L2, a suspect word     what the first witness reads when its own address was hit (the
                                registers one bit from 0x78), or the line was stuck: whichever of
                                V and L is nearer to the count of the second before; doubtful. So
                                a stuck zero never replaces a good count, nor does a hit on an
                                idle register make one
    L1 = L2, any other word     L: the answer was hit on its way
    all differ                  bit by bit what two of the three say, or nothing if that is
                                beyond the plausible; doubtful

What three witnesses cannot see, balance.py does.

A count above what the load can reach is no count, whoever agrees on it, nor is 0xFFFF, which is
what a bus without a chip says. It is withheld, and doubtful; the sums may bring back the true one.

Nothing here allocates unless a repair is needed.
"""

from drivers.atm90e32 import frames
from drivers.atm90e32.layout import (
    ENERGIES,
    FRAMES,
    MAP_U,
    PAIRS_END,
    W_CRC_DIGEST,
    W_FREQUENCY,
    W_MAP_AGAIN,
    W_MAP_WITNESS,
    WORD_ADDRESSES,
    WORDS,
    energy_address,
    frame_addresses,
)
from drivers.atm90e32.snapshot import DOUBTFUL, IMPLAUSIBLE, REPAIRED, TORN, TORN_REPAIRED
from drivers.compat import const

_PAIR_TRIES = const(3)  # a second update within a millisecond of the first is a broken chip


class Block:
    """The prepared frames of one snapshot: `run` fills `shot`, its old counts go to `before`.

    `neighbours` are the values of configuration registers one address bit from LastSPIData.
    """

    def __init__(self, bus, wire, shot, before, neighbours):
        self.runs = 0
        self.repaired = 0  # frames hit and made good
        self.doubtful = 0  # counts guessed or withheld
        self.torn = 0  # pairs read again
        self._bus = bus
        self._limit = 0
        self._wire = wire
        self._shot = shot
        self._before = before
        self._neighbours = neighbours
        self._tx = bytearray(4 * FRAMES)
        self._rx = bytearray(4 * FRAMES)
        for frame, address in enumerate(frame_addresses()):
            frames.put_read(self._tx, frame, address)

    def run(self, limit):
        """Read the chip into the snapshot; `limit` is the largest plausible count."""
        self.runs += 1
        self._limit = limit
        self._bus.exchange(self._tx, self._rx)
        self._take_words()
        self._take_energies()
        self._mend_pairs()

    def _take_words(self):
        words = self._shot.words
        rx = self._rx
        at = 2
        for word in range(ENERGIES):
            words[word] = rx[at] << 8 | rx[at + 1]
            at += 16
        for word in range(ENERGIES, WORDS):
            words[word] = rx[at] << 8 | rx[at + 1]
            at += 4

    def _take_energies(self):
        counts = self._shot.counts
        before = self._before
        limit = self._limit
        rx = self._rx
        at = 6
        for index in range(ENERGIES):
            before[index] = counts[index]
            high = rx[at]
            low = rx[at + 1]
            if high == rx[at + 4] == rx[at + 8] and low == rx[at + 5] == rx[at + 9]:
                count = high << 8 | low
            else:
                count = self._judge(index)
            if count > limit:
                count = self._excessive(count)
            counts[index] = count
            at += 16

    def _excessive(self, count):
        """Withhold a count that the load cannot reach, and 0xFFFF, which no chip says."""
        if count != 0xFFFF:
            self._shot.flags |= IMPLAUSIBLE
        return self._doubt(0)

    def _judge(self, index):
        """Decide between three witnesses that disagree (see the head of this file)."""
        frame = 4 * index + 1
        value = frames.get(self._rx, frame)
        one = frames.get(self._rx, frame + 1)
        two = frames.get(self._rx, frame + 2)
        if value in (one, two):
            return self._repair(value)
        if one == two:
            return self._against_last(index, value, one)
        count = frames.majority(value, one, two)
        return self._doubt(count if count <= self._limit else 0)

    def _against_last(self, index, value, last):
        if last == self._shot.words[index]:
            return self._read_again(index)
        if self._last_is_dead():
            return self._doubt(value)
        if not self._is_suspect(last):
            return self._repair(last)
        before = self._before[index]
        return self._doubt(value if abs(value - before) < abs(last - before) else last)

    def _is_suspect(self, last):
        words = self._shot.words
        if last in (0x0000, 0xFFFF, words[W_CRC_DIGEST], words[W_FREQUENCY]):
            return True
        return last in self._neighbours

    def _last_is_dead(self):
        """LastSPIData did not hold what was read just before it, at the end of the block."""
        words = self._shot.words
        return words[W_MAP_AGAIN] == words[0] != words[W_MAP_WITNESS]

    def _read_again(self, index):
        """Fetch a count that is still in the chip; leave it there if that fails too."""
        count = self._wire.take(energy_address(index))
        return self._doubt(0) if count is None else self._repair(count)

    def _mend_pairs(self):
        words = self._shot.words
        word = 1
        while word < PAIRS_END:
            if words[word] != words[word + 2]:
                self._mend_pair(word)
            word += 3

    def _mend_pair(self, word):
        """Read high, low, high again until both high words agree."""
        words = self._shot.words
        wire = self._wire
        high = WORD_ADDRESSES[word]
        self.torn += 1
        for _ in range(_PAIR_TRIES):
            wire.ask(MAP_U, high, WORD_ADDRESSES[word + 1], high)
            if wire.word(1) == wire.word(3):
                words[word] = words[word + 2] = wire.word(1)
                words[word + 1] = wire.word(2)
                self._shot.flags |= TORN_REPAIRED
                return
        self._shot.flags |= TORN

    def _repair(self, count):
        self.repaired += 1
        self._shot.flags |= REPAIRED
        return count

    def _doubt(self, count):
        self.doubtful += 1
        self._shot.flags |= DOUBTFUL
        return count
