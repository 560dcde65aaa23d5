"""The log of events: what happened, what lasts, and for how long."""

from firmware import event_kinds
from firmware.event_kinds import CREDIT_LOADED, KINDS, LASTS, SAG_A
from firmware.event_log import BEGAN, ENDED, EventLog

HEAP_KIB = 320  # the table of kinds with its texts, which a board does not keep


class Moment:
    """A meter that knows the time, its energy and its balance."""

    def __init__(self):
        self.utc_s, self.now_s, self.mwh, self.balance_u = 1600000000, 100, 5000, -7

    def __call__(self):
        return self.utc_s, self.now_s, self.mwh, self.balance_u

    def passes(self, seconds):
        self.utc_s += seconds
        self.now_s += seconds


def test_what_is_noted_is_numbered():
    log = EventLog(Moment())
    log.note(CREDIT_LOADED, 12)
    log.note(CREDIT_LOADED)
    assert log.sequence == 2
    assert log.recent == [
        (1, CREDIT_LOADED, 0, 1600000000, 0, 12),
        (2, CREDIT_LOADED, 0, 1600000000, 0, 0),
    ]


def test_what_lasts_is_told_at_its_begin_and_at_its_end():
    moment = Moment()
    log = EventLog(moment)
    log.begin(SAG_A, 180000)
    assert log.lasts(SAG_A)
    log.begin(SAG_A, 170000)
    moment.passes(25)
    log.end(SAG_A, 160000)
    log.end(SAG_A)
    assert not log.lasts(SAG_A)
    assert log.recent == [
        (1, SAG_A, BEGAN, 1600000000, 0, 180000),
        (2, SAG_A, ENDED, 1600000000, 25, 160000),
    ]


def test_kinds_are_numbered_without_a_gap_and_each_has_a_row():
    assert [row[0] for row in KINDS] == list(range(1, len(KINDS) + 1))
    assert all(len(row) == 5 and row[4] for row in KINDS)
    assert all(getattr(event_kinds, "SAG_" + phase) for phase in "ABC")
    assert KINDS[SAG_A - 1][2] == LASTS
