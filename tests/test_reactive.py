"""Reactive energy beyond what is free, worked out by hand."""

from tariffs.errors import TariffError
from tests.expect import raises
from tests.one_bill import DAY_MIN, KW, UNIT, begun, draw, line, quantity

KWH = KW
CALENDAR = {
    "name": "clock",
    "periods": ["F1", "F2", "F3"],
    "otherwise": "F3",
    "schedule": [
        {"from": "08:00", "to": "16:00", "period": "F1"},
        {"from": "16:00", "to": "22:00", "period": "F2"},
    ],
}
NIGHT_MIN, F1_MIN, F2_MIN = 0, 600, 1020


def reactive(**fields):
    return dict({"rule": "kvarh", "kind": "reactive"}, **fields)


def billed(rule, minute=F1_MIN, **powers):
    engine = begun([rule], calendars=[CALENDAR])
    draw(engine, minute, 60, **powers)
    return engine


def test_a_price_beyond_a_free_share():
    rule = reactive(free_percent="40", price="0.05")  # France: tan phi over 0.4
    assert line(billed(rule, kw=100, lag=40), "kvarh") is None
    assert line(billed(rule, kw=100, lag=90), "kvarh") == (50 * KWH, 2500000)
    assert line(billed(rule, kw=100, lead=90), "kvarh") is None
    assert line(billed(rule, kw=0, lag=10), "kvarh") == (10 * KWH, 500000)


def test_amounts_are_exact_where_the_share_is_no_whole_number():
    rule = reactive(free_percent="33.333333", price="1")
    engine = begun([rule])
    draw(engine, 0, 15, kw=1, lag=1)
    # 250000 mvarh less 250000 x 0.33333333 = 166666.6675, half up
    assert line(engine, "kvarh") == (166666, 166667)


def test_italy_has_bands_in_f1_and_f2():
    bands = [{"over": "33", "price": "0.00727"}, {"over": "75", "price": "0.00937"}]
    rule = reactive(calendar="clock", periods=["F1", "F2"], bands=bands)
    engine = billed(rule, minute=F1_MIN, kw=1000, lag=200)
    draw(engine, F2_MIN, 60, kw=1000, lag=600)
    draw(engine, NIGHT_MIN, 60, kw=1, lag=1000)
    # 800 of 2000 kWh: 140 beyond 33 %
    assert line(engine, "kvarh") == (140 * KWH, 1017800)
    draw(engine, F2_MIN, 60, kw=0, lag=1000)
    # 1800: 42 % of 2000 kWh in the first band, 300 in the second
    assert line(engine, "kvarh") == (1140 * KWH, 8917800)


def test_turkey_charges_all_once_it_is_over():
    rule = reactive(free_percent="20", price="0.5", cliff=True)
    assert line(billed(rule, kw=100, lag=20), "kvarh") is None
    assert line(billed(rule, kw=100, lag=21), "kvarh") == (21 * KWH, 10500000)
    assert quantity(billed(rule, kw=100, lag=21), "kvarh") == 1 * KWH


def test_spain_prices_each_period_by_its_power_factor():
    rows = [{"below": "0.80", "price": "0.062332"}, {"below": "0.95", "price": "0.041554"}]
    rule = reactive(
        calendar="clock",
        periods=["F1", "F2"],
        separate=True,
        free_percent="33",
        by_power_factor=rows,
    )
    engine = billed(rule, minute=F1_MIN, kw=400, lag=300)  # exactly 0.80: not below it
    draw(engine, F2_MIN, 60, kw=300, lag=400)
    assert line(engine, "kvarh", "F1") == (168 * KWH, 6981072)
    assert line(engine, "kvarh", "F2") == (301 * KWH, 18761932)
    assert quantity(engine, "kvarh") == 469 * KWH
    # tan 0.334 has a power factor of 0.9485, so it is below 0.95
    assert line(billed(rule, kw=1000, lag=334), "kvarh", "F1") == (4 * KWH, 166216)


def test_reactive_energy_injected_in_a_period():
    rule = reactive(of="lead", calendar="clock", periods=["F3"], price="0.00606")
    engine = billed(rule, minute=NIGHT_MIN, kw=100, lag=50, lead=100)
    draw(engine, F1_MIN, 60, kw=100, lead=100)
    assert line(engine, "kvarh") == (100 * KWH, 606000)


def test_indonesia_charges_below_a_mean_factor_of_085():
    factor = {"rule": "pf", "kind": "power_factor"}
    rule = reactive(free_percent="62", price="1114.74", when=[{"quantity": "pf", "below": "0.85"}])
    for lag, wanted in ((610, None), (619, None), (630, (10 * KWH, 11147400000))):
        engine = begun([factor, rule])
        draw(engine, 0, 60, kw=1000, lag=lag)
        found = line(engine, "kvarh")
        assert found == wanted
    poor = begun([factor, rule])
    draw(poor, 0, 60, kw=1000, lag=800)
    assert line(poor, "kvarh")[1] == 200653200000


def test_without_a_price_it_only_measures():
    engine = billed(reactive(free_percent="10"), kw=100, lag=50)
    assert line(engine, "kvarh") is None
    assert quantity(engine, "kvarh") == 40 * KWH


def test_an_amount_keeps_to_its_unit():
    assert line(billed(reactive(price="1"), kw=1, lag=2), "kvarh") == (2 * KWH, 2 * UNIT)


def test_what_is_refused():
    row = {"below": "0.9", "price": "1"}
    cases = (
        (reactive(cliff=True), "rules[0].cliff: got true"),
        (reactive(price="1", by_power_factor=[row]), "rules[0]: got ["),
        (
            reactive(by_power_factor=[row, row]),
            "rules[0].by_power_factor[1].below: got 0.9, expected",
        ),
        (
            reactive(bands=[{"over": "5", "price": "1"}, {"over": "5", "price": "1"}]),
            "rules[0].bands[1].over: got 5, expected more",
        ),
        (
            reactive(bands=[{"over": "5", "price": "1"}], free_percent="1"),
            "rules[0].free_percent: got ",
        ),
        (reactive(of="import"), 'rules[0].of: got "import"'),
    )
    for rule, message in cases:
        error = raises(TariffError, begun, [rule])
        assert str(error).startswith(message), str(error)


PORTUGAL = [
    {"over": "30", "price": "0.01"},
    {"over": "40", "price": "0.03"},
    {"over": "50", "price": "0.09"},
]


def test_each_day_is_judged_by_itself():
    engine = begun([reactive(bands=PORTUGAL, settle="day")])
    draw(engine, 0, 60, kw=100, lag=60)  # 10 kvarh in each of the first two bands, 10 beyond
    day_1 = 10 * (10000 + 30000 + 90000)
    assert line(engine, "kvarh") == (30 * KWH, day_1)
    draw(engine, DAY_MIN, 60, kw=100, lag=0)  # a good day does not make up for a bad one
    assert line(engine, "kvarh") == (30 * KWH, day_1)
    draw(engine, 2 * DAY_MIN, 60, kw=100, lag=35)
    assert line(engine, "kvarh") == (35 * KWH, day_1 + 5 * 10000)
    whole = begun([reactive(bands=PORTUGAL)])
    draw(whole, 0, 60, kw=100, lag=60)
    draw(whole, DAY_MIN, 60, kw=100, lag=0)
    assert line(whole, "kvarh") is None  # 30 % of both days


def test_days_are_judged_by_part_and_period():
    rule = reactive(calendar="clock", periods=["F1", "F2"], separate=True, free_percent="40")
    engine = begun([dict(rule, price="1", settle="day")], calendars=[CALENDAR])
    draw(engine, F1_MIN, 60, kw=100, lag=50)
    draw(engine, F2_MIN, 60, kw=100, lag=70)
    draw(engine, NIGHT_MIN + DAY_MIN, 60, kw=1, lag=99)
    draw(engine, F2_MIN + DAY_MIN, 60, kw=100, lag=41)
    assert line(engine, "kvarh", "F1") == (10 * KWH, 10 * UNIT)
    assert line(engine, "kvarh", "F2") == (31 * KWH, 31 * UNIT)


def test_a_clock_set_back_over_midnight_goes_on_with_the_day():
    engine = begun([reactive(free_percent="50", price="1", settle="day")])
    draw(engine, DAY_MIN, 60, kw=100, lag=100)
    assert line(engine, "kvarh") == (50 * KWH, 50 * UNIT)
    draw(engine, DAY_MIN - 60, 60, kw=100)
    assert line(engine, "kvarh") is None, "100 kvarh beside 200 kWh"


def test_days_outlast_a_restart_and_a_bill_begins_anew():
    rule = reactive(bands=PORTUGAL, settle="day")
    engine = begun([rule])
    draw(engine, 0, 60, kw=100, lag=60)
    draw(engine, 30 * DAY_MIN, 30, kw=100, lag=60)
    state = bytearray(engine.size)
    engine.pack_into(state, 0)
    again = begun([rule])
    again.unpack_from(state, 0)
    for each in (engine, again):
        draw(each, 30 * DAY_MIN + 30, 30, kw=100, lag=60)
        assert line(each, "kvarh") == (60 * KWH, 2600000)
        draw(each, 31 * DAY_MIN, 60, kw=100, lag=31)
        assert line(each, "kvarh") == (KWH, 10000)


def test_what_a_day_cannot_be_judged_by_is_refused():
    for fields in (
        {"price": "1", "cliff": True},
        {"by_power_factor": [{"below": "0.9", "price": "1"}]},
        {},
    ):
        message = str(raises(TariffError, begun, [reactive(settle="day", **fields)]))
        assert message.startswith('rules[0].settle: got "day", expected it with price or bands')
