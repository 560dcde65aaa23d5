"""Which events follow from what the watch has seen, with a meter of nothing but its numbers."""

from firmware import event_sources

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place
(POWER_UP, POWER_UP_LONG, TARIFF_SWITCHED, TARIFF_REFUSED, BILL_CLOSED) = (2, 3, 11, 12, 14)
(STATE_LOST, HISTORY_BROKEN, ROLLBACK_SUSPECTED, COPIES_DISAGREE) = (15, 16, 17, 18)
(MEMORY_ERROR, CHIP_SET_UP, CHIP_DOUBTFUL, CLOCK_DOUBTED) = (19, 29, 31, 8)
DOUBTFUL = 2


class Things:
    """Whatever has these attributes."""

    def __init__(self, **named):
        for name, value in named.items():
            setattr(self, name, value)


class Events:
    def __init__(self):
        self.said = []

    def note(self, kind, value=0, of=0):
        self.said.append((kind, value, of))

    def begin(self, kind, value=0):
        self.said.append(("begin", kind, value))

    def end(self, kind, value=None):
        if ("begin", kind) in [each[:2] for each in self.said]:
            self.said.append(("end", kind, value))

    def with_memory(self, name, *given):
        if name == "note_seldom":
            self.note(given[0])


def billing(crc=1):
    return Things(closed=Things(fresh=()), slots=Things(active_crc=crc), refusal="")


def watch_of(subjects=1, away_s=0, cause="power"):
    """A watch of a meter that was away for so long, with so many subjects."""
    several = [Things(billing=billing(), prepayment=None) for _ in range(subjects)]
    meter = Things(
        events=Events(),
        subjects=several if subjects > 1 else (),
        billing=several[0].billing,
        prepayment=None,
        stored=Things(gaps=0),
        health=Things(state_lost=0, tariff_lost=0, overflow_risk=0),
        store=Things(lost=0, restored=0, is_rollback=0, sequence=5, ring=Things(refused=0)),
        time=Things(reset_cause=cause, short_s=60),
        settlement=Things(seen_s=1000),
        clock=Things(utc_s=lambda: 1000 + away_s, fault=0),
        check=Things(disagreements=0),
        doubt=Things(ahead_s=0),
        snapshot=Things(flags=0),
    )
    watch = Things(meter=meter, gaps=0, disagreements=0, refused=0, ahead_s=0, fault=0)
    watch.doubtful = watch.certain_s = 0
    event_sources.begin(watch, True)
    return watch


def started(watch):
    event_sources.start(watch)
    return watch.meter.events.said


def test_an_outage_is_short_or_long_and_another_reset_is_told_elsewhere():
    assert started(watch_of(away_s=60)) == [(POWER_UP, 60, 0)]
    assert started(watch_of(away_s=61)) == [(POWER_UP_LONG, 61, 0)]
    assert started(watch_of(away_s=3, cause="watchdog")) == []


def test_what_is_wrong_with_the_memory_at_the_start_is_told():
    watch = watch_of()
    watch.meter.store.lost, watch.meter.store.restored, watch.meter.store.is_rollback = 3, 1, 1
    watch.meter.health.state_lost = 1
    said = started(watch)
    for kind, value in (
        (STATE_LOST, 0),
        (HISTORY_BROKEN, 3),
        (COPIES_DISAGREE, 0),
        (ROLLBACK_SUSPECTED, 0),
    ):
        assert said.count((kind, value, 0)) == 1


def test_a_chip_that_was_set_up_and_a_place_that_was_refused_are_told_once():
    watch = watch_of()
    watch.meter.stored.gaps, watch.meter.store.ring.refused = 1, 1
    event_sources.compare(watch)
    event_sources.compare(watch)
    assert sorted(watch.meter.events.said) == [(MEMORY_ERROR, 0, 0), (CHIP_SET_UP, 0, 0)]


def test_a_doubt_is_over_when_there_was_none_for_a_minute():
    watch = watch_of()
    watch.meter.snapshot.flags = DOUBTFUL
    event_sources.compare(watch)
    event_sources.compare(watch)
    watch.meter.snapshot.flags = 0
    for _ in range(event_sources.DOUBT_S):
        event_sources.compare(watch)
    said = watch.meter.events.said
    assert said[0] == ("begin", CHIP_DOUBTFUL, 0)
    assert said[-1] == ("end", CHIP_DOUBTFUL, 2)
    assert watch.doubtful == 0


def test_a_clock_that_is_not_believed_is_told_with_its_lead():
    watch = watch_of()
    watch.meter.doubt.ahead_s = 5000
    event_sources.compare(watch)
    watch.meter.doubt.ahead_s = 0
    event_sources.compare(watch)
    assert watch.meter.events.said == [
        ("begin", CLOCK_DOUBTED, 5000),
        ("end", CLOCK_DOUBTED, None),
    ]


def test_bills_and_tariffs_are_told_with_the_number_of_their_subject():
    for subjects, of in ((1, 0), (2, 2)):
        watch = watch_of(subjects)
        event_sources.start(watch)
        del watch.meter.events.said[:]
        bill = watch.billings[-1]
        bill.closed.fresh, bill.slots.active_crc, bill.refusal = (70, 80), 9, "too large"
        event_sources.bills(watch)
        event_sources.bills(watch)
        assert watch.meter.events.said == [
            (BILL_CLOSED, 70, of),
            (BILL_CLOSED, 80, of),
            (TARIFF_SWITCHED, 9, of),
            (TARIFF_REFUSED, 0, of),
        ]
