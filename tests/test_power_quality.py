"""Sags, swells, losses and reversals, by the words of status that the metering chip would show."""

from drivers.atm90e32.layout import W_CHANGE, W_STATE
from firmware import power_quality
from firmware.event_watch import EventWatch

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place
SAG_A, SWELL_B, LOSS_A, OVER_CURRENT_C, REVERSED_A, SEQUENCE = 63, 67, 69, 74, 75, 78
FREQUENCY_LOW = 80
SAG_A_BIT, LOSS_A_BIT, FREQUENCY_LOW_BIT, A_REVERSED, WHOLE_REVERSED = 0x4000, 0x0400, 0x0800, 4, 8
SWELL_B_BIT, OVER_CURRENT_C_BIT, SEQUENCE_BIT = 0x0800, 0x2000, 0x0200
CHIP = {
    "wires": "3P4W",
    "nominal_mv": 230000,
    "sag_percent": 80,
    "over_voltage_percent": 120,
    "phase_loss_percent": 20,
    "max_ma": 100000,
    "over_current_percent": 120,
}


class Snapshot:
    flags = 0

    def __init__(self):
        self.words = [0] * 64
        self.volts_mv = [230000] * 3
        self.amperes_ma = [10000] * 3

    def voltage_mv(self, phase):
        return self.volts_mv[phase - 1]

    def current_ma(self, phase):
        return self.amperes_ma[phase - 1]

    def neutral_ma(self):
        return 5

    def frequency_mhz(self):
        return 48900


class Events:
    """Says what has begun and ended, and in which second."""

    def __init__(self):
        self.said = []
        self.open = set()
        self.second = 0

    def lasts(self, kind):
        return kind in self.open

    def begin(self, kind, value):
        self.open.add(kind)
        self.said.append((self.second, "begin", kind, value))

    def end(self, kind, value):
        self.open.remove(kind)
        self.said.append((self.second, "end", kind, value))


class Scene:
    """A watch of which only the look at the supply is used."""

    voltage_ratio = current_ratio = 1

    def __init__(self, **chip):
        settings = dict(CHIP)
        settings.update(chip)
        self.snapshot = Snapshot()
        self.events = Events()
        self.watch = EventWatch(self, settings)

    def pass_s(self, seconds, low=0, high=0, changed_high=0):
        """So many seconds with these words of status."""
        words = self.snapshot.words
        words[W_STATE], words[W_STATE + 1], words[W_CHANGE + 1] = low, high, changed_high
        for _ in range(seconds):
            self.events.second += 1
            self.watch._look_at_supply(words)
        return self.events.said


def test_nothing_is_said_of_a_supply_that_is_well():
    scene = Scene()
    assert scene.pass_s(100) == []
    assert scene.watch.conditions is None


def test_a_sag_is_told_with_its_lowest_voltage_and_ends_when_it_has_been_gone_for_a_while():
    scene = Scene()
    scene.snapshot.volts_mv[0] = 170000
    assert scene.pass_s(1, high=SAG_A_BIT) == [(1, "begin", SAG_A, 170000)]
    scene.snapshot.volts_mv[0] = 150000
    scene.pass_s(5, high=SAG_A_BIT)
    scene.snapshot.volts_mv[0] = 225000
    scene.pass_s(2)
    scene.pass_s(1, high=SAG_A_BIT)
    said = scene.pass_s(10)
    assert said[1:] == [(12, "end", SAG_A, 150000)]
    assert scene.watch.conditions is None, "nothing is under way, and takes no memory"


def test_a_voltage_that_is_hardly_back_does_not_end_a_sag():
    scene = Scene()
    scene.snapshot.volts_mv[0] = 180000
    scene.pass_s(2, high=SAG_A_BIT)
    scene.snapshot.volts_mv[0] = 186000  # 80 % are 184 V, and 2 % of that more 187.68 V
    assert len(scene.pass_s(60)) == 1
    scene.snapshot.volts_mv[0] = 188000
    assert len(scene.pass_s(3)) == 2


def test_a_dip_between_two_readings_is_a_sag():
    scene = Scene()
    scene.pass_s(5)
    said = scene.pass_s(1, changed_high=SAG_A_BIT)
    said = scene.pass_s(5)
    assert [each[1:3] for each in said] == [("begin", SAG_A), ("end", SAG_A)]


def test_a_lost_phase_is_not_low_as_well():
    scene = Scene()
    scene.snapshot.volts_mv[0] = 2000
    said = scene.pass_s(3, high=SAG_A_BIT | LOSS_A_BIT)
    assert said == [(1, "begin", LOSS_A, 2000)]


def test_a_swell_has_its_highest_voltage():
    scene = Scene()
    for volts_mv in (280000, 290000, 281000):
        scene.snapshot.volts_mv[1] = volts_mv
        scene.pass_s(1, low=SWELL_B_BIT)
    scene.snapshot.volts_mv[1] = 230000
    assert scene.pass_s(5)[1] == (6, "end", SWELL_B, 290000)


def test_what_is_short_is_no_event_where_that_is_ordinary():
    scene = Scene()
    scene.snapshot.amperes_ma[2] = 130000
    assert scene.pass_s(4, low=OVER_CURRENT_C_BIT) == []
    scene.pass_s(1)
    assert scene.pass_s(4, low=OVER_CURRENT_C_BIT) == []
    assert scene.pass_s(1, low=OVER_CURRENT_C_BIT) == [(10, "begin", OVER_CURRENT_C, 130000)]


def test_a_phase_is_reversed_that_delivers_while_the_whole_does_not():
    scene = Scene()
    assert scene.pass_s(60, high=A_REVERSED | WHOLE_REVERSED) == []
    assert [each[2] for each in scene.pass_s(10, high=A_REVERSED)] == [REVERSED_A]
    assert Scene(wires="3P3W").pass_s(60, high=A_REVERSED) == []


def test_voltages_that_follow_one_another_backwards_are_told():
    scene = Scene()
    scene.pass_s(60, low=SEQUENCE_BIT)
    assert [each[2] for each in scene.pass_s(60)] == [SEQUENCE, SEQUENCE]


def test_a_low_frequency_has_its_value():
    assert Scene().pass_s(5, high=FREQUENCY_LOW_BIT) == [(5, "begin", FREQUENCY_LOW, 48900)]


def test_every_row_is_of_a_status_that_the_chip_has():
    count = len(power_quality._conditions(*power_quality.limits_of(CHIP))[3])
    assert count == 5 * 3 + 5
