"""Subjects of one meter are billed as if each had a meter of its own.

Random lives: seconds that bring energy, quiet hours, restarts, and gaps in which the processor was
down while the chip counted. Beside the meter of all stands one for each subject alone, which reads
what the subject's phases draw.
"""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.billing import Billing
from firmware.profile import QUANTITIES, LoadProfile
from firmware.settlement import Settlement
from firmware.tariff_slots import TariffSlots
from tariffs.account import Account
from tariffs.phase_share import Share
from tests.documents import as_bytes, two_prices
from tests.fakes import Memory, Registers, Ring
from tests.test_subjects import BEGIN_S, Rig, home

PARTITIONS = [("a", "bc"), ("ab", "c"), ("ac", "b"), ("c", "a", "b")]
STEP = 4 * QUANTITIES
"""Energies of a step: of the total and of each phase."""
MWH = st.integers(0, 3_000_000)
PHASES = st.tuples(MWH, MWH, MWH)
RUN = st.tuples(st.just("run"), st.integers(1, 90), PHASES)
QUIET = st.tuples(st.just("quiet"), st.integers(1, 400), st.just((0, 0, 0)))
GAP = st.tuples(st.just("gap"), st.integers(1, 400), PHASES)
RESTART = st.tuples(st.just("restart"), st.just(0), st.just((0, 0, 0)))


def documents():
    """A household, a shop with a peak and a demand, one that is billed for what is not drawn."""
    shop = two_prices(peak_from="09:07", low="98.765432101", peak="211.111111111")
    shop["rules"].append({"rule": "demand", "kind": "demand", "window_min": 15, "price": "77.7"})
    attic = two_prices(name="attic", peak_from="08:31", low="0.000000001")
    return [home(), shop, attic]


class Alone:
    """A meter of one subject, whose total is what its phases draw."""

    def __init__(self, phases, document):
        self.phases = ["abc".index(phase) for phase in phases]
        self.registers = Registers()
        memory = Memory()
        self.account = Account()
        self.billing = Billing(TariffSlots(memory, 8192), self.account, None)
        self.billing.begin(as_bytes(document), BEGIN_S)
        profile = LoadProfile(Ring())
        self.settlement = Settlement(self.registers, self.billing, profile)
        self.settlement.begin(BEGIN_S)

    def draw(self, phases_mwh, utc_s, elapsed_s):
        self.settlement.expect(utc_s, elapsed_s)
        self.registers.mwh[0] += sum(phases_mwh[phase] for phase in self.phases)
        self.settlement.take(utc_s, elapsed_s)


def lived(partition, events):
    """(the meter of all, those of each alone) after these events."""
    found = [
        {"name": phases, "phases": phases, "tariff": as_bytes(document).decode()}
        for phases, document in zip(partition, documents(), strict=False)
    ]
    rig = Rig(found=found).begin()
    alone = [
        Alone(phases, document) for phases, document in zip(partition, documents(), strict=False)
    ]
    utc_s = BEGIN_S
    for kind, length, drawn in events:
        if kind == "restart":
            rig = restarted(rig, found)
            continue
        steps = [1] * length if kind == "run" else [60 * length]
        for step_s in steps:
            utc_s += step_s
            for meter in (rig, *alone):
                meter.draw(drawn, utc_s, step_s)
    for meter in (rig, *alone):
        meter.settlement.close()
    return rig, alone


def restarted(rig, found):
    again = Rig(rig.memory, found)
    assert again.store.load()
    assert again.subjects.go_on(again.store.rest)
    again.store.attach(again.subjects)
    return again


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PARTITIONS), st.lists(RUN | QUIET | RESTART, max_size=12))
def test_each_is_billed_to_the_millionth_as_by_a_meter_of_its_own(partition, events):
    rig, alone = lived(partition, events)
    for subject, meter in zip(rig.subjects.each, alone, strict=True):
        one, other = subject.billing.engine, meter.billing.engine
        lines = [(line.part, line.quantity_e6, line.amount_u) for line in one.rated().lines()]
        assert lines == [
            (line.part, line.quantity_e6, line.amount_u) for line in other.rated().lines()
        ]
        assert subject.account.debited_u == meter.account.debited_u == one.lifetime_u()


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PARTITIONS), st.lists(RUN | QUIET | GAP | RESTART, max_size=12))
def test_after_gaps_nothing_is_lost_and_only_the_cut_of_a_mwh_may_differ(partition, events):
    """An edge of another subject's tariff cuts a gap, so that other parts are rounded."""
    rig, alone = lived(partition, events)
    gaps_min = sum(length for kind, length, _ in events if kind == "gap")
    parts = gaps_min // 15 + 12 * len(events)
    for subject, meter in zip(rig.subjects.each, alone, strict=True):
        energies = subject.billing.engine.tariff.registers[0].values
        others = meter.billing.engine.tariff.registers[0].values
        drawn = sum(rig.registers.mwh["abc".index(phase) + 1] for phase in subject.phases)
        assert sum(energies) == sum(others) == drawn
        for one, other in zip(energies, others, strict=True):
            assert abs(one - other) <= parts


@given(
    st.sampled_from(PARTITIONS), st.lists(MWH, min_size=4 * QUANTITIES, max_size=4 * QUANTITIES)
)
def test_the_shares_of_all_are_what_the_phases_measured(partition, energies):
    rows = [list(Share(phases, QUANTITIES).of(energies)) for phases in partition]
    for quantity in range(QUANTITIES):
        measured = sum(energies[scope * QUANTITIES + quantity] for scope in (1, 2, 3))
        assert sum(row[quantity] for row in rows) == measured


def exact_u(tiers, mwh):
    """Micro-units of tiers [(up to kWh or None, price)], with fractions."""
    total, below = Fraction(0), 0
    for most, price in tiers:
        top = mwh if most is None else min(mwh, most * 10**6)
        total += max(0, top - below) * Fraction(price)
        below = max(below, top)
    return total


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 90), PHASES), max_size=8))
def test_a_household_beside_a_shop_owes_what_fractions_say(runs):
    events = [("run", length, drawn) for length, drawn in runs]
    rig, _ = lived(("b", "ac"), events)
    mwh = sum(length * drawn[1] for length, drawn in runs)
    owed_u = rig.subjects.each[0].account.debited_u
    assert abs(owed_u - exact_u([(8, "50"), (None, "90")], mwh)) <= Fraction(1, 2)
