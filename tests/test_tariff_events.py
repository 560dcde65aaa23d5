"""Event days of a tariff: pushed with the site's facts, or made from a feed by a rule."""

from tariffs.compiler import compile_tariff
from tariffs.engine import Engine
from tariffs.errors import TariffError
from tests.expect import raises

JULY_S = 1530370800  # 1 July 2018 in Korea
DAY_S = 86400
HOT = {"name": "hot", "feed": "temperature_c", "at_least": "35", "days": 2}
CALLED = {"name": "critical"}


def document(*events):
    row = {"events": [each["name"] for each in events], "from": "14:00", "to": "18:00"}
    row["period"] = "peak"
    use = {"name": "use", "periods": ["plain", "peak"], "otherwise": "plain", "schedule": [row]}
    return {
        "format": 2,
        "name": "t",
        "currency": "KRW",
        "zone": {"utc_offset_min": 540},
        "events": list(events),
        "calendars": [use],
        "rules": [{"rule": "energy", "kind": "energy", "prices": {"plain": "1", "peak": "10"}}],
    }


def peak_kwh(document, site, days):
    """Energy at the peak price of days with 1 kWh an hour."""
    engine = Engine(compile_tariff(document, site))
    engine.begin(JULY_S)
    for hour in range(24 * days):
        start_s = JULY_S + 3600 * hour
        engine.take(start_s, start_s + 3600, (1000000, 0, 0, 0, 0, 0, 1000000))
    return [line.quantity_e6 // 1000000 for line in engine.rated().lines() if line.part == "peak"]


def test_a_called_event_has_its_price():
    assert peak_kwh(document(CALLED), {"events": {"critical": ["2018-07-02"]}}, 4) == [4]
    assert peak_kwh(document(CALLED), None, 4) == [0]


def test_an_event_of_some_hours_has_its_price_in_them():
    site = {"events": {"critical": ["2018-07-02T15:00/16:00"]}}
    assert peak_kwh(document(CALLED), site, 3) == [1]


def test_days_in_a_row_above_a_threshold_make_the_next_one_an_event():
    degrees = [["2018-07-01", "35.5"], ["2018-07-02", "36"], ["2018-07-03", "20"]]
    assert peak_kwh(document(HOT), {"feeds": {"temperature_c": degrees}}, 5) == [4]
    degrees[1][1] = "34.9"
    assert peak_kwh(document(HOT), {"feeds": {"temperature_c": degrees}}, 5) == [0]


def test_days_below_a_threshold_or_between_two_are_events_too():
    cold = {"name": "cold", "feed": "temperature_c", "at_most": "-5", "days": 0}
    degrees = [["2018-07-01", "-5"], ["2018-07-02", "-4.9"], ["2018-07-03", "-20"]]
    site = {"feeds": {"temperature_c": degrees}}
    assert peak_kwh(document(cold), site, 5) == [8]
    assert peak_kwh(document(dict(cold, at_least="-10")), site, 5) == [4]
    assert peak_kwh(document(dict(cold, at_most="0", days=2)), site, 5) == [8]


def test_thresholds_that_cross_or_lack_a_feed_are_refused():
    for event, message in (
        ({"feed": "t", "at_least": "2", "at_most": "1"}, "events[0].at_most: got "),
        (
            {"at_most": "1"},
            "events[0].feed: got nothing, expected the feed that `at_most` is about",
        ),
        ({"feed": "t"}, "events[0].at_least: got nothing, expected a decimal"),
    ):
        found = document(dict(event, name="e"))
        assert str(raises(TariffError, compile_tariff, found)).startswith(message)


def test_a_feed_that_is_no_list_of_days_is_refused():
    for wrong in ({}, [["2018-07-01"]], [["2018-07-01", 35]], [["yesterday", "35"]]):
        site = {"feeds": {"temperature_c": wrong}}
        error = raises(TariffError, compile_tariff, document(HOT), site)
        assert "site.feeds.temperature_c" in str(error), error


def test_an_event_that_the_tariff_does_not_know_is_refused():
    error = raises(TariffError, compile_tariff, document(CALLED), {"events": {"fire": []}})
    assert "site.events" in str(error)
