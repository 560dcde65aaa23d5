"""Stand-ins that device tests share, on CPython and MicroPython alike."""

from array import array

from drivers.ds3231 import LAST_UTC_S
from drivers.ds3231 import _decoded as decoded
from drivers.ds3231 import _encoded as encoded_before_2100

SIZE = 32768


class Memory:
    """A FRAM as its driver shows it; `cut_after` bytes more and the power is gone."""

    def __init__(self):
        self.bytes = bytearray(SIZE)
        self.size = SIZE
        self.cut_after = None

    def read(self, address, buf):
        buf[:] = self.bytes[address : address + len(buf)]

    def write(self, address, buf):
        for byte in buf:
            if self.cut_after is not None:
                if not self.cut_after:
                    raise PowerCut
                self.cut_after -= 1
            self.bytes[address] = byte
            address += 1

    def write_in_place(self, address, buf):
        self.write(address, memoryview(buf)[3:])


def encoded(utc_s):
    """The chip's time registers; behind 2099 its century bit is set."""
    if utc_s <= LAST_UTC_S:
        return encoded_before_2100(utc_s)
    return bytes((0, 0, 0, 1, 1, 0x81, 0))


class PowerCut(Exception):
    pass


class ClockChip:
    """A DS3231 at its I2C verbs, whose time a test lets go on (`ms`), or take away."""

    def __init__(self, start_s):
        self.start_s = start_s
        self.ms = 0
        self.stopped = self.garbled = self.absent = False
        self.trimmed = 0

    def readfrom_mem_into(self, address, place, buf):
        if self.absent:
            raise OSError(19)
        registers = bytearray(19)
        registers[:7] = encoded(self.start_s + self.ms // 1000)
        registers[15] = 0x80 if self.stopped else 0
        registers[16] = self.trimmed
        if self.garbled:
            registers[:7] = b"\x5a" * 7
        buf[:] = registers[place : place + len(buf)]

    def writeto_mem(self, address, place, buf):
        if self.absent:
            raise OSError(19)
        if place == 0:
            self.start_s, self.ms = decoded(buf), 0
        elif place == 15:
            self.stopped = self.stopped and bool(buf[0] & 0x80)
        else:
            self.trimmed = buf[0]


class Snapshot:
    """Counts of one reading; `exporting` says which way power flows where nothing was counted."""

    def __init__(self, exporting=False, **counts):
        self.counts = array("H", [0] * 36)
        self.exporting = exporting
        for name, count in counts.items():
            self.counts[KINDS.index(name[:-2]) * 4 + "tabc".index(name[-1])] = count

    def power_is_export(self, phase):
        return self.exporting


KINDS = ("p", "p_minus", "q", "q_minus", "s", "p1", "p1_minus", "ph", "ph_minus")


class Registers:
    """Energy registers of which a test sets the totals."""

    def __init__(self):
        self.mwh = [0] * 44

    def draw(self, mwh):
        self.mwh[0] += mwh


class Ring:
    """A ring of records in memory, of which the newest `capacity` are kept; `full` takes none."""

    body_bytes = 56

    def __init__(self, capacity=1 << 30):
        self.capacity = capacity
        self.bodies = {}
        self.next = self.read_to = self.lost = 0
        self.full = False

    @property
    def newest(self):
        return self.next - 1

    @property
    def oldest(self):
        return max(0, self.next - self.capacity)

    def append_now(self, body):
        if self.full:
            return -1
        self.bodies[self.next] = bytes(body)
        self.next += 1
        return self.newest

    def read(self, sequence, body):
        if sequence < self.oldest or sequence not in self.bodies:
            return False
        body[:] = self.bodies[sequence]
        return True


def told(profile, start_s):
    """(covered seconds, flags, energies) of the interval that began then, or None."""
    record = profile.record_at(start_s)
    return record and (record.covered_s, record.flags, tuple(record.energies_mwh))
