"""Power that ends in the middle of what a minute or a command writes: FRAM, marks, flash.

Each write to each chip is cut at its first bit, in the middle and at its last; the meter starts
again, and all adds up: nothing is lost but what was read in that second, nothing is said to be
lost, and what was told to be done is there.
"""

import pytest

from host.simulator.memory_faults import Cut, PowerCut
from host.simulator.world import FLASH, MEMORY
from tests.host.test_meter_memory import adds_up, devices
from tests.host.test_meter_starts import PREPAID_U, Site

ONE_SECOND_MWH = 170_000
BEFORE_S = 52
"""So long after its start the meter is eight seconds before a minute ends."""


def lived():
    site = Site()
    meter = site.start(BEFORE_S)
    return site, meter


def one_minute(site, meter):
    site.live(meter, 10)


def one_command(site, meter):
    meter.account.balance_u += 7_000_000
    meter.keep()


def writes_of(select, act):
    """(number of the first write, lengths in bits of all) that `act` makes to a chip."""
    site, meter = lived()
    faults = devices(site)[select].faults
    first, lengths, write = faults.writes, [], faults.write

    def noted(memory, address, change, length):
        lengths.append(8 * length)
        write(memory, address, change, length)

    faults.write = noted
    act(site, meter)
    return first, lengths


def cut(select, number, bits, act):
    """(meter before, after) a life in which that write is cut there, and the next start."""
    site, meter = lived()
    devices(site)[select].faults.plan(number, Cut(bits=bits))
    with pytest.raises(PowerCut):
        act(site, meter)
    for chip in (devices(site)[MEMORY], devices(site)[FLASH]):
        chip.power_off()
    before = meter.registers.mwh[0], meter.account.balance_u + meter.account.debited_u
    site.second += 3
    return before, site.start(0)


@pytest.mark.parametrize("select", [MEMORY, FLASH])
@pytest.mark.parametrize("act", [one_minute, one_command])
def test_a_cut_in_any_write_costs_a_second_at_the_most(select, act):
    first, lengths = writes_of(select, act)
    assert len(lengths) >= (1 if select == FLASH else 4)
    for number, length in enumerate(lengths):
        for bits in sorted({0, 1, length // 2, length - 1, length}):
            (mwh, money_u), meter = cut(select, first + number, bits, act)
            where = (select, number, bits)
            assert 0 <= mwh - meter.registers.mwh[0] <= ONE_SECOND_MWH, where
            assert (meter.health.state_lost, meter.health.tariff_lost) == (0, 0), where
            assert (meter.store.restored, meter.stored.rollbacks, meter.store.lost) == (0, 0, 0)
            meter.settlement.close()
            money = meter.account.balance_u + meter.account.debited_u
            assert money in (PREPAID_U, money_u), where
            if select == FLASH or (number and act is one_command):
                assert money == money_u, "the frame was whole before"
            assert meter.billing.engine.lifetime_u() == meter.account.debited_u, where


def test_a_meter_adds_up_when_nothing_is_cut():
    site, meter = lived()
    one_minute(site, meter)
    adds_up(meter)
