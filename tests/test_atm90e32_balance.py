"""Totals against phases: what a hit address does, and how the sums put it right."""

from drivers.atm90e32 import ATM90E32, DOUBTFUL, ENERGY_KINDS, REPAIRED, UNBALANCED, setup
from tests.expect import allocates_nothing
from tests.fake_atm90e32 import FakeChip, NullBus, Recorder, astray

USUAL = (100, 200, 300)  # counts per second of phases A, B, C
PLUS, MINUS, APPARENT = 0, 4, 16


class Site:
    """A chip that counts USUAL on P+ and S every second; `at_block` may spoil frames."""

    def __init__(self, wires="3P4W"):
        self.fake = FakeChip()
        self.chip = ATM90E32(self.fake, lambda ms: None, setup.rows({"wires": wires}), 0)
        self.chip.configure()
        self.sums = [0] * 36
        self.at_s = 0
        for _ in range(3):
            self.second()

    def add(self, index, value):
        self.fake.data[0x80 + index] = self.fake.data.get(0x80 + index, 0) + value

    def second(self, phases=USUAL):
        for base in (PLUS, APPARENT):
            self.add(base, sum(phases))
            for i, value in enumerate(phases):
                self.add(base + 1 + i, value)
        return self.quiet()

    def quiet(self):
        self.at_s += 1
        shot = self.chip.snapshot(self.at_s)
        for index, count in enumerate(shot.counts):
            self.sums[index] += count
        return shot

    def misdirect(self, index, address):
        self.fake.spoil[self.fake.sent + 4 * index + 1] = astray(address)

    def energy(self, base):
        return self.sums[base : base + 4]


def whole(seconds):
    return [600 * seconds, 100 * seconds, 200 * seconds, 300 * seconds]


def test_balanced_counts_are_left_alone():
    site = Site()
    shot = site.second()
    assert shot.flags == 0 and site.energy(PLUS) == whole(4) and site.energy(MINUS) == [0] * 4


def test_a_read_of_a_word_is_replaced_by_the_count_that_stayed():
    for index in (0, 1, 2, 3):
        site = Site()
        site.misdirect(index, 0x35)  # some configuration word
        shot = site.second()
        assert shot.flags & REPAIRED
        site.second()
        assert site.energy(PLUS) == whole(5)


def test_a_count_taken_by_another_register_is_solved_from_the_sums():
    for index, victim in ((1, 0x91), (0, 0x90), (0, 0x81), (2, 0x83), (4, 0x92)):
        site = Site()
        site.misdirect(index, victim)
        shot = site.second()
        assert shot.flags & DOUBTFUL and site.chip.balance.rebuilt
        site.second()
        assert site.energy(PLUS) == whole(5), (index, victim)
        assert site.energy(APPARENT) == whole(5), (index, victim)
        assert site.energy(MINUS) == [0] * 4


def test_an_idle_register_keeps_no_foreign_number():
    for index in (4, 5, 6, 7, 8, 15, 20, 35):
        site = Site()
        site.misdirect(index, 0x02)
        shot = site.second()
        assert shot.flags & DOUBTFUL
        assert site.sums[index] == 0 and site.energy(PLUS) == whole(4)


def test_a_few_steps_of_difference_are_no_fault():
    site = Site()
    site.add(PLUS, 8)
    shot = site.second()
    assert shot.flags == 0 and shot.counts[PLUS] == 608


def test_a_lasting_difference_is_flagged_and_not_repaired():
    site = Site()
    for _ in range(3):
        site.add(PLUS + 1, 50)
        shot = site.second()
    assert shot.flags & UNBALANCED and shot.counts[PLUS + 1] == 150
    assert not site.second().flags & (UNBALANCED | DOUBTFUL)


def test_a_difference_that_changes_is_left_alone_after_three_seconds():
    site = Site()
    found = []
    for extra in (50, 150, 300, 40):
        site.add(PLUS + 1, extra)
        found.append(site.second().flags)
    assert [bool(flags & UNBALANCED) for flags in found] == [False, False, False, True]


def test_two_hits_in_one_quantity_are_confined_to_what_the_second_before_says():
    for first, second in ((4900, 1700), (1700, 4900)):
        site = Site()
        site.add(PLUS + 1, first)  # two foreign numbers, of which no single one explains the sum
        site.add(MINUS + 1, second)
        shot = site.second()
        assert shot.flags & DOUBTFUL and site.chip.balance.rebuilt == 1
        assert site.energy(PLUS) == whole(4) and site.energy(MINUS) == [0] * 4


def test_a_small_foreign_number_against_the_power_is_withheld():
    for phase in (0, 1, 2, 3):
        site = Site()
        set_power(site, phase, 100)
        site.fake.data[0x07] = 1
        site.misdirect(MINUS + phase, 0x07)
        shot = site.second()
        assert shot.flags & DOUBTFUL and site.energy(MINUS) == [0] * 4
        assert list(shot.counts[:4]) == whole(1)


def test_a_small_count_with_the_power_or_beside_another_is_kept():
    site = Site()
    for phase in (0, 1):
        set_power(site, phase, 100)
        site.add(MINUS + phase, 3)
    assert site.second().flags == 0 and site.energy(MINUS) == [3, 3, 0, 0]
    site = Site()
    set_power(site, 2, -50)
    site.add(MINUS + 2, 3)
    assert site.second().flags == 0 and site.energy(MINUS) == [0, 0, 3, 0]


def test_reversed_phases_balance_with_their_sign():
    site = Site()
    site.add(PLUS, 50)
    site.add(PLUS + 1, 100)
    site.add(MINUS + 2, 50)
    assert site.quiet().flags == 0


def test_a_load_step_is_no_fault():
    site = Site()
    for phases in ((1000, 2000, 3000), (0, 0, 0), (5, 0, 0), (0, 4000, 0)):
        shot = site.second(phases)
        assert shot.flags == 0 and list(shot.counts[1:4]) == list(phases)


def set_power(site, phase, count_per_s, base=0xB0):
    """Let the power words say what makes so many counts a second at 3200 imp/kWh."""
    steps = count_per_s * 140625000 // 4000  # 250 steps x us of power a unit of PLconst
    site.fake.data[base + phase] = steps >> 16 & 0xFFFF
    site.fake.data[base + 16 + phase] = steps & 0xFFFF


def test_a_theft_in_the_second_of_a_load_step_is_found_by_the_power():
    site = Site()
    site.second((10, 10, 0))
    for phase, count in ((0, 920), (1, 10), (2, 10), (3, 900)):
        set_power(site, phase, count)
    site.fake.spoil[site.fake.sent + 4 * 2] = astray(0x83)  # some word takes what phase C has
    shot = site.second((10, 10, 450))
    assert shot.flags & DOUBTFUL and list(shot.counts[:4]) == [470, 10, 10, 450]


def test_each_kind_of_energy_is_held_against_the_power_of_its_kind_and_direction():
    active, reactive = 0xB0, 0xB4
    for kind, first, power, sign in (
        ("P-", 0x84, active, -1),
        ("Q+", 0x88, reactive, 1),
        ("Q-", 0x8C, reactive, -1),
        ("P1+", 0xA0, active, 1),
        ("P1-", 0xA4, active, -1),
    ):
        site = Site()
        data = site.fake.data
        data[first], data[first + 1], data[first + 2] = 20, 10, 10
        site.quiet()
        for phase, count in ((0, 920), (1, 10), (2, 10), (3, 900)):
            set_power(site, phase, sign * count, power)
        for phase, count in ((0, 470), (1, 10), (2, 10), (3, 450)):
            data[first + phase] = count
        site.fake.spoil[site.fake.sent + 4 * 2] = astray(first + 3)
        shot = site.quiet()
        at = 4 * ENERGY_KINDS.index(kind)
        assert list(shot.counts[at : at + 4]) == [470, 10, 10, 450], kind
        assert shot.flags & DOUBTFUL


def test_with_three_wires_phase_b_is_not_in_the_sum():
    site = Site(wires="3P3W")
    rebuilt = site.chip.balance.rebuilt
    site.add(PLUS, 400)
    for i, value in ((1, 100), (3, 300)):
        site.add(PLUS + i, value)
    site.add(APPARENT, 0)
    shot = site.quiet()
    assert shot.counts[PLUS] == 400 and site.chip.balance.rebuilt == rebuilt


def test_a_balanced_snapshot_allocates_nothing():
    fake = FakeChip()
    recorder = Recorder(fake)
    rows = setup.rows({})
    chip = ATM90E32(recorder, lambda ms: None, rows, 7000)
    chip.configure()
    for base in (0x80, 0x90):
        for i, count in enumerate((3620, 1100, 1200, 1300)):  # twenty steps of skew
            fake.data[base + i] = count
    chip.snapshot(1)
    quiet = ATM90E32(NullBus(recorder.longest), lambda ms: None, rows, 7000)
    quiet.digest = chip.digest
    quiet.snapshot(2)
    allocates_nothing(lambda: quiet.snapshot(3))
    assert quiet.snapshot(4).flags == 0
