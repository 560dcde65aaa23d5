"""What safe mode stores, second by second: registers and time, and nothing else of the frame."""

import copy

import pytest

from boards.sim.board import Board
from firmware.meter import Meter
from firmware.safe_mode import SafeMeter
from host.simulator.local import LocalPort
from tests.host.scenes import scene_of


class Site:
    """One meter's world, in which its processor starts again and again."""

    def __init__(self, *words):
        self.scene = scene_of("--days", "0.02", "--start", "2018-01-18T11:00", *words)
        self.world = self.scene.world
        self.second = 9
        self.world.settings = copy.deepcopy(self.world.settings)

    def board(self):
        self.port = LocalPort(self.world)
        self.port.wait(self.second, 0)
        return Board(self.port)

    def ordinary(self, seconds=0):
        meter = Meter(self.board())
        meter.start()
        return self.live(meter, seconds)

    def safe(self, seconds=0):
        meter = SafeMeter(self.board())
        meter.start("a test")
        return self.live(meter, seconds)

    def live(self, meter, seconds):
        for _ in range(seconds):
            self.second += 1
            self.port.wait(self.second, 0)
            meter.tick()
        return meter


@pytest.fixture
def site():
    return Site()


def test_registers_are_stored_and_money_is_not_touched(site):
    before = site.ordinary(70)
    frame = bytes(before.store.frame)
    meter = site.safe(90)
    kept = bytes(meter.store.frame)
    begin = meter.store.last_at
    assert meter.registers.mwh[0] > before.registers.mwh[0]
    assert meter.account.balance_u == before.account.balance_u
    assert kept[begin:-12] == frame[begin:-12], "the state of the tariff"
    assert meter.settlement.utc_s == before.settlement.utc_s
    assert meter.settlement.settled_mwh == before.settlement.settled_mwh
    after = site.ordinary()
    assert after.registers.mwh == meter.registers.mwh
    assert after.account.balance_u == before.account.balance_u


def test_what_waited_is_settled_by_the_first_ordinary_start(site):
    site.ordinary(70)
    site.safe(300)
    meter = site.ordinary(70)
    meter.settlement.close()
    assert meter.settlement.settled_mwh[0] == meter.registers.mwh[0]
    assert sum(meter.billing.engine.tariff.registers[0].values) == meter.registers.mwh[0]
    assert meter.account.debited_u == meter.billing.engine.lifetime_u()
    assert meter.profile.flags & 1, "shared out by time: an estimate"


def test_days_in_safe_mode_are_shared_out_over_these_days(site):
    """Longer than any gap of a processor that is down would be shared out over."""
    site.ordinary(70)
    meter = site.safe(3)
    seen_s = meter.settlement.seen_s
    for _ in range(40):  # what 40 hours come to, without 144,000 ticks
        meter._ticked_at_s -= 3600
        site.live(meter, 1)
    assert meter.settlement.seen_s == seen_s + 40 * 3601
    late = site.ordinary()
    assert late.settlement.seen_s == meter.settlement.seen_s


def test_a_clock_that_steps_in_safe_mode_moves_no_time(site):
    site.ordinary(70)
    meter = site.safe(10)
    seen_s = meter.settlement.seen_s
    meter.clock.label(meter.clock.utc_s() + 10 * 86400)
    site.live(meter, 10)
    meter.clock.label(meter.clock.utc_s() - 20 * 86400)
    site.live(meter, 10)
    assert meter.settlement.seen_s == seen_s + 20


def test_without_a_stored_state_nothing_is_stored(site):
    """A new meter that fails at once, or one whose memory was lost: what is there is left."""
    memory = bytes(site.world.devices["metering"][1].memory)
    meter = site.safe(20)
    assert meter.registers.mwh[0] > 0
    meter.store.expect_stored()
    assert bytes(site.world.devices["metering"][1].memory) == memory
    assert site.ordinary().account.balance_u == 3_000_000_000_000


def test_the_switch_is_not_touched(site):
    moves = len(site.scene.relay.moves)
    site.ordinary(70)
    site.safe(100)
    assert len(site.scene.relay.moves) == moves
