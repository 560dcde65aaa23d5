"""Monthly bills of a URDB tariff by NREL-PySAM 7.1.1.post1: Utilityrate5 and its own converter.

    bills(urdb, load_kw, steps_per_hour=4, tier_mode="running")[0]["energy"]   # January

The year has 8760 hours and begins on Monday, 1 January: no leap day, summer time or holiday. A
load is the mean kW of each step; the step is the demand window. Every line is a double, never
rounded, and total = energy + demand_flat + demand_tou + fixed + minimum.

**What its converter (URDBv8_to_ElectricityRates) reads:** energyratestructure (rate + adj, max,
unit, sell) and its two schedules, demandratestructure and its two schedules, flatdemandstructure
and flatdemandmonths, fixedchargefirstmeter with fixedchargeunits ($/day becomes 365/12 of it in
every month, $/year a twelfth, any other text is a month), mincharge with minchargeunits ($/day
likewise, $/year is an annual minimum, any other text, as $/kVA, is a month), dgrules.

**What it drops:** fixedmonthlycharge, minmonthlycharge, annualmincharge, fixedchargeeaaddl,
demandratchetpercentage, demandreactivepowercharge, coincident*, demandwindow, demandunits,
flatdemandunit, demandrateunit (so kVA, hp and "daily" are kW of the month), every *attrs and
comment, and a flatdemandstructure without flatdemandmonths. A charge without its units is
dropped (fixed) or a KeyError (minimum).

**What is filled in here:** the first three and the charges without units; the old ratchet (12
fractions, over the last 11 months); and look-back as a whole, where the converter is at fault: it
leaves "consider the actual peak" off, so that the month's own peak counts only by the percent, it
gives all months the percent when lookbackmonths names one, and it knows no camel case.

**Tiers** are marginal. Metering options 0 and 1 are "pro-rata": the month's total is cut by the
limits, and each period has its share of each tier. Options 2, 3 and 4 are "running": one total of
the month over all periods in time order. tier_mode None is what dgrules says: the three net
billing rules are running, all else is pro-rata. Limits must be equal in all periods of a month,
and the last tier must be open (above a finite limit pro-rata bills nothing and running nonsense).
Limits are kWh or kWh/kW, and "daily" is the limit times the days of the month, not of each day.
kWh/kW is per kW of the month's billing demand over all hours, also in running mode, where it is
thus known before the month begins; it is scaled only if the first tier has that unit.

**Billing demand** is the largest step of the month; with look-back max(own peak, percent of the
source month x its peak) over the last lookbackrange months. It then also replaces the peak of
every TOU demand period. The first months look one month too far back into the previous year,
which does not show without previous_peaks_kw.

**Minimum**: the monthly one is topped up against energy + demand + fixed; the annual one in
December against twelve of those, without the monthly top-ups.

**Outputs** read: year1_monthly_{ec_charge, dc_fixed, dc_tou, fixed, minimum}_without_system and
year1_monthly_utility_bill_wo_sys, twelve numbers each; ec_charge is all periods and tiers, dc_tou
all periods. year1_billing_demand_wo_sys is there if demand or kWh/kW is billed.
"""

import json

from PySAM import Utilityrate5
from PySAM.UtilityRateTools import URDBv8_to_ElectricityRates

from tests.host.oracles import year

METERING_OPTION = {"pro-rata": 0, "running": 2}
LINES = {
    "energy": "ec_charge",
    "demand_flat": "dc_fixed",
    "demand_tou": "dc_tou",
    "fixed": "fixed",
    "minimum": "minimum",
}
NO_LIMIT = 1e38
RATCHET_MONTHS = 11  # of the old demandratchetpercentage, which names none
OLD_NAMES = {
    "fixedmonthlycharge": ("fixedchargefirstmeter", "fixedchargeunits"),
    "minmonthlycharge": ("mincharge", "minchargeunits"),
}


class OracleError(Exception):
    """PySAM cannot bill this tariff; str() is its own reason."""


def bills(urdb, load_kw, steps_per_hour=1, tier_mode=None, previous_peaks_kw=None):
    """Twelve bills of a year: dicts of LINES, "total" and "billing_kw".

    `tier_mode` is "running", "pro-rata", or None for what the tariff's dgrules say;
    `previous_peaks_kw` are the year before's, January first, none unless given.
    """
    rates = electricity_rates(urdb, tier_mode, previous_peaks_kw)
    model = _run(rates, load_kw, steps_per_hour)
    outputs = model.Outputs  # which goes away with the model
    columns = {
        name: getattr(outputs, f"year1_monthly_{column}_without_system")
        for name, column in LINES.items()
    }
    columns["total"] = outputs.year1_monthly_utility_bill_wo_sys
    columns["billing_kw"] = _billing_kw(rates, outputs)
    return [{name: column[month] for name, column in columns.items()} for month in range(12)]


def bills_per_period(urdb, load_kw, steps_per_hour=1):
    """The same where each energy period has tiers of its own: one run for each period.

    Other periods' load is nought in it, so kWh/kW tiers have another base: kWh only. Minimum and
    total are left out.
    """
    whole = bills(_without_energy(urdb), load_kw, steps_per_hour)
    periods = year.periods(urdb, "energy", steps_per_hour)
    for number, tiers in enumerate(urdb["energyratestructure"]):
        load = [kw * (period == number) for kw, period in zip(load_kw, periods, strict=True)]
        alone = {"energyratestructure": [tiers], **year.schedules("energy", 0)}
        for month, bill in enumerate(bills(alone, load, steps_per_hour)):
            whole[month]["energy"] += bill["energy"]
    return [{k: v for k, v in bill.items() if k not in ("minimum", "total")} for bill in whole]


def electricity_rates(urdb, tier_mode=None, previous_peaks_kw=None):
    """The inputs of Utilityrate5: the converter's, with what it drops filled in."""
    urdb = _modern(json.loads(json.dumps(urdb)))  # the converter alters its argument
    lookback = _lookback(urdb)
    try:
        rates = URDBv8_to_ElectricityRates(urdb)
    except (KeyError, ValueError, RuntimeError) as error:
        raise OracleError(f"the converter: {error!r}") from error
    rates["ur_annual_min_charge"] = max(
        rates.get("ur_annual_min_charge", 0), urdb.get("annualmincharge", 0)
    )
    if lookback:
        _fill_lookback(rates, lookback, previous_peaks_kw)
    if tier_mode is not None:
        rates["ur_metering_option"] = METERING_OPTION[tier_mode]
    return rates


def _modern(urdb):
    """Old names and camel case put as the converter knows them; charges without units get one."""
    for name in ("lookbackPercent", "lookbackRange", "lookbackMonths"):
        if name in urdb:
            urdb.setdefault(name.lower(), urdb.pop(name))
    for old, (new, units) in OLD_NAMES.items():
        if old in urdb and new not in urdb:
            urdb[new], urdb[units] = urdb[old], "$/month"
        if new in urdb:
            urdb.setdefault(units, "$/month")
    return urdb


def _lookback(urdb):
    """(months, percents by source month), taken out of `urdb`; None if it has no ratchet."""
    fraction = urdb.pop("lookbackpercent", 0)
    months, named = urdb.pop("lookbackrange", 0), urdb.pop("lookbackmonths", None) or [True] * 12
    old = urdb.pop("demandratchetpercentage", None)
    if fraction:
        return months, [100 * fraction * bool(counts) for counts in named]
    if old and any(old):
        return RATCHET_MONTHS, [100 * fraction for fraction in old]
    return None


def _fill_lookback(rates, lookback, previous_peaks_kw):
    """Billing demand: in each month the own peak counts in full, that of others by percent."""
    if not rates["ur_dc_enable"]:  # it works for kWh/kW alone, but wants tables to be there
        rates["ur_dc_enable"] = 1
        rates["ur_dc_flat_mat"] = [[month, 1, NO_LIMIT, 0] for month in range(12)]
        rates["ur_dc_tou_mat"] = [[1, 1, NO_LIMIT, 0]]
        rates["ur_dc_sched_weekday"] = rates["ur_dc_sched_weekend"] = [[1] * 24] * 12
    months, percents = lookback
    periods = sorted({row[0] for row in rates["ur_dc_tou_mat"]})
    rates.update(
        ur_enable_billing_demand=1,
        ur_billing_demand_minimum=0,
        ur_billing_demand_lookback_period=months,
        ur_billing_demand_lookback_percentages=[[percent, 1] for percent in percents],
        ur_dc_billing_demand_periods=[[period, 1] for period in periods],
        ur_yearzero_usage_peaks=previous_peaks_kw or [0] * 12,
    )


def _run(rates, load_kw, steps_per_hour):
    steps = year.HOURS * steps_per_hour
    if len(load_kw) != steps:
        raise OracleError(f"a load of {len(load_kw)} steps, expected {steps}")
    model = Utilityrate5.new()
    model.Lifetime.analysis_period = 1
    model.Lifetime.inflation_rate = model.Lifetime.system_use_lifetime_output = 0
    model.SystemOutput.assign({"gen": [0.0] * steps, "degradation": [0]})
    model.Load.assign({"load": [float(kw) for kw in load_kw], "load_escalation": [0]})
    model.ElectricityRates.assign(rates)
    try:
        model.execute(0)
    except Exception as error:  # it raises nothing more special
        raise OracleError(" ".join(str(error).split())) from error
    return model


def _billing_kw(rates, outputs):
    """Billing demand of each month; the peak, where nothing is billed on demand."""
    per_kw = any(row[3] in (1, 3) for row in rates["ur_ec_tou_mat"])
    if per_kw or rates["ur_dc_enable"]:
        return outputs.year1_billing_demand_wo_sys
    return outputs.year1_monthly_peak_wo_system


def _without_energy(urdb):
    free = {"energyratestructure": [[{"rate": 0}]], **year.schedules("energy", 0)}
    return {k: v for k, v in urdb.items() if k != "dgrules"} | free
