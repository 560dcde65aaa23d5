"""A meter whose clock leaps ahead by a year, with the firmware as it is."""

from firmware.clock_doubt import BELIEVED_AFTER_S
from tests.host.scenes import clock_of
from tests.host.test_meter_starts import Site, owed

YEAR_S = 366 * 86400


def leap(site, meter, seconds):
    """The clock chip leaps, and the processor hears of it."""
    clock_of(site.scene).leap(site.world.now_us, seconds)
    meter.clock.with_chip("compare")
    meter.clock.with_chip("compare")


def test_a_year_that_is_taken_back_has_closed_no_bill():
    site = Site("--days", "0.1")
    meter = site.start(60)
    leap(site, meter, YEAR_S)
    site.live(meter, 600)
    assert meter.doubt.ahead_s == YEAR_S
    assert meter.settlement.utc_s < meter.clock.utc_s() - YEAR_S + 61
    leap(site, meter, -YEAR_S)
    site.live(meter, 120)
    assert (meter.billing.closed.count, meter.doubt.ahead_s) == (0, 0)
    due_u, debited_u = owed(meter)
    twin = Site("--days", "0.1")
    assert (due_u, debited_u) == owed(twin.start(780))


def test_a_year_that_stands_closes_bills_after_an_hour_of_running():
    site = Site("--days", "0.1")
    meter = site.start(60)
    leap(site, meter, YEAR_S)
    site.live(meter, 60)
    meter = site.start(BELIEVED_AFTER_S - 60)
    assert meter.billing.closed.count == 0, "a start begins the hour anew"
    site.live(meter, 180)
    assert meter.billing.closed.count >= 12
    assert meter.settlement.seen_s == meter.clock.utc_s()
    assert owed(meter)[0] == owed(meter)[1]


def test_a_month_away_is_believed_at_once():
    site = Site("--days", "0.1")
    leap(site, site.start(60), 30 * 86400)
    meter = site.start(70)
    assert meter.doubt.ahead_s == 0
    assert meter.billing.closed.count == 1
