"""Places that are worn, writes that are dropped or go astray, readings that are spoilt."""

from firmware.journal.journal import NotStored
from tests.expect import raises
from tests.fakes import Memory
from tests.stored_state import BASE, BYTES, END, PITCH, found_in, store_on, wiped

HEAP_KIB = 320  # sources are compiled here, and a memory is copied whole


class Worn(Memory):
    """A memory in which some places do not hold what is written to them."""

    def __init__(self):
        super().__init__()
        self.worn = ()

    def write(self, address, buf):
        super().write(address, buf)
        for at in self.worn:
            if address <= at < address + len(buf):
                self.bytes[at] ^= 0x20


def test_a_place_that_does_not_hold_a_frame_is_passed_over():
    memory = Worn()
    for place in (0, 40, BYTES - 40, BYTES - 1):
        memory.worn = ()
        wiped(memory)
        state, store = store_on(memory)
        memory.worn = (BASE + 4 * PITCH + place, BASE + 5 * PITCH + place)
        for number in range(150):
            state.balance_u = number
            assert store.commit()
            assert number % 7 or found_in(memory)[0] == number
        assert (store.unstored, store.ring.refused) == (0, 6)


def test_where_three_places_do_not_hold_it_nothing_older_is_lost_and_it_is_said():
    memory = Worn()
    state, store = store_on(memory)
    for number in range(10):
        state.balance_u = number
        store.commit()
    memory.worn = range(BASE, END, 50)
    state.balance_u = 10
    for _ in range(100):
        assert not store.commit()
    assert "does not hold what is written" in str(raises(NotStored, store.secure))
    assert raises(NotStored, store.expect_stored)
    assert (store.unstored, store.ring.refused) == (102, 306)
    assert found_in(memory)[0] == 9
    memory.worn = ()
    store.expect_stored()
    assert found_in(memory) == (10, 0)
    store.expect_stored()
    assert store.sequence == 114, "and it is not stored again"


class Settled:
    changed = False


def test_what_carries_money_is_read_back_whole_and_a_mere_second_at_its_end():
    memory = Worn()
    state, store = store_on(memory)
    store._settled = settled = Settled()
    memory.worn = range(BASE + 40, END, PITCH)
    assert store.commit()
    settled.changed = True
    assert not store.commit()
    settled.changed = False
    memory.worn = range(BASE + BYTES - 1, END, PITCH)
    assert not store.commit()


class Deaf(Memory):
    """A memory that takes nothing while it is write-protected."""

    protected = False

    def write(self, address, buf):
        if not self.protected:
            super().write(address, buf)


def test_a_write_that_never_came_to_the_memory_is_noticed_and_done_again():
    memory = Deaf()
    state, store = store_on(memory)
    state.balance_u = 1
    store.commit()
    memory.protected = True
    state.balance_u = 2
    assert not store.commit()
    assert found_in(memory) == (1, 0)
    memory.protected = False
    assert store.commit()
    assert found_in(memory) == (2, 0)


class Stray(Memory):
    """A memory whose next write goes elsewhere."""

    by = 0

    def write(self, address, buf):
        super().write(address + self.by, buf)
        self.by = 0


def test_a_write_that_went_astray_is_done_again():
    memory = Stray()
    for by in (-PITCH, PITCH, 64, -64, 10 * PITCH, 0x2000):
        state, store = store_on(wiped(memory))
        for number in range(20):
            state.balance_u = number
            assert store.commit()
        memory.by = by
        state.balance_u = 20
        assert store.commit()
        assert store.ring.refused == 1
        assert found_in(memory)[0] == 20


class Flaky(Memory):
    """A memory of which some readings are spoilt by the bus."""

    def __init__(self, spoilt):
        super().__init__()
        self.spoilt = spoilt

    def read(self, address, buf):
        super().read(address, buf)
        if self.spoilt and any(buf):
            self.spoilt -= 1
            buf[5] ^= 0x10


def test_a_reading_that_the_bus_spoilt_is_read_again():
    memory = Flaky(0)
    state, store = store_on(memory)
    state.balance_u = 77
    store.commit()
    for spoilt in (1, 2):
        memory.spoilt = spoilt
        again, reader = store_on(memory)
        assert reader.load()
        assert again.balance_u == 77
    memory.spoilt = 2
    state.balance_u = 78
    assert store.commit()
    assert (store.ring.refused, store.sequence) == (0, 2), "it was only read again"
