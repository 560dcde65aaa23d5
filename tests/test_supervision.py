"""Beats, restarts and the scales: who is late, when a task starts again, who keeps the heap."""

import asyncio

from firmware import supervision
from firmware.supervision import (
    Beat,
    Scales,
    pause_ms,
)

NOBODY, START, METERING, DISPLAY = range(4)
HEALTHY_S, MOST_RESTARTS, RESTARTS_S = 300, 5, 600


def beat_of(number=METERING, grace_s=2):
    return Beat(number, beat_of, grace_s, False, Scales(lambda number: None))


def rounds_until_late(beat, most=1000):
    """After how many rounds a beat is late; None where it is not within `most`."""
    for count in range(1, most + 1):
        if beat.is_late():
            return count
    return None


def test_a_step_that_does_not_end_is_late_after_its_grace():
    beat = beat_of(grace_s=2)
    beat.works()
    assert rounds_until_late(beat) == 3


def test_a_rest_counts_beside_the_grace():
    beat = beat_of(grace_s=2)
    beat.rests(60)
    assert rounds_until_late(beat) == 63
    beat.works()
    assert rounds_until_late(beat) == 3


def test_who_waits_for_an_event_is_late_only_after_it_was_set():
    event = asyncio.Event()
    beat = beat_of(grace_s=5)
    beat.works()
    beat.waits(event)
    assert rounds_until_late(beat) is None
    event.set()
    assert rounds_until_late(beat) == 6


def test_who_has_done_all_is_never_late():
    beat = beat_of()
    beat.works()
    assert beat.function
    beat.ends()
    assert beat.function is None
    assert rounds_until_late(beat) is None


def test_pauses_double_and_begin_anew_after_health():
    failures = []
    assert [pause_ms(failures, DISPLAY, now_s) for now_s in (0, 1, 2)] == [100, 200, 400]
    assert pause_ms(failures, METERING, 3) == 100
    assert pause_ms(failures, DISPLAY, 2 + HEALTHY_S) == 100
    assert len(failures) == 5


def test_too_many_restarts_within_ten_minutes_end_in_a_reset():
    failures = []
    assert all([pause_ms(failures, DISPLAY, now_s) for now_s in range(MOST_RESTARTS)])
    assert pause_ms(failures, METERING, RESTARTS_S - 1) is None


def test_restarts_of_long_ago_are_forgotten():
    failures = []
    for now_s in range(0, 20 * RESTARTS_S, RESTARTS_S // MOST_RESTARTS):
        assert pause_ms(failures, DISPLAY, now_s) is not None
    assert len(failures) <= MOST_RESTARTS


def test_the_scales_tell_who_has_kept_most():
    used = [1000]
    before, supervision.heap_used = supervision.heap_used, lambda: used[0]
    try:
        noted = []
        scales = Scales(noted.append)
        for _ in range(6):
            scales.ready = -1
            for number, kept in ((METERING, 10), (DISPLAY, 600)):
                scales.put_on(number)
                used[0] += kept
                scales.take_off(number)
        assert scales.heaviest() == (DISPLAY, 4 * 600)
        assert noted == [METERING, DISPLAY] * 6
    finally:
        supervision.heap_used = before


def test_what_is_kept_while_nobody_weighs_is_nobodys():
    used = [1000]
    before, supervision.heap_used = supervision.heap_used, lambda: used[0]
    try:
        scales = Scales(lambda number: None)
        for _ in range(10):
            scales.put_on(DISPLAY)
            used[0] += 10000
            scales.take_off(DISPLAY)
        assert scales.heaviest() == (NOBODY, 0)
    finally:
        supervision.heap_used = before
