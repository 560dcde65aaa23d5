"""Outages are counted at each start, and what happens to the clock is noted as an event."""

from firmware.clock import Clock
from firmware.errors import MeterError
from firmware.event_kinds import CLOCK_BATTERY, CLOCK_INVALID, CLOCK_SET
from firmware.event_log import BEGAN, ENDED
from firmware.timekeeping import Timekeeping
from tests.expect import raises
from tests.fakes import ClockChip

NOW_S = 1516201200


class Log:
    """A log of events: what was told, as (kind, flags, value, wall clock)."""

    def __init__(self, clock):
        self._clock = clock
        self._lasting = set()
        self.told = []

    def note(self, kind, value=0, flags=0):
        self.told.append((kind, flags, value, self._clock.utc_s()))

    def begin(self, kind, value=0):
        if kind not in self._lasting:
            self._lasting.add(kind)
            self.note(kind, value, BEGAN)

    def end(self, kind, value=0):
        if kind in self._lasting:
            self._lasting.discard(kind)
            self.note(kind, value, ENDED)


class Rig:
    """A meter's clock on a board that starts for this cause."""

    def __init__(self, cause="power", chip=None, **settings):
        self.reset_cause = cause
        self.settings = settings
        self.chip = chip or ClockChip(NOW_S)
        self.clock = Clock(lambda: 0, self.chip)
        self.events = Log(self.clock)
        self.time = Timekeeping(self.clock, self.events, self)

    def start(self, away_s):
        self.time.start(NOW_S - away_s, 0)
        self.time.look()
        return self.time

    def kinds(self):
        """(kind, flags, value) of the events."""
        return [event[:3] for event in self.events.told]


def counted(time):
    return time.last_s, time.short, time.long, time.unknown, time.total_s, time.longest_s


def test_outages_are_short_or_long_by_their_length():
    assert counted(Rig().start(60)) == (60, 1, 0, 0, 60, 60)
    assert counted(Rig().start(61)) == (61, 0, 1, 0, 61, 61)
    assert counted(Rig(short_outage_s=180).start(180)) == (180, 1, 0, 0, 180, 180)
    assert counted(Rig(short_outage_s=0).start(1)) == (1, 0, 1, 0, 1, 1)
    assert counted(Rig(short_outage_s=9999).start(256)) == (256, 0, 1, 0, 256, 256)


def test_outages_are_summed_up_and_the_longest_is_kept():
    rig = Rig()
    for away_s in (10, 86400 * 400, 7):
        rig.start(away_s)
    assert counted(rig.time) == (7, 2, 1, 0, 34560017, 34560000)


def test_where_the_clock_has_no_time_nobody_knows_how_long_it_was():
    for attribute in ("stopped", "garbled", "absent"):
        chip = ClockChip(NOW_S)
        setattr(chip, attribute, True)
        assert counted(Rig(chip=chip).start(50)) == (None, 0, 0, 1, 0, 0)
    assert counted(Rig().start(-5)) == (None, 0, 0, 1, 0, 0), "it was set back meanwhile"


def test_a_start_that_followed_no_loss_of_supply_is_no_outage():
    for cause in ("watchdog", "software"):
        assert counted(Rig(cause=cause).start(50)) == (0, 0, 0, 0, 0, 0)
    for cause in ("power", "brown-out", None):
        assert Rig(cause=cause).start(50).short == 1


def test_a_new_meter_had_no_outage():
    rig = Rig()
    rig.time.start(0, 0)
    assert counted(rig.time) == (0, 0, 0, 0, 0, 0)


def test_a_new_meter_without_a_time_begins_when_its_settings_say():
    rig = Rig()
    rig.chip.absent = True
    rig.time.start(0, NOW_S)
    assert rig.clock.utc_s() >= NOW_S


def test_a_clock_that_does_not_know_the_time_is_an_event_until_it_is_set():
    rig = Rig()
    rig.chip.stopped = True
    rig.start(5)
    assert rig.kinds() == [(CLOCK_INVALID, 1, 0), (CLOCK_BATTERY, 1, 0)]
    before_s = rig.clock.utc_s()
    rig.time.compare()
    rig.time.set(NOW_S + 99)
    assert rig.kinds()[2:] == [
        (CLOCK_SET, 0, before_s),
        (CLOCK_INVALID, 2, 0),
        (CLOCK_BATTERY, 2, 0),
    ]
    assert rig.events.told[2][3] == NOW_S + 99, "the event has both times"


def test_a_time_out_of_bounds_changes_nothing():
    rig = Rig()
    rig.start(5)
    raises(MeterError, rig.time.set, 5, 1)
    assert (rig.clock.utc_s(), rig.time.set_clock_id, rig.kinds()) == (NOW_S, 0, [])


def test_a_trim_of_the_settings_is_given_to_the_chip():
    for trim, byte in ((5, 5), (-3, 253), (0, 0)):
        rig = Rig(clock_trim=trim)
        rig.chip.trimmed = 7
        rig.start(5)
        assert rig.chip.trimmed == byte and not rig.clock.is_invalid
    rig = Rig()
    rig.chip.trimmed = 7
    rig.start(5)
    assert rig.chip.trimmed == 7
