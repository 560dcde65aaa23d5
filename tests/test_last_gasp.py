"""The last gasp: an interrupt writes it without memory, a start takes it over where it fits."""

from drivers.fram import FRAM
from firmware.last_gasp import PLACE, RECORD_BYTES, LastGasp
from firmware.rescue import found
from tests.expect import allocates_nothing
from tests.fakes import Snapshot

UTC_S = 1516201200
SEQUENCE, BOOTS = 123456, 7


class Bus:
    """A FRAM with its write latch; `interrupt` comes before the transfer of that number."""

    def __init__(self):
        self.bytes = bytearray(32768)
        self.latched = False
        self.transfers = 0
        self.at = -1
        self.interrupt = None
        self.in_use = False
        self.keeps = 1000

    def write(self, tx):
        self._begin()
        if tx[0] == 0x06:
            self.latched = True
        elif tx[0] == 0x02 and self.latched:
            self.latched = False
            at = tx[1] << 8 | tx[2]
            for k in range(min(len(tx) - 3, self.keeps)):
                self.bytes[at + k] = tx[3 + k]
        self.in_use = False

    def exchange(self, tx, rx):
        self._begin()
        at = tx[1] << 8 | tx[2]
        for k in range(len(rx) - 3):
            rx[3 + k] = self.bytes[at + k]
        self.in_use = False

    def _begin(self):
        assert not self.in_use, "a transfer in the middle of another"
        self.transfers += 1
        self.in_use = True
        if self.transfers == self.at:
            self.interrupt()


class Rig:
    def __init__(self):
        self.bus = Bus()
        self.memory = FRAM(self.bus)
        self.gasp = LastGasp(self.memory)
        self.bus.interrupt = self.gasp.fire

    def arm(self, snapshot=None, sequence=SEQUENCE):
        self.gasp.arm(snapshot or a_snapshot(), UTC_S, sequence, BOOTS)

    def found(self, sequence=SEQUENCE, boots=BOOTS):
        return found(FRAM(self.bus), sequence, boots)


def a_snapshot(exporting=False):
    snapshot = Snapshot(exporting, p_t=600, p_a=200, p_b=200, p_c=199)
    snapshot.counts[35] = 65535
    return snapshot


def test_what_was_read_and_is_not_stored_is_written_by_the_interrupt():
    rig = Rig()
    rig.arm()
    assert rig.found() is None
    rig.gasp.fire()
    utc_s, reading = rig.found()
    assert (utc_s, list(reading.counts)) == (UTC_S, list(a_snapshot().counts))


def test_which_way_power_flows_is_kept():
    for exporting in (False, True):
        rig = Rig()
        rig.arm(a_snapshot(exporting))
        rig.gasp.fire()
        assert [rig.found()[1].power_is_export(scope) for scope in range(4)] == [exporting] * 4


def test_the_interrupt_takes_no_memory():
    rig = Rig()
    rig.gasp.clear()
    rig.arm()
    fire = rig.gasp.fire
    allocates_nothing(fire)
    assert rig.found() is not None
    rig.gasp.disarm()
    allocates_nothing(fire)


def test_one_that_comes_before_the_record_is_ready_has_it_written_then():
    rig = Rig()
    rig.gasp.fire()
    assert rig.bus.transfers == 0
    rig.arm()
    assert rig.found() is not None


def test_what_is_stored_is_not_written():
    rig = Rig()
    rig.arm()
    rig.gasp.disarm()
    rig.gasp.fire()
    assert rig.bus.transfers == 0
    rig.gasp.disarm()
    rig.arm()
    assert rig.found() is None, "a supply that has come back has not failed"


def test_it_belongs_to_one_state_only():
    rig = Rig()
    rig.arm()
    rig.gasp.fire()
    for sequence, boots in ((SEQUENCE + 1, BOOTS), (SEQUENCE - 1, BOOTS), (SEQUENCE, BOOTS + 1)):
        assert rig.found(sequence, boots) is None
    rig.gasp.clear()
    assert rig.found() is None


def test_a_record_with_any_bit_flipped_is_none():
    rig = Rig()
    rig.arm()
    rig.gasp.fire()
    for bit in range(8 * RECORD_BYTES):
        rig.bus.bytes[PLACE + bit // 8] ^= 1 << bit % 8
        assert rig.found() is None, bit
        rig.bus.bytes[PLACE + bit // 8] ^= 1 << bit % 8
    assert rig.found() is not None


def test_a_record_that_is_cut_at_any_byte_is_none():
    for keeps in range(RECORD_BYTES):
        rig = Rig()
        rig.arm(sequence=SEQUENCE - 1)
        rig.gasp.fire()
        rig.gasp.disarm()
        rig.arm(Snapshot(p_t=5))
        rig.bus.keeps = keeps
        rig.gasp.fire()
        assert rig.found() is None, keeps
        assert keeps < 5 or rig.found(SEQUENCE - 1) is None


def test_a_memory_of_noise_holds_no_record():
    for byte in (0, 0xFF, 0x4C, 0x47):
        rig = Rig()
        for at in range(PLACE, 32768):
            rig.bus.bytes[at] = byte
        assert rig.found() is None and rig.found(0, 0) is None


def test_an_interrupt_between_any_two_transfers_spoils_none_of_them():
    """It waits for the bus; the latch of the write that it hit is not used up."""
    for at in range(1, 6):
        rig = Rig()
        rig.arm()
        rig.bus.at = at
        rig.memory.write(0x100, b"frame")
        back = bytearray(5)
        rig.memory.read(0x100, back)
        assert back == b"frame", at
        if at <= 3:
            assert rig.found() is not None, at
        assert not rig.bus.in_use


def test_one_in_the_middle_of_another_interrupts_write_is_written_too():
    rig = Rig()
    rig.arm()
    rig.bus.at = 4
    rig.bus.interrupt = rig.gasp.fire
    rig.gasp.fire()
    rig.memory.write(0x100, b"frame")
    assert rig.found() is not None
    assert bytes(rig.bus.bytes[0x100:0x105]) == b"frame"
