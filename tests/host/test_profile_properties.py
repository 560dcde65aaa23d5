"""The load profile against a dictionary: any order of times, cuts, and records that rot."""

from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.profile import LoadProfile
from tests.fakes import Ring
from tests.host.test_meter_starts import Site

BEGIN_S = 1_516_240_800
INTERVAL_S = 900
FAR = 10_000
PLACES = st.integers(0, 40)


def visit(profile, place, energy_mwh, minutes=15):
    start_s = BEGIN_S + place * INTERVAL_S
    for minute in range(minutes):
        energies = [energy_mwh if minute == 0 else 0] * 7
        profile.add(start_s + 60 * minute, start_s + 60 * minute + 60, energies)


def told(profile, from_place=0, to_place=FAR):
    found = profile.records(BEGIN_S + from_place * INTERVAL_S, BEGIN_S + to_place * INTERVAL_S)
    return [((each.start_s - BEGIN_S) // INTERVAL_S, each.energies_mwh[0]) for each in found]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(PLACES, st.integers(0, 1000), st.integers(1, 15)), min_size=1, max_size=30),
    PLACES,
    PLACES,
)
def test_whatever_the_clock_does_each_interval_has_all_that_came_in_it(visits, start, end):
    """The clock is set on or back between any two visits; ranges are read in the order of time."""
    profile, model = LoadProfile(Ring()), {}
    for place, energy_mwh, minutes in visits:
        visit(profile, place, energy_mwh, minutes)
        model[place] = model.get(place, 0) + energy_mwh
    visit(profile, FAR, 0, 1)  # so that the last one is recorded
    assert told(profile) == sorted(model.items())
    within = [row for row in sorted(model.items()) if start <= row[0] < end]
    assert told(profile, start, end) == within
    for place, energy_mwh in model.items():
        record = profile.record_at(BEGIN_S + place * INTERVAL_S)
        assert record.energies_mwh[0] == energy_mwh


STATE = ("start_s", "newest_s", "covered_s", "flags", "peak_mwh")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3)), min_size=1, max_size=12))
def test_a_cut_makes_records_again_and_changes_nothing(steps):
    """So many intervals are recorded, then the state is as it was some of them before."""
    ring = Ring()
    profile, place, states = LoadProfile(ring), 0, []
    for count, back in steps:
        for _ in range(count):
            visit(profile, place, 100 + place)
            place += 1
            state = [getattr(profile, name) for name in STATE]
            states.append((place, state, list(profile.energies_mwh)))
        place, state, energies = states[max(0, len(states) - 1 - back)]
        del states[max(0, len(states) - back) :]
        profile = LoadProfile(ring)
        profile.energies_mwh[:] = energies
        for name, value in zip(STATE, state, strict=True):
            setattr(profile, name, value)
    for _ in range(6):
        visit(profile, place, 100 + place)
        place += 1
    assert told(profile, to_place=place) == [(k, 100 + k) for k in range(place)]


def test_how_far_the_far_end_has_read_outlasts_a_start():
    site = Site()
    meter = site.start(60)
    for stream, ring in enumerate(meter.rings):
        ring.newest, ring.next = 9, 10
        ring.mark_read(3 + stream)
    meter.keep()
    assert [ring.read_to for ring in site.start(0).rings] == [3, 4, 5]
