"""What is said of the flash and its rings, and days and bills at odd times."""

import struct

from firmware.archive import Archive
from firmware.history import History
from firmware.profile import ESTIMATED
from tests.expect import raises
from tests.fakes import Ring
from tests.flash_scene import Scene

HEAP_KIB = 512  # the chip is simulated in this process


class Events:
    def __init__(self):
        self.found = []
        self.lasting = set()
        self.ring = None

    def begin(self, kind, value=0):
        if kind not in self.lasting:
            self.found.append((kind, "begins"))
        self.lasting.add(kind)

    def end(self, kind):
        if kind in self.lasting:
            self.found.append((kind, "ends"))
        self.lasting.discard(kind)

    def note(self, kind, value=0):
        self.found.append((kind, value))


class Board:
    flash_bus = None

    def sleep_ms(self, ms):
        pass


LOST, ERROR, OVERFLOW, PROFILE_LOST = 20, 21, 25, 26


def archive():
    made = Archive(Board(), 900, Events())
    made.profile.ring = Ring()
    made.flash.start()
    made.poll()
    return made, made._events


def test_a_board_without_a_flash_says_so_once():
    made, events = archive()
    made.poll()
    assert events.found == [(LOST, "begins")]
    assert "this board has none" in made.flash.trouble
    made.flash.trouble = ""
    made.poll()
    assert events.found[1:] == [(LOST, "ends")]


def test_what_could_not_be_kept_is_told_when_it_is_more():
    made, events = archive()
    del events.found[:]
    made.profile.lost = 2
    made.history.lost = 1
    made.poll()
    made.poll()
    made.flash.rings[0].skipped = 4
    made.poll()
    assert events.found == [(PROFILE_LOST, 3), (ERROR, 4)]
    assert made.lost() == 3


def test_an_overflow_is_told_when_it_begins_and_not_again_after_a_start():
    made, events = archive()
    ring = made.profile.ring
    ring.capacity = 4
    del events.found[:]
    for _ in range(6):
        ring.append_now(b"x")
        made.poll()
    assert events.found == [(OVERFLOW, 0)]
    ring.read_to = ring.next
    made.poll()
    for _ in range(6):
        ring.append_now(b"x")
        made.poll()
    assert events.found == [(OVERFLOW, 0)] * 2
    again = Archive(Board(), 900, Events())
    again.profile.ring = ring
    again.poll()
    again.poll()
    assert again._events.found == [(LOST, "begins")], "that was told before the start"


class Zone:
    def local_s(self, utc_s):
        return utc_s + 3600

    def utc_of_midnight(self, day):
        return day * 86400 - 3600


class Part:
    """Any object with these attributes."""

    def __init__(self, **given):
        for name, value in given.items():
            setattr(self, name, value)


def meter_at(utc_s, bills=0):
    closed = Part(count=bills, start_s=1, end_s=utc_s - 30, total_u=5)
    billing = Part(
        engine=Part(tariff=Part(zone=Zone())),
        bills_closed=lambda: closed.count,
        closed=closed,
        slots=Part(active_crc=7),
    )
    return Part(
        billing=billing,
        subjects=(),
        account=Part(balance_u=-3, debited_u=1 << 70),
        settlement=Part(utc_s=utc_s),
        profile=Part(interval_s=900),
        registers=Part(mwh=[k << 33 for k in range(44)]),
    )


def history(**ring):
    scene = Scene()
    made = History(scene.flash)
    made.ring = Ring(**ring)
    return made


DAY_S = 86400
MIDNIGHT_S = 17000 * DAY_S - 3600


def test_the_first_day_of_a_meter_is_no_record():
    made = history()
    made.look(meter_at(MIDNIGHT_S - 7200))
    assert (made.day, made.ring.newest) == (16999, -1)


def test_a_day_is_recorded_once_though_the_state_is_older():
    made = history()
    made.day = 16999
    made.see(MIDNIGHT_S - 900, 777)
    made.look(meter_at(MIDNIGHT_S))
    assert (made.day, made.ring.newest, made.day_peak_mwh, made.bill_peak_mwh) == (
        17000,
        0,
        0,
        777,
    )
    made.day = 16999  # a cut before the state was stored
    made.look(meter_at(MIDNIGHT_S + 5))
    assert (made.day, made.ring.newest) == (17000, 0)
    body = bytearray(424)
    assert made.ring.read(0, body)
    assert bytes(body[:4]) == b"\x01\xff\x00\x0f"


def test_a_clock_that_steps_back_over_midnight_makes_no_record_of_a_day_that_goes_on():
    made = history()
    made.day = 17000
    made.look(meter_at(MIDNIGHT_S - 60))
    assert (made.day, made.ring.newest) == (16999, -1)


def test_a_bill_that_closed_is_recorded_with_its_highest_interval_which_begins_anew():
    made = history()
    made.day = 17000
    made.see(MIDNIGHT_S + 900, 1 << 40)
    made.look(meter_at(MIDNIGHT_S + 1860, bills=65537))
    assert made.ring.newest == 0
    assert (made.bills[0], made.bill_peak_mwh, made.day_peak_mwh) == (1, 0, (1 << 32) - 1)
    made.look(meter_at(MIDNIGHT_S + 1920, bills=65537))
    assert made.ring.newest == 0


def test_the_bill_of_each_subject_has_a_record_of_its_own():
    made, meter = history(), meter_at(MIDNIGHT_S + 60)
    first, second = meter_at(MIDNIGHT_S + 60, 4), meter_at(MIDNIGHT_S + 60, 9)
    second.account.balance_u = 77
    meter.subjects = (first, second)
    meter.billing.bills_closed = lambda: 4 + 9
    made.day, made.bills[0], made.bill_peak_mwh = 17000, 4, 500
    made.look(meter)
    body = bytearray(424)
    assert made.ring.newest == 0 and made.ring.read(0, body)
    assert bytes(body[:2]) == b"\x02\x01"
    assert struct.unpack_from("<I", body, 16)[0] == 9
    assert struct.unpack_from("<iq", body, 20) == (0, 77)
    assert struct.unpack_from("<Q", body, 56)[0] == made.bill_peak_mwh == 500, "of the first one's"
    assert made.bills == [4, 9, 0]


def test_records_that_the_flash_does_not_take_are_counted_and_the_day_goes_on():
    made = history()
    made.ring.full = True
    made.day = 16999
    made.look(meter_at(MIDNIGHT_S, bills=1))
    assert (made.lost, made.day, made.bills[0]) == (2, 17000, 1)


def test_estimated_intervals_are_no_peaks():
    from firmware.profile import LoadProfile

    profile = LoadProfile(Ring())
    profile.history = history()
    profile.add(900, 1800, [50] * 7, ESTIMATED)
    assert profile.history.day_peak_mwh == 0
    profile.add(1800, 2700, [40] * 7)
    assert (profile.history.day_peak_mwh, profile.history.day_peak_s) == (40, 1800)


def test_a_ring_that_is_too_short_is_refused():
    from firmware.record_ring import RecordRing

    assert "3 sectors" in str(raises(ValueError, RecordRing, Scene().flash, 0, 8192, 64))
