"""Stand-ins that device tests share, on CPython and MicroPython alike."""

from array import array

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


class PowerCut(Exception):
    pass


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
