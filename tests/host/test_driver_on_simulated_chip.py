"""The driver as it is flashed, on the simulated chip: two readings of the same data sheet.

The real SPI transport drives a port and a chip-select pin whose far ends are the simulated
ATM90E32AS. What the chip says it has counted is the truth.
"""

import pytest

from drivers.atm90e32 import (
    ATM90E32,
    CRC_ERROR,
    DOUBTFUL,
    ENERGY_KINDS,
    GAP,
    METER_OFF,
    NO_ANSWER,
    SETTLING,
    TORN,
    UNMEASURED,
    SPIFrames,
    setup,
)
from drivers.errors import ChipAbsent, ChipLost
from host.simulator.atm90e32 import ATM90E32AS, BusFaults
from tests.host.simulated_chip import Script, signals

FRAME_US = 40
SITE = {"nominal_ma": 50000, "max_ma": 60000, "meter_constant": 3200}
UNEVEN = {"volts": 230, "amperes": (10, 20, 30), "lags": (30, 20, -10)}
ACCUMULATOR = {  # kind of count -> the simulated chip's accumulator and direction
    kind: (kind.rstrip("+-"), int(kind.endswith("-"))) for kind in ENERGY_KINDS
}
SLOTS = "TABC"


class Port:
    """machine.SPI and machine.Pin at once, for one chip; time passes with each frame."""

    def __init__(self, chip):
        self.chip = chip
        self.now_us = 0
        self.selected = False
        self.before_frame = {}  # frame number -> action
        self.frames = 0

    def cs(self, level):
        self.selected = not level

    def write_readinto(self, out, back):
        assert self.selected and len(out) == 4
        self.before_frame.pop(self.frames, lambda: None)()
        self.frames += 1
        back[:] = self.chip.exchange(self.now_us, out)
        self.now_us += FRAME_US

    def sleep_ms(self, ms):
        self.now_us += 1000 * ms


class Meter:
    """A powered chip with a driver; second() lives through one second and adds up."""

    def __init__(self, load=UNEVEN, site=SITE, **options):
        self.script = Script(signals(**load))
        self.chip = ATM90E32AS(self.script, seed=3, **options)
        self.chip.power_on(0)
        self.port = Port(self.chip)
        self.port.sleep_ms(50)
        self.site = site
        self.driver = self.new_driver()
        self.sums = [0] * 36
        self.at_s = 0

    def new_driver(self):
        bus = SPIFrames(self.port, self.port.cs)
        rows, most = setup.rows(self.site), setup.counts_per_s(self.site)
        return ATM90E32(bus, self.port.sleep_ms, rows, most)

    def second(self):
        self.at_s += 1
        self.port.now_us = max(self.port.now_us, self.at_s * 1_000_000)
        shot = self.driver.snapshot(self.at_s)
        for index, count in enumerate(shot.counts):
            self.sums[index] += count
        return shot

    def run(self, seconds):
        return [self.second().flags for _ in range(seconds)]

    def load(self, **load):
        self.script.add(self.port.now_us, signals(**load))
        self.chip.signals_changed(self.port.now_us)

    def truth(self):
        """What the chip has counted since its reset, in the order of the snapshot."""
        counted = self.chip.energy_counts(self.port.now_us)
        return [
            counted[accumulator, slot][direction]
            for accumulator, direction in ACCUMULATOR.values()
            for slot in SLOTS
        ]

    def brown_out(self):
        self.lost = self.truth()
        self.chip.brown_out(self.port.now_us)

    def settle_account(self):
        """Read what is left after the load is gone; (counted by driver, by chip)."""
        self.load(volts=230, amperes=0)
        self.run(3)
        return self.sums, self.truth()


@pytest.fixture
def meter():
    made = Meter()
    made.driver.configure()
    return made


def test_a_powered_chip_is_recognised_and_configured(meter):
    meter.driver.configure()
    assert meter.driver.digest not in (None, 0)
    meter.port.sleep_ms(100)
    assert meter.chip.pins(meter.port.now_us) == (False, False, False)


@pytest.mark.parametrize("lock", ["strict", "lax"])
@pytest.mark.parametrize("start_up_ms", [5, 40])
def test_the_slowest_start_and_both_locks_are_met(lock, start_up_ms):
    made = Meter(lock=lock, start_up_ms=start_up_ms)
    made.driver.configure()
    assert made.run(4)[-1] == 0


@pytest.mark.parametrize("idle", [0x0000, 0xFFFF])
def test_a_chip_without_supply_is_absent(idle):
    made = Meter(idle=idle)
    made.chip.power_off(made.port.now_us)
    with pytest.raises(ChipAbsent, match="silent"):
        made.driver.configure()


def test_a_minute_of_metering_loses_no_count(meter):
    flags = meter.run(60)
    assert flags[:3] == [SETTLING, SETTLING, 0] and not any(flags[2:])
    counted, truth = meter.settle_account()
    assert counted == truth
    assert counted[0] == pytest.approx(230 * 58 * 60 * 3200 * 100 / 3.6e6, rel=0.1)
    assert meter.driver.block.repaired == meter.driver.block.doubtful == 0


def test_measurements_are_those_at_the_pins(meter):
    meter.run(5)
    shot = meter.second()
    for phase, amperes, lag in ((1, 10, 30), (2, 20, 20), (3, 30, -10)):
        assert shot.voltage_mv(phase) == pytest.approx(230_000, rel=1e-3)
        assert shot.current_ma(phase) == pytest.approx(1000 * amperes, rel=1e-3)
        assert shot.angle_x10(phase) == pytest.approx(10 * lag, abs=2)
        assert shot.reactive_is_negative(phase) == (lag < 0)
    assert shot.power_mw(1) == pytest.approx(2_300_000 * 0.8660, rel=1e-3)
    assert shot.power_factor_x1000(1) == pytest.approx(866, abs=2)
    assert shot.power_mw(0) == pytest.approx(sum(shot.power_mw(p) for p in (1, 2, 3)), abs=5)
    assert shot.frequency_mhz() == 50_000
    assert abs(shot.voltage_angle_x10(2)) == pytest.approx(1200, abs=2)
    assert 0 < shot.temperature_c() < 60


def test_export_is_counted_as_export():
    made = Meter(load={"volts": 230, "amperes": 10, "lags": 180})
    made.driver.configure()
    made.run(10)
    shot = made.second()
    assert all(shot.power_is_export(phase) for phase in (0, 1, 2, 3))
    assert shot.counts[0] == 0 and shot.counts[4] > 600
    counted, truth = made.settle_account()
    assert counted == truth


def test_every_site_setting_of_the_grid_is_kept_by_the_chip():
    site = {**SITE, "wires": "3P3W", "mains_hz": 60, "pga": 2, "phi": (38, -38, 0)}
    made = Meter(load={**UNEVEN, "hz": 60}, site={**site, "pqgain": (0x1475, -1, 0)})
    made.driver.configure()
    made.run(3)
    assert made.second().flags == 0


def test_driver_and_chip_count_the_same_frames(meter):
    meter.run(10)
    meter.brown_out()
    meter.run(10)
    heard = {address: sum(pair) for address, pair in meter.chip.frames.items()}
    assert meter.driver.frame_counts() == heard


def test_a_brown_out_is_cured_within_two_readings(meter):
    meter.run(10)
    meter.port.now_us += 300_000
    meter.brown_out()
    before = list(meter.sums)
    shot = meter.second()
    assert shot.flags & (METER_OFF | GAP) == METER_OFF | GAP
    assert meter.driver.gap == (10, 11, "metering was off")
    assert meter.run(3)[-1] == 0
    counted, truth = meter.settle_account()
    assert [now - then for now, then in zip(counted, before, strict=True)] == truth
    assert all(0 <= lost - had <= 400 for lost, had in zip(meter.lost, before, strict=True))


@pytest.mark.parametrize("frame", [1, 60, 100, 143, 171])
def test_a_brown_out_in_the_middle_of_a_block_loses_nothing_that_was_read(meter, frame):
    meter.run(10)
    meter.port.before_frame[meter.port.frames + frame] = meter.brown_out
    first = meter.second()
    for index, (had, true) in enumerate(zip(meter.sums, meter.lost, strict=True)):
        if 4 * index + 3 < frame:  # read, with its witnesses, before the supply dipped
            assert had == pytest.approx(true, abs=8)
        assert had <= true + 1
    flags = [first.flags, *meter.run(2)]
    assert sum(f & GAP > 0 for f in flags) == 1 and not any(f & DOUBTFUL for f in flags[1:])
    assert meter.driver.gap[0] in (10, 11) and meter.driver.gap[2] == "metering was off"


def test_an_outage_of_the_supply_is_survived(meter):
    meter.run(5)
    meter.chip.power_off(meter.port.now_us)
    assert [f & NO_ANSWER > 0 for f in meter.run(2)] == [True, True]
    for _ in range(3):
        with pytest.raises(ChipLost):
            meter.second()
    meter.chip.power_on(meter.port.now_us)
    flags = meter.run(4)
    assert flags[0] & GAP and flags[-1] == 0
    assert meter.driver.gap == (5, 11, "metering was off")


def test_a_flipped_bit_of_the_configuration_is_found_and_cured(meter):
    meter.run(5)
    digest = meter.driver.digest
    meter.chip.flip_register_bit(meter.port.now_us, 0x61, 3)
    shot = meter.second()
    assert shot.flags & (CRC_ERROR | GAP) == CRC_ERROR | GAP
    assert meter.driver.digest == digest
    assert meter.run(3)[-1] == 0


def test_a_warm_start_takes_over_with_every_count(meter):
    meter.run(10)
    digest = meter.driver.digest
    meter.at_s += 20  # the processor is away, the chip counts on
    meter.port.now_us = meter.at_s * 1_000_000
    meter.driver = meter.new_driver()
    assert meter.driver.adopt(digest)
    assert meter.second().flags == 0
    counted, truth = meter.settle_account()
    assert counted == truth


def test_a_chip_that_lost_its_supply_is_not_adopted(meter):
    meter.run(3)
    digest = meter.driver.digest
    meter.brown_out()
    assert not meter.new_driver().adopt(digest)
    meter.port.sleep_ms(50)
    assert not meter.new_driver().adopt(digest)


@pytest.mark.parametrize("seed", range(5))
def test_flipped_answers_lose_no_count(meter, seed):
    meter.run(5)
    meter.chip.faults = BusFaults(1e-3, ("miso",), seed)
    flags = meter.run(300)
    assert len(meter.chip.faults.injected) > 30
    assert any(flags) and meter.driver.gap is None
    meter.chip.faults = None
    counted, truth = meter.settle_account()
    assert counted == truth


@pytest.mark.parametrize("kind", ["mosi", "drop", "add"])
@pytest.mark.parametrize("seed", range(3))
def test_hit_addresses_and_lost_clocks_cost_a_few_steps_at_most(meter, kind, seed):
    meter.run(5)
    meter.chip.faults = BusFaults(1e-3, (kind,), seed)
    meter.run(300)
    assert len(meter.chip.faults.injected) > 30 and meter.driver.gap is None
    meter.chip.faults = None
    counted, truth = meter.settle_account()
    # Each wrong read is worth hundreds of counts; what remains is the residue of the sums.
    assert all(abs(had - true) <= 8 for had, true in zip(counted, truth, strict=True))


def test_configuring_on_a_disturbed_bus_gives_the_same_digest(meter):
    for seed in range(10):
        other = Meter()
        other.chip.faults = BusFaults(1e-3, seed=seed)
        try:
            other.driver.configure()
        except Exception as error:
            assert type(error).__name__ in ("SetupError", "ChipAbsent"), error
        else:
            assert other.driver.digest == meter.driver.digest


def test_a_sag_is_told_by_phase(meter):
    meter.run(3)
    meter.load(volts=(230, 100, 230), amperes=10)
    shot = meter.second()
    assert ("sag", 2, True) in list(shot.events())
    assert ("sag", 2) in list(shot.states()) and ("sag", 1) not in list(shot.states())
    meter.load(volts=230, amperes=10)
    assert ("sag", 2, False) in list(meter.second().events())
    assert "sag" not in [name for name, _, _ in meter.second().events()]


def test_no_power_is_ever_put_together_from_two_updates():
    made = Meter(load={"volts": 230, "amperes": 10})
    made.driver.configure()
    made.run(3)
    for step in range(330):  # a millisecond later each time: every moment of the 320 ms
        made.port.now_us += 761_000 - 172 * FRAME_US
        made.load(volts=230, amperes=10 if step % 2 else 30)
        made.port.now_us += 200_000
        shot = made.driver.snapshot(4 + step)
        assert not shot.flags & (TORN | UNMEASURED)
        for phase in (1, 2, 3):
            assert 2_290_000 < shot.power_mw(phase) < 6_910_000
    assert made.driver.block.torn > 0
