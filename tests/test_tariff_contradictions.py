"""Documents whose fields are right one by one and do not go together, and what is said of them."""

from tariffs.compiler import compile_tariff
from tariffs.errors import TariffError
from tests.expect import raises
from tests.rule_scene import document

HEAP_KIB = 256  # sources that are compiled here; a board runs bytecode in place
ENERGY = {"rule": "energy", "kind": "energy", "price": "0.1"}


def refusal(*rules, site=None, **fields):
    found = document(*rules, **fields)
    return str(raises(TariffError, compile_tariff, found, site))


def energy(**fields):
    rule = dict(ENERGY)
    rule.update(fields)
    return rule


def when(*conditions):
    return refusal(ENERGY, energy(rule="other", when=list(conditions)))


def without(field):
    found = document(ENERGY)
    del found[field]
    return str(raises(TariffError, compile_tariff, found))


def test_price_and_prices():
    message = refusal(energy(prices={"low": "1"}))
    assert message == (
        'rules[0]: got ["price", "prices"], expected one of price, prices, components'
    )


def test_tiers_that_do_not_rise():
    tiers = [{"up_to": "20", "price": "1"}, {"up_to": "19.5", "price": "2"}, {"price": "3"}]
    message = refusal({"rule": "t", "kind": "tiers", "tiers": tiers})
    assert message == "rules[0].tiers[1].up_to: got 19.5, expected more than in the tiers before"
    message = refusal({"rule": "t", "kind": "demand", "tiers": tiers})
    assert message == "rules[0].tiers[1].up_to: got 19.5, expected more than in the step before"


def test_a_last_tier_with_an_end():
    tiers = [{"up_to": "20", "price": "1"}, {"up_to": "30", "price": "2"}]
    message = refusal({"rule": "t", "kind": "tiers", "tiers": tiers})
    assert message == "rules[0].tiers[1].up_to: got 30, expected none in the last tier"


def test_a_base_that_is_not_above():
    tax = {"rule": "vat", "kind": "tax", "base": ["energy"], "percent": "19"}
    assert refusal(tax, ENERGY) == (
        "rules[0].base: got 'energy', expected a rule above this one: none"
    )
    tax["base"] = ["energy", "vat"]
    assert refusal(ENERGY, tax) == (
        "rules[1].base: got 'vat', expected a rule above this one: energy"
    )
    tax["base"] = ["energy", "energy"]
    assert refusal(ENERGY, tax) == "rules[1].base: got energy twice, expected each name once"


def test_periods_and_calendars_that_are_not_there():
    assert refusal(energy(periods=["peak"])) == (
        'rules[0].periods: got "peak", expected one of low, high'
    )
    assert refusal(energy(periods=["low", "low"])) == (
        "rules[0].periods: got low twice, expected each name once"
    )
    assert refusal(energy(calendar="demand")) == (
        'rules[0].calendar: got "demand", expected one of use'
    )
    message = refusal({"rule": "e", "kind": "energy", "prices": {"low": "1", "peak": "2"}})
    assert message == 'rules[0].prices: got "peak", expected one of low, high'


def test_two_rules_of_one_name():
    message = refusal(ENERGY, ENERGY)
    assert message == 'rules[1].rule: got "energy" twice, expected a new name'


def test_a_condition_without_a_bound():
    message = when({"quantity": "energy"})
    assert message == (
        "rules[1].when[0]: got nothing, expected at_least or above, below or at_most, or one of"
        " each"
    )
    message = when({"quantity": "energy", "at_least": "1", "above": "1"})
    assert message == 'rules[1].when[0]: got "both", expected at_least or above'
    message = when({"quantity": "energy", "below": "1", "at_most": "1"})
    assert message == 'rules[1].when[0]: got "both", expected below or at_most'


def test_conditions_that_never_hold():
    never = "that never hold, expected some that can: this rule would never charge"
    assert when({"quantity": "energy", "at_least": "5", "below": "5"}) == (
        f"rules[1].when[0]: got conditions on energy {never}"
    )
    assert never in when({"quantity": "energy", "above": "5", "at_most": "5"})
    assert never in when({"quantity": "energy", "at_least": "6", "below": "5"})
    assert never in when({"quantity": "month", "at_least": "5", "below": "5"})
    least, most = {"quantity": "energy", "at_least": "5"}, {"quantity": "energy", "below": "4"}
    assert when(least, most) == f"rules[1].when[1]: got conditions on energy {never}"
    assert never in when({"quantity": "month", "at_least": "13"})
    assert never in when({"quantity": "month", "below": "1"})
    assert never in when({"quantity": "days", "at_least": "367"})


def test_conditions_that_can_hold():
    conditions = (
        {"quantity": "energy", "at_least": "5", "below": "5.000001"},
        {"quantity": "month", "at_least": "12"},
        {"quantity": "month", "below": "1.000001"},
        {"quantity": "days", "at_least": "366"},
        {"quantity": "energy", "at_least": "5", "at_most": "5"},
        {"quantity": "month", "at_least": "11", "below": "5"},
        {"quantity": "month", "above": "10", "at_most": "4"},
    )
    for each in conditions:
        compile_tariff(document(ENERGY, energy(rule="other", when=[each])))


def test_what_can_hardly_be_shown():
    nested = []
    for _ in range(1500):  # beyond what json.dumps bears on one runtime or another
        nested = [nested]
    assert refusal(name=nested).startswith("name: got a list of 1, expected text of ")
    nested = None
    assert refusal(name=["x"] * 900).startswith("name: got a list of 900, expected text of ")
    message = refusal(ENERGY, events={"x": [1]})
    assert message.startswith("events: got an object of 1, expected a list")
    assert len(refusal(name="x" * 5000)) < 150
    assert len(refusal(name=["x" * 5000] * 2)) < 150
    assert len(refusal(name=10**5000)) < 150


def test_what_must_be_there():
    assert without("currency") == (
        "currency: got nothing, expected text of 1 to 40 printable characters"
    )
    assert without("zone") == "zone: got nothing, expected an object"
    assert without("rules") == "rules: got nothing, expected a list of 1 to 64"
    assert without("format") == "format: got nothing, expected 2"


def test_null_is_not_the_same_as_nothing():
    for field in ("zone", "cycle", "seasons", "special_days", "events", "calendars", "rounding"):
        assert refusal(ENERGY, **{field: None}).startswith(field + ": got nothing, expected a")
    assert refusal(energy(rounding=None)) == "rules[0].rounding: got nothing, expected a rounding"


def test_another_format():
    assert refusal(format=1) == "format: got 1, expected 2; format 1 is not read any more"
    assert refusal(format=3) == "format: got 3, expected 2"
    assert refusal(format="2") == 'format: got "2", expected 2'
    assert refusal(format=True) == "format: got true, expected 2"
    assert refusal(format=2.0).startswith("format: got 2")


def test_site_facts_that_are_missing():
    rule = {"rule": "f", "kind": "fixed", "price": "1", "of": "site:supply_kva"}
    assert refusal(rule) == ("rules[0].of: got no site fact 'supply_kva', expected it among: none")
    assert refusal(rule, site={"facts": {"supply_kw": "1"}}) == (
        "rules[0].of: got no site fact 'supply_kva', expected it among: supply_kw"
    )


def test_a_site_that_is_wrong():
    message = refusal(ENERGY, site={"fact": {}})
    assert message.startswith('site: got the key "fact", expected one of facts, contracts, ')
    assert refusal(ENERGY, site=[]) == "site: got [], expected an object"
    assert refusal(ENERGY, site={"facts": {"kw": 5}}).startswith("site.facts.kw: got 5, expected")
    message = refusal(ENERGY, site={"events": {"critical": ["2026-07-01"]}})
    assert message == 'site.events: got "critical", expected none at all'


def test_a_rule_with_the_name_of_what_conditions_know():
    for name in ("month", "days", "site:contract_kw"):
        message = refusal(energy(rule=name))
        assert message == f'rules[0].rule: got "{name}", expected a name that is not taken'


def test_bounds_that_cross():
    tax = {"rule": "t", "kind": "tax", "base": ["energy"], "percent": "1"}
    tax.update({"at_least": "5", "at_most": "1"})
    message = refusal(ENERGY, tax)
    assert message.startswith("rules[1].at_most: got "), message


def test_rounding_to_nothing():
    message = refusal(energy(rounding={"to": "0"}))
    assert message.startswith("rules[0].rounding.to: got "), message
    message = refusal(ENERGY, rounding={"total": {"to": "0"}})
    assert message.startswith("rounding.total.to: got "), message


def test_a_date_that_is_none():
    assert refusal(ENERGY, valid_from="2026-13-01").startswith("valid_from: got ")


def test_a_field_that_means_nothing_without_another():
    demand = {"rule": "d", "kind": "demand", "top": 5}
    assert refusal(demand) == 'rules[0].top: got 5, expected it only beside statistic "top"'
    demand = {"rule": "d", "kind": "demand", "each": "window", "statistic": "daily_sum"}
    assert refusal(demand).startswith('rules[0].each: got "window", expected it only beside')
    assert refusal(energy(price_decimals=4)) == (
        "rules[0].price_decimals: got 4, expected it only beside components"
    )
    message = refusal(energy(factors={"all": "1"}))
    assert message.endswith("expected it only beside components")
    least = {"rule": "m", "kind": "minimum", "base": ["energy"], "amount": "5", "year_from": 3}
    message = refusal(ENERGY, least)
    assert message == 'rules[1].year_from: got 3, expected it only beside per "year"'


def test_terms_of_a_billing_demand_that_do_not_go_together():
    demand = {"rule": "d", "kind": "demand"}
    for term, message in (
        ({"of": "d", "target": "0.9"}, "power_factor: got nothing, expected it, beside target"),
        ({"of": "d", "both_ways": True}, "power_factor: got nothing, expected it, beside target"),
        (
            {"of": "d", "load_factor": "0.5"},
            'load_factor: got "a number", expected it only beside',
        ),
        (
            {"of": "d", "power_factor": "d", "target": "0.9"},
            'power_factor: got "demand", expected a power_factor',
        ),
    ):
        billing = {"rule": "b", "kind": "billing_demand", "greatest": [term]}
        found = refusal(demand, billing)
        assert found.startswith("rules[1].greatest[0]." + message), found


def test_slabs_that_overlap_or_have_no_extent():
    def slabs(*ends):
        rows = [{"from": start, "to": end, "percent": "1"} for start, end in ends]
        return {"rule": "pf", "kind": "power_factor", "base": ["energy"], "slabs": rows}

    message = refusal(ENERGY, slabs(("0.9", "0.7"), ("0.75", "0.6")))
    assert message.startswith("rules[1].slabs[1].to: got 0.6, expected a slab beside the others")
    message = refusal(ENERGY, slabs(("0.9", "0.9")))
    assert message == "rules[1].slabs[0].to: got 0.9, expected another number than from"
    compile_tariff(document(ENERGY, slabs(("0.9", "0.7"), ("0.7", "0.6"), ("0.9", "0.95"))))
