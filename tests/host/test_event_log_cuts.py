"""A cut at any byte: no event that was told is lost or doubled, and the chain holds over it."""

import random

import pytest

from firmware.event_kinds import CREDIT_LOADED, EVENTS_OVERFLOW
from firmware.event_memory import BASE, SLOTS
from host.event_chain import complaints, event_of
from host.simulator.memory_faults import Cut, Dropped, Flipped, PowerCut, Torn
from tests.event_scene import FRAME_BYTES, Scene

STEPS = 3
MOST = SLOTS + STEPS + 2
"""Records that are looked at: all in FRAM, and some that are only in the flash."""


def grown(events, sectors=4):
    """A scene in which so many events have happened."""
    scene = Scene(sectors)
    for _ in range(events):
        scene.load_credit()
    return scene


@pytest.fixture(scope="module", params=[5, 62, 318], ids="event {}".format)
def before(request):
    """On fresh sectors, over the edge of one, and where the ring has run round."""
    return grown(request.param)


def copied(before):
    """A meter whose chips hold the same."""
    scene = Scene(4 if before.flash else 0)
    for name, chip in memories(scene).items():
        chip.memory[:] = memories(before)[name].memory
    scene.restart()
    return scene


def memories(scene):
    found = {"fram": scene.chip}
    return {**found, "flash": scene.flash.chip} if scene.flash else found


def lengths_of(scene):
    """{memory: bytes of each write} that the steps make."""
    found = {}
    for name, chip in memories(scene).items():
        found[name] = spy = []
        write = chip.faults.write

        def noted(memory, address, change, length, write=write, spy=spy):
            spy.append(length)
            write(memory, address, change, length)

        chip.faults.write = noted
    for _ in range(STEPS):
        scene.load_credit()
    return found


def live(scene):
    """Live through the steps, or up to a cut; how many were told."""
    told = scene.state.done
    try:
        for _ in range(STEPS):
            scene.load_credit()
            told += 1
    except PowerCut:
        scene.restart()
    return told


def check(scene, told):
    """What was told is there, once; what has an effect has an event, and the chain holds."""
    assert told <= scene.state.done <= told + 1
    records = scene.records(MOST)
    events = [event_of(record) for record in records]
    assert len(events) == min(MOST, scene.log.told)
    values = [event.value for event in events if event.kind != EVENTS_OVERFLOW]
    assert values == list(range(scene.state.done - len(values) + 1, scene.state.done + 1))
    assert len(events) - len(values) <= 1
    assert not list(complaints(records, None if events[0].number > 1 else bytes(8)))
    assert scene.count(CREDIT_LOADED) == scene.state.done


def goes_on(scene):
    """After that another event happens, and all is well again."""
    scene.load_credit()
    check(scene, scene.state.done)


def cuts(lengths):
    """Every write with every byte that it can be cut behind, and one torn in between."""
    for name, writes in lengths.items():
        for number, length in enumerate(writes):
            step = 1 if name == "fram" else 3 if length <= 256 else 397
            for bits in range(0, length * 8 + 1, 8 * step):
                yield name, number, Cut(bits)
            yield name, number, Torn(number)
            yield name, number, Cut(length * 4 + 3)


def planned(before, name, number, fault):
    scene = copied(before)
    faults = memories(scene)[name].faults
    faults.plan(faults.writes + number, fault)
    return scene


def test_a_cut_anywhere_loses_and_doubles_nothing(before):
    tried = 0
    for name, number, fault in cuts(lengths_of(copied(before))):
        scene = planned(before, name, number, fault)
        told = live(scene)
        check(scene, told)
        goes_on(scene)
        tried += 1
    assert tried > 500


def test_two_cuts_are_no_worse_than_one(before):
    chance = random.Random(5)
    every = list(cuts(lengths_of(copied(before))))
    for name, number, fault in chance.sample(every, 150):
        scene = planned(before, name, number, fault)
        second = memories(scene)[chance.choice(("fram", "fram", "flash"))].faults
        second.plan(second.writes + number + chance.randrange(1, 9), Cut(chance.randrange(520)))
        told = live(scene)
        check(scene, told)
        try:
            goes_on(scene)
        except PowerCut:
            told = scene.state.done - 1
            scene.restart()
            check(scene, told)


def test_every_flipped_bit_of_a_record_is_found():
    """Without a flash, so that there is only the one copy."""
    scene = grown(SLOTS, sectors=0)
    records = scene.records()
    for number in range(2, SLOTS + 1):
        for bit in range(56 * 8):
            record = bytearray(records[number - 1])
            record[bit // 8] ^= 1 << bit % 8
            changed = [*records[: number - 1], bytes(record), *records[number:]]
            assert list(complaints(changed)), (number, bit)


def test_a_record_that_is_missing_is_found():
    records = grown(SLOTS, sectors=0).records()
    for number in range(1, SLOTS - 1):
        assert list(complaints(records[:number] + records[number + 1 :], None))
    newest = event_of(records[-1])
    assert not list(complaints(records, bytes(8), (newest.number, newest.chain)))
    assert list(complaints(records[:-1], bytes(8), (newest.number, newest.chain)))


def test_a_rotten_slot_of_fram_costs_nothing_where_there_is_a_flash():
    before = grown(20)
    for bit in range(SLOTS * 64 * 8):
        if bit % 37:
            continue
        scene = copied(before)
        scene.chip.memory[BASE + bit // 8] ^= 1 << bit % 8
        scene.restart()
        check(scene, 20)


def test_a_rotten_state_costs_a_second_and_no_event():
    before = grown(20)
    for byte in range(2 * FRAME_BYTES):
        scene = copied(before)
        scene.chip.memory[byte] ^= 0x10
        scene.restart()
        assert scene.state.done in (19, 20)
        assert [event_of(record).value for record in scene.records()] == list(range(1, 21))


@pytest.mark.parametrize("fault", [Dropped(), Flipped(77)], ids=["dropped", "flipped"])
def test_a_write_of_a_record_that_goes_wrong_is_done_again(before, fault):
    lengths = lengths_of(copied(before))
    for name, writes in lengths.items():
        for number, length in enumerate(writes):
            if (name, length) == ("fram", 64):
                scene = planned(before, name, number, fault)
                for _ in range(STEPS):
                    scene.load_credit()
                check(scene, scene.state.done)
