"""The log of events: what happened, what lasts, and for how long."""

from struct import unpack_from

from firmware import event_memory
from firmware.event_kinds import (
    BILL_CLOSED,
    CREDIT_LOADED,
    EVENTS_ALTERED,
    EVENTS_LOST,
    EVENTS_OVERFLOW,
    SAG_A,
    SAG_B,
)
from firmware.event_log import BEGAN, ENDED
from firmware.event_memory import BASE, INDEX_AT, INDEX_END, SLOTS
from firmware.event_record import LAYOUT
from tests.event_scene import Scene
from tests.expect import allocates_nothing

HEAP_KIB = 640  # the simulated chips, and sources that are compiled here


def fields_of(record):
    return unpack_from(LAYOUT, record, 0)


def kinds_of(scene):
    return [fields_of(record)[1] for record in scene.records()]


def test_what_is_noted_is_numbered_and_told_once_it_is_stored():
    scene = Scene()
    scene.log.note(CREDIT_LOADED, 12)
    assert (scene.log.number, scene.log.told) == (1, 0)
    scene.commit()
    scene.log.note(BILL_CLOSED)
    assert scene.log.told == 1
    assert scene.log.recent == [
        (1, CREDIT_LOADED, 0, 1600000000, 0, 12),
        (2, BILL_CLOSED, 0, 1600000000, 0, 0),
    ]
    scene.commit()
    assert scene.log.told == 2


def test_what_was_noted_after_the_state_was_packed_is_not_told_with_it():
    scene = Scene()
    scene.log.note(CREDIT_LOADED)
    scene.state.commit()
    scene.log.note(BILL_CLOSED)
    scene.log.stored()
    assert (scene.log.number, scene.log.told, scene.log.archived) == (2, 1, 1)
    scene.restart()
    assert kinds_of(scene) == [CREDIT_LOADED]


def test_a_record_holds_both_times_energy_balance_and_how_often():
    scene = Scene()
    for value in (-3, 1 << 62):
        scene.moment.passes(10)
        scene.log.note(CREDIT_LOADED, value)
    scene.commit()
    first, second = [fields_of(record) for record in scene.records()]
    assert first == (1, CREDIT_LOADED, 0, 0, 1600000010, 110, 0, -3, 5000, -7, 1)
    assert second == (2, CREDIT_LOADED, 0, 1, 1600000020, 120, 0, 1 << 62, 5000, -7, 2)


def test_a_sum_that_is_too_large_counts_as_the_largest():
    scene = Scene()
    scene.moment.balance_u = -(1 << 80)
    scene.log.note(BILL_CLOSED, 1 << 70)
    scene.commit()
    fields = fields_of(scene.records()[0])
    assert (fields[7], fields[9]) == ((1 << 63) - 1, -(1 << 63))


def test_what_lasts_is_told_at_its_begin_and_at_its_end():
    scene = Scene()
    log = scene.log
    log.begin(SAG_A, 180000)
    log.begin(SAG_A, 170000)
    assert log.lasts(SAG_A)
    assert not log.lasts(SAG_B)
    scene.commit()
    scene.moment.passes(25)
    log.end(SAG_A, 160000)
    log.end(SAG_A)
    scene.commit()
    began, ended = [fields_of(record) for record in scene.records()]
    assert began[1:8] == (SAG_A, BEGAN, 0, 1600000000, 100, 0, 180000)
    assert ended[1:8] == (SAG_A, ENDED, 1, 1600000000, 100, 25, 160000)
    assert scene.count(SAG_A) == 1


def test_what_lasts_goes_on_over_a_start_and_is_not_begun_again():
    scene = Scene()
    scene.log.begin(SAG_A, 180000)
    scene.commit()
    scene.moment.passes(7)
    scene.restart()
    scene.log.begin(SAG_A, 1)
    scene.moment.passes(3)
    scene.log.end(SAG_A)
    scene.commit()
    assert [fields_of(record)[2] for record in scene.records()] == [BEGAN, ENDED]
    assert fields_of(scene.records()[1])[6:8] == (10, 180000)


def test_the_last_ten_of_a_kind_are_read_without_those_between():
    scene = Scene()
    for value in range(40):
        scene.log.note(CREDIT_LOADED if value % 3 else BILL_CLOSED, value)
        scene.commit()
    found = [fields[7] for fields in scene.log.with_memory("last_of", BILL_CLOSED)]
    assert found == [39, 36, 33, 30, 27, 24, 21, 18, 15, 12]
    assert scene.count(BILL_CLOSED) == 14
    scene.restart()
    assert [fields[7] for fields in scene.log.with_memory("last_of", BILL_CLOSED)] == found
    assert scene.log.with_memory("last_of", SAG_A) == []


def test_totals_outlast_the_records():
    scene = Scene(sectors=3)
    scene.log.note(BILL_CLOSED)
    scene.commit()
    for _ in range(200):
        scene.load_credit()
    scene.restart()
    assert scene.log.with_memory("last_of", BILL_CLOSED) == []
    assert (scene.count(BILL_CLOSED), scene.count(CREDIT_LOADED)) == (1, 200)
    scene.log.note(BILL_CLOSED)
    scene.commit()
    assert scene.count(BILL_CLOSED) == 2


def test_without_a_flash_the_last_ones_are_kept():
    scene = Scene(sectors=0)
    for _ in range(40):
        scene.load_credit()
    scene.restart()
    found = [fields_of(record)[0] for record in scene.records()]
    assert found == list(range(41 - SLOTS, 41))
    assert scene.count(CREDIT_LOADED) == 40


def test_a_flash_that_comes_late_gets_what_is_there():
    scene = Scene()
    scene.flash.flash.works = False
    for _ in range(SLOTS - 1):
        scene.load_credit()
    scene.flash.flash.start()
    scene.load_credit()
    assert scene.log.archived == SLOTS
    for _ in range(SLOTS):
        scene.load_credit()
    assert len(scene.records()) == 2 * SLOTS


def test_what_a_flash_missed_is_an_event():
    scene = Scene()
    scene.load_credit()
    scene.flash.flash.works = False
    for _ in range(SLOTS + 4):
        scene.load_credit()
    scene.flash.flash.start()
    for _ in range(3):
        scene.commit()
    last = fields_of(scene.records()[-1])
    assert (last[1], last[7]) == (EVENTS_LOST, 4)
    assert kinds_of(scene).count(EVENTS_LOST) == 1
    scene.restart()
    assert scene.memory.place_of(1) >= 0
    assert scene.memory.place_of(2) == -1
    assert scene.memory.place_of(20) >= 0


def test_more_than_can_be_kept_until_the_state_is_stored_are_counted():
    scene = Scene()
    for _ in range(SLOTS + 5):
        scene.log.note(CREDIT_LOADED)
    scene.commit()
    scene.commit()
    last = fields_of(scene.records()[-1])
    assert (last[0], last[1], last[7]) == (SLOTS, EVENTS_LOST, 6)


def test_unread_events_that_are_overwritten_are_told_once():
    scene = Scene(sectors=4)
    for _ in range(120):
        scene.load_credit()
    assert EVENTS_OVERFLOW not in kinds_of(scene)
    for _ in range(100):
        scene.load_credit()
    assert scene.count(EVENTS_OVERFLOW) == 1
    scene.restart()
    ring = scene.log.ring
    ring.mark_read(ring.next)
    for _ in range(60):
        scene.load_credit()
    assert scene.count(EVENTS_OVERFLOW) == 1
    for _ in range(140):
        scene.load_credit()
    assert scene.count(EVENTS_OVERFLOW) == 2


def test_a_record_that_is_not_the_one_of_the_stored_state_is_an_event():
    scene = Scene(sectors=0)
    for _ in range(5):
        scene.load_credit()
    scene.chip.memory[BASE + 5 * 64 + 20] ^= 1
    scene.restart()
    scene.commit()
    last = fields_of(scene.records()[-1])
    assert (last[1], last[7]) == (EVENTS_ALTERED, 5)


def test_a_spoilt_index_is_found_out_anew():
    scene = Scene()
    for _ in range(3 * SLOTS):
        scene.load_credit()
    scene.log.note(SAG_B)
    scene.commit()
    for _ in range(SLOTS):
        scene.load_credit()
    for place in range(INDEX_AT, INDEX_END):
        scene.chip.memory[place] ^= 0x5A
    scene.restart()
    assert scene.count(SAG_B) == 1
    assert scene.count(CREDIT_LOADED) == 4 * SLOTS
    assert len(scene.log.with_memory("last_of", CREDIT_LOADED)) == 10


def test_a_state_that_is_lost_loses_no_event():
    for sectors in (4, 0):
        scene = Scene(sectors)
        for _ in range(SLOTS - 2):
            scene.load_credit()
        for place in range(128):
            scene.chip.memory[place] = 0xA5
        scene.restart()
        assert (scene.state.done, scene.log.told) == (0, SLOTS - 2)
        scene.load_credit()
        assert len(scene.records()) == SLOTS - 1


def test_a_quiet_second_takes_no_memory():
    scene = Scene()
    for _ in range(3):
        scene.load_credit()
    frame = bytearray(scene.log.size)

    def second():
        scene.log.pack_into(frame, 0)
        scene.log.stored()

    allocates_nothing(second)


def test_an_event_for_which_there_is_no_memory_leaves_the_log_as_it_was():
    """Wherever memory runs out in writing it; what was dropped is told later."""
    scene = Scene()
    scene.load_credit()
    for point in ("pack", "seal", "take_chain"):
        real = getattr(event_memory, point)

        def fails(*given):
            raise MemoryError

        setattr(event_memory, point, fails)
        before = scene.log.number, bytes(scene.log.chain), len(scene.log.recent)
        scene.log.begin(SAG_A)
        setattr(event_memory, point, real)
        assert (scene.log.number, bytes(scene.log.chain)) == before[:2]
        assert not scene.log.lasts(SAG_A)
    scene.commit()
    scene.commit()
    last = fields_of(scene.records()[-1])
    assert (last[0], last[1], last[7]) == (2, EVENTS_LOST, 3)
    scene.load_credit()
    assert len(scene.records()) == 3
