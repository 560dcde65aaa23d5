"""What PySAM does, as the comparison of bills relies on it: each fact of its docstring is held."""

import json

import pytest

pytest.importorskip("PySAM.Utilityrate5", reason="NREL-PySAM has no build for this Python")

from tests.host.oracles import pysam, rational, year
from tests.host.oracles.pysam import OracleError, bills

PEAKS = [10, 20, 90, 40, 50, 60, 70, 80, 30, 100, 110, 5]
DAY_KW = [float(hour + 1) for _, _, _, hour in year.hours()]  # 1 to 24 kW, 300 kWh a day
FLAT = {"flatdemandstructure": [[{"rate": 1}]], "flatdemandmonths": [0] * 12}
NIGHT_AND_DAY = [0] * 8 + [1] * 16
MALFORMED = {
    "seward_d28": "Period 2 is in a Weekday or Weekend schedule but is not defined",
    "custom_4x2": "defines 1 tiers, but one or more periods have 2 tier",
}
FILES = sorted((year.DATA / "urdb").glob("*.json"))


def tariff(*tiers, **more):
    """One energy period of these (max, price) tiers, with other fields."""
    structure = [[{"max": top, "rate": rate} for top, rate in tiers or [(1e38, 0.1)]]]
    return {"energyratestructure": structure, **year.schedules("energy", 0), **more}


def two_periods(of, structure):
    """Night, and from 8:00 on day; every day of the week."""
    name = "energyratestructure" if of == "energy" else "demandratestructure"
    schedule = {
        f"{of}{days}schedule": [NIGHT_AND_DAY for _ in range(12)]
        for days in ("weekday", "weekend")
    }
    return {name: structure, **schedule}


def line(name, urdb, load_kw, **options):
    return [round(bill[name], 6) for bill in bills(urdb, load_kw, **options)]


def loads():
    yield year.steel_kw(), 4
    for building in year.OFFICES:
        yield year.office_kw(building), 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_sample_on_every_load(path):
    urdb = json.loads(path.read_text())
    for load_kw, steps_per_hour in loads():
        if path.stem in MALFORMED:
            with pytest.raises(OracleError, match=MALFORMED[path.stem]):
                bills(urdb, load_kw, steps_per_hour)
            continue
        for bill in bills(urdb, load_kw, steps_per_hour):
            assert sum(bill[name] for name in pysam.LINES) == pytest.approx(bill["total"])
            assert bill["total"] > 0


def test_the_argument_stays_as_it_is():
    urdb = tariff()
    before = json.dumps(urdb)
    bills(urdb, DAY_KW)
    assert json.dumps(urdb) == before


@pytest.mark.parametrize(
    ("rule", "mode"),
    [
        (None, "pro-rata"),
        ("Net Metering", "pro-rata"),
        ("anything", "pro-rata"),
        ("Net Billing Instantaneous", "running"),
        ("Net Billing Hourly", "running"),
        ("Buy All Sell All", "running"),
    ],
)
def test_dgrules_choose_how_tiers_meet_periods(rule, mode):
    limits, prices = (3111, rational.OPEN), [["0.1", "0.2"], ["0.3", "0.9"]]
    structure = [
        [{"max": 3111, "rate": float(low)}, {"rate": float(high)}] for low, high in prices
    ]
    urdb = two_periods("energy", structure) | ({"dgrules": rule} if rule else {})
    january = [(NIGHT_AND_DAY[hour], hour + 1) for _ in range(31) for hour in range(24)]
    sums = [sum(kwh for period, kwh in january if period == wanted) for wanted in (0, 1)]
    expected = {
        "running": rational.running(january, limits, prices),
        "pro-rata": rational.pro_rata(sums, limits, prices),
    }
    assert expected["running"] != expected["pro-rata"]
    assert line("energy", urdb, DAY_KW)[0] == pytest.approx(float(expected[mode]))
    for named, amount in expected.items():
        told = line("energy", urdb, DAY_KW, tier_mode=named)[0]
        assert told == pytest.approx(float(amount))


def test_each_period_with_tiers_of_its_own():
    structure = [[{"max": 500, "rate": 0.1}, {"rate": 0.2}], [{"rate": 0.5}]]
    bill = pysam.bills_per_period(two_periods("energy", structure), DAY_KW)[0]
    night = 31 * sum(range(1, 9))
    assert bill["energy"] == pytest.approx(50 + (night - 500) * 0.2 + (9300 - night) * 0.5)


@pytest.mark.parametrize(
    ("unit", "limit", "first_kwh"),
    [
        ("kWh", 1000, 1000),
        ("kWh daily", 10, 310),
        ("kWh/kW", 100, 2400),
        ("KWH/KW DAILY", 2, 2 * 31 * 24),
    ],
)
@pytest.mark.parametrize("mode", pysam.METERING_OPTION)
def test_units_of_a_limit(unit, limit, first_kwh, mode):
    urdb = tariff((limit, 0.1), (1e38, 0.05))
    for tier in urdb["energyratestructure"][0]:
        tier["unit"] = unit
    expected = first_kwh * 0.1 + (9300 - first_kwh) * 0.05
    assert line("energy", urdb, DAY_KW, tier_mode=mode)[0] == pytest.approx(expected)


def test_a_limit_of_a_day_is_pooled_over_the_month():
    urdb = tariff((10, 0.1), (1e38, 0.05))
    for tier in urdb["energyratestructure"][0]:
        tier["unit"] = "kWh daily"
    load = [100.0] * 24 + [0.0] * (year.HOURS - 24)
    assert line("energy", urdb, load)[0] == pytest.approx(310 * 0.1 + 2090 * 0.05)


def test_limits_that_differ_between_periods_are_refused():
    structure = [[{"max": top, "rate": 0.1}, {"rate": 0.2}] for top in (3000, 2000)]
    with pytest.raises(OracleError, match="was expected to be 3000 kWh but was 2000 kWh"):
        bills(two_periods("energy", structure), DAY_KW)
    structure = [[{"max": 10, "rate": 1}, {"rate": 2}], [{"rate": 3}]]
    with pytest.raises(OracleError, match="Demand tier 1 Max. Usage for jan period 2"):
        bills({**tariff(), **two_periods("demand", structure)}, DAY_KW)


def test_demand_tiers_are_marginal():
    urdb = tariff(flatdemandstructure=[[{"max": 50, "rate": 3}, {"rate": 1, "adj": 1}]])
    urdb["flatdemandmonths"] = [0.0] * 12
    expected = [rational.marginal(peak, (50, rational.OPEN), (3, 2)) for peak in PEAKS]
    assert line("demand_flat", urdb, year.monthly(PEAKS)) == [float(cost) for cost in expected]


def test_each_demand_period_has_its_own_peak():
    urdb = {**tariff(), **two_periods("demand", [[{"rate": 1}], [{"rate": 10}]])}
    assert line("demand_tou", urdb, DAY_KW) == [8 + 240] * 12


@pytest.mark.parametrize("months", [0, 1, 2, 11])
def test_look_back(months):
    urdb = tariff(**FLAT, lookbackPercent=0.8, lookbackRange=months)
    expected = rational.ratchet(PEAKS, [80] * 12, months)
    assert line("demand_flat", urdb, year.monthly(PEAKS)) == [float(kw) for kw in expected]


def test_look_back_at_some_months():
    summer = [5 <= month <= 8 for month in range(12)]
    urdb = tariff(**FLAT, lookbackpercent=0.8, lookbackrange=11, lookbackmonths=summer)
    expected = rational.ratchet(PEAKS, [80 * counts for counts in summer], 11)
    assert line("demand_flat", urdb, year.monthly(PEAKS)) == [float(kw) for kw in expected]


def test_the_old_ratchet_looks_back_eleven_months():
    urdb = tariff(**FLAT, demandratchetpercentage=[0.35] * 12)
    expected = rational.ratchet(PEAKS, [35] * 12, 11)
    assert line("demand_flat", urdb, year.monthly(PEAKS)) == [float(kw) for kw in expected]


def test_look_back_reads_one_month_too_many_of_the_year_before():
    urdb = tariff(**FLAT, lookbackpercent=0.5, lookbackrange=1)
    options = {"previous_peaks_kw": [0] * 11 + [1000]}
    assert line("demand_flat", urdb, year.monthly(PEAKS), **options)[:3] == [500, 500, 90]


def test_look_back_replaces_the_peaks_of_demand_periods():
    urdb = {**tariff(), **two_periods("demand", [[{"rate": 1}], [{"rate": 10}]])}
    urdb.update(lookbackpercent=0.8, lookbackrange=11)
    assert line("demand_tou", urdb, DAY_KW) == [24 + 240] * 12


def test_look_back_serves_energy_per_kw_without_any_demand_price():
    urdb = tariff((100, 0.1), (1e38, 0.05), lookbackpercent=1, lookbackrange=11)
    for tier in urdb["energyratestructure"][0]:
        tier["unit"] = "kWh/kW"
    february = bills(urdb, year.monthly([20, 10, *[1] * 10]))[1]
    assert february["billing_kw"] == 20
    assert february["energy"] == pytest.approx(2000 * 0.1 + (6720 - 2000) * 0.05)


@pytest.mark.parametrize(
    ("units", "monthly"),
    [("$/month", 12), ("$/day", 365), ("$/year", 1), ("$/week", 12), (None, 12)],
)
def test_the_fixed_charge(units, monthly):
    urdb = tariff(fixedchargefirstmeter=12, **({"fixedchargeunits": units} if units else {}))
    assert line("fixed", urdb, DAY_KW) == [monthly] * 12


def test_old_names_are_filled_in():
    urdb = tariff(fixedmonthlycharge=12, minmonthlycharge=2000)
    assert bills(urdb, DAY_KW)[0]["fixed"] == 12
    assert bills(urdb, DAY_KW)[0]["minimum"] == pytest.approx(2000 - 930 - 12)


@pytest.mark.parametrize("units", ["$/month", "$/kVA", None])
def test_the_minimum_of_a_month_is_of_energy_demand_and_fixed(units):
    urdb = tariff(**FLAT, fixedchargefirstmeter=7, mincharge=1000)
    urdb.update({"minchargeunits": units} if units else {})
    for bill in bills(urdb, year.monthly(PEAKS)):
        base = bill["energy"] + bill["demand_flat"] + 7
        assert bill["minimum"] == pytest.approx(max(0, 1000 - base))


def test_the_minimum_of_a_day_is_the_same_in_each_month():
    assert line("minimum", tariff(mincharge=12, minchargeunits="$/day"), [0] * 8760) == [365] * 12


@pytest.mark.parametrize(
    "annual", [{"annualmincharge": 60000}, {"mincharge": 60000, "minchargeunits": "$/year"}]
)
def test_the_minimum_of_the_year_falls_due_in_december(annual):
    made = bills(tariff(**FLAT, **annual), year.monthly(PEAKS))
    used = sum(bill["energy"] + bill["demand_flat"] for bill in made)
    assert [bill["minimum"] for bill in made[:11]] == [0] * 11
    assert made[11]["minimum"] == pytest.approx(60000 - used)


def test_both_minimums_together_collect_twice():
    urdb = tariff(minmonthlycharge=1000, annualmincharge=12000)
    assert sum(bill["total"] for bill in bills(urdb, [0] * 8760)) == 24000


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"energyratestructure": [[{"max": 5}]]}, "the converter: KeyError('rate')"),
        ({"energyratestructure": [[{"rate": 1, "unit": "MWh"}]]}, "unrecognized unit"),
        ({"energyweekdayschedule": None}, "ur_ec_sched_weekday not assigned"),
    ],
)
def test_what_it_refuses(change, message):
    urdb = {k: v for k, v in {**tariff(), **change}.items() if v is not None}
    with pytest.raises(OracleError) as refused:
        bills(urdb, DAY_KW)
    assert message in str(refused.value)


def test_a_load_of_another_length_is_refused():
    with pytest.raises(OracleError, match="a load of 8760 steps, expected 35040"):
        bills(tariff(), DAY_KW, steps_per_hour=4)
