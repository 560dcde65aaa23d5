"""What the meter finds when it starts: nothing, its own state, another tariff, another chip."""

import copy

import pytest

from boards.sim.board import MEMORY, Board
from comms.points import NAMES
from firmware import bindings, tariff_slots
from firmware.journal.fram_map import slots_at
from firmware.meter import Meter
from firmware.profile import ESTIMATED
from host.simulator.local import LocalPort
from tests.host.scenes import scene_of

PREPAID_U = 3_000_000_000_000
AFTER_START_US = 50_000
"""More than a start takes until the clock is read: its seconds begin so late at most."""


class Site:
    """One meter's world, in which its processor starts again and again."""

    def __init__(self, *words, start="2018-01-18T11:00"):
        self.scene = scene_of("--days", "0.02", "--start", start, *words)
        self.world = self.scene.world
        self.second = 9
        self.settings = self.world.settings = copy.deepcopy(self.world.settings)

    @property
    def memory(self):
        return self.world.devices["metering"][MEMORY].memory

    def start(self, seconds=5):
        """A processor that starts now and lives so long; the meter as it then stands."""
        self.port = LocalPort(self.world)
        self.port.wait(self.second, 0)
        meter = Meter(Board(self.port))
        meter.start()
        self.live(meter, seconds)
        return meter

    def live(self, meter, seconds):
        for _ in range(seconds):
            self.second += 1
            self.port.wait(self.second, AFTER_START_US)
            meter.tick()


@pytest.fixture
def site():
    return Site()


def owed(meter):
    """What the bills are and what was debited, all that was seen being settled."""
    meter.settlement.close()
    return meter.billing.engine.lifetime_u(), meter.account.debited_u


def energies(meter):
    """What is billed, by period."""
    meter.settlement.close()
    names = meter.billing.engine.tariff.calendars[0].periods
    return dict(zip(names, meter.billing.engine.tariff.registers[0].values, strict=True))


def test_a_new_meter_has_the_first_balance_and_sets_up_its_chip(site):
    meter = site.start(0)
    assert (meter.account.balance_u, meter.health.state_lost) == (PREPAID_U, 0)
    assert (meter.stored.boots, meter.stored.gaps) == (1, 0)


def test_a_meter_that_starts_again_goes_on_where_it_was(site):
    first = site.start(20)
    again = site.start(0)
    assert again.registers.mwh == first.registers.mwh
    assert owed(again) == owed(first)
    assert again.account.balance_u == first.account.balance_u < PREPAID_U
    assert (again.stored.boots, again.stored.gaps) == (2, 0)
    assert again.asic.digest == first.asic.digest


def test_what_the_chip_counted_meanwhile_is_shared_over_the_time_away():
    site = Site(start="2018-01-18T11:45")  # at noon, second 910, the peak ends
    site.second = 850
    first = site.start(20)
    site.second += 80
    meter = site.start(1)
    grown_mwh = meter.registers.mwh[0] - first.registers.mwh[0]
    was, now = energies(first), energies(meter)
    assert now["winter peak"] - was["winter peak"] == grown_mwh * 40 // 81 > 1_000_000
    assert now["winter middle"] - was["winter middle"] == grown_mwh - grown_mwh * 40 // 81
    assert meter.profile.flags == ESTIMATED


def test_a_tariff_of_the_settings_is_for_a_new_meter_only(site):
    first = site.start(20)
    site.settings["tariff"] = site.settings["tariff"].replace("149.4", "1000")
    assert owed(site.start(0)) == owed(first)


def test_a_tariff_that_is_lost_begins_a_new_bill_and_what_was_debited_stands():
    site = Site("--tariff", "demo-flat")
    first = site.start(80)
    slot = slots_at(1) + first.billing.slots.active * tariff_slots.SLOT_BYTES
    site.memory[slot + 100] ^= 1
    meter = site.start(0)
    assert meter.health.tariff_lost == 0, "the settings had the document that holds"
    site.memory[slot + 100] ^= 1
    site.settings["tariff"] += " "
    meter = site.start(0)
    assert meter.health.tariff_lost == 1
    assert meter.billing.engine.closed_u == first.account.debited_u > 0
    assert meter.account.balance_u == first.account.balance_u
    assert owed(meter)[1] == pytest.approx(owed(first)[1], abs=3), "a line more to be rounded"
    assert site.start(0).health.tariff_lost == 0


def test_a_chip_of_other_settings_is_set_up_anew(site):
    first = site.start(20)
    site.settings["chip"]["start_ppm"] += 100
    meter = site.start(0)
    assert meter.asic.digest != first.asic.digest
    assert meter.stored.gaps == 1
    assert site.start(0).stored.gaps == 1, "and adopted from then on"


def test_a_chip_that_lost_its_settings_is_set_up_anew(site):
    first = site.start(20)
    site.scene.chip.brown_out(site.second * 1_000_000)
    meter = site.start(5)
    assert (meter.asic.digest, meter.stored.gaps) == (first.asic.digest, 1)
    assert meter.registers.mwh[0] > first.registers.mwh[0]


def test_a_chip_that_does_not_answer_for_a_while_is_waited_for(site):
    meter = site.start(5)
    site.scene.chip.power_off(site.second * 1_000_000)
    before = list(meter.registers.mwh), meter.store.sequence + 1
    site.live(meter, 5)
    assert (list(meter.registers.mwh), meter.store.sequence) == before, "the event is stored, once"
    assert meter.health.no_answers == 5
    assert meter.settlement.seen_s == meter.clock.utc_s() - 5, (
        "its time is settled when it answers"
    )
    site.scene.chip.power_on(site.second * 1_000_000)
    site.live(meter, 3)
    assert meter.settlement.seen_s == meter.clock.utc_s()
    assert meter.stored.gaps == 1


def test_a_chip_that_is_absent_at_the_start_is_set_up_when_it_comes(site):
    site.scene.chip.power_off(0)
    meter = site.start(3)
    assert meter.health.no_answers >= 3
    site.scene.chip.power_on(site.second * 1_000_000)
    site.live(meter, 12)
    grown_mwh = meter.registers.mwh[0]
    assert grown_mwh > 0
    assert meter.stored.digest == meter.asic.digest
    assert site.start(0).stored.gaps == meter.stored.gaps, "and adopted from then on"


def test_the_frame_and_the_memory_are_as_the_specification_has_them(site):
    meter = site.start(60)
    size = meter.billing.size
    assert len(meter.store.frame) == 1071 + size + 12
    frame = site.memory[meter.store.ring.address :]
    number = {name: int.from_bytes(frame[at : at + size], "little") for name, at, size in PLACES}
    assert number["length"] == 1071 + size + 12
    assert number["sequence"] == meter.store.sequence
    assert number["since"] == 1
    assert number["settled"] == meter.settlement.utc_s
    assert number["balance"] == meter.account.balance_u
    assert number["settled import"] == meter.settlement.settled_mwh[0]
    assert number["profile"] == meter.profile.start_s
    assert number["slot"] == meter.billing.slots.active == 0
    assert number["crc"] == meter.billing.slots.active_crc
    assert (meter.store.ring.base, meter.store.ring.end) == (0x0500, 0x4300)
    assert meter.profile.ring.capacity == 49152


PLACES = (
    ("length", 4, 2),
    ("sequence", 6, 4),
    ("since", 10, 4),
    ("settled", 546, 4),
    ("balance", 578, 8),
    ("settled import", 797, 8),
    ("profile", 853, 4),
    ("slot", 920, 1),
    ("crc", 921, 4),
)


def test_being_away_too_long_is_said(site):
    site.start(5)
    assert site.start(0).health.overflow_risk == 0
    site.second += 200
    assert site.start(0).health.overflow_risk == 1


def test_a_voltage_transformer_multiplies_energy_and_volts(site):
    site.settings["chip"]["voltage_ratio"] = 100
    site.settings["chip"]["nominal_mv"] *= 100
    meter = site.start(12)
    assert meter.registers._scale.numerator == 100_000
    values = dict(zip(NAMES, bindings.read(meter), strict=True))
    assert values["voltage_a"] > 22_000_000
    assert values["power_total"] > 50_000_000
