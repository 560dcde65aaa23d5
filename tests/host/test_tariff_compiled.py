"""Tariffs can be looked at without their site, and what is wrong is found all the same."""

from copy import deepcopy

import pytest

from host.simulator.errors import SimulationError
from host.tariff.compiled import compiled
from host.templates.catalogue import templates


@pytest.mark.parametrize("template", templates(), ids=lambda each: each.name)
def test_every_template_is_compiled_without_its_site(template):
    tariff = compiled("x", template.document, None)
    assert [rule.name for rule in tariff.rules] == [r["rule"] for r in template.document["rules"]]


@pytest.mark.parametrize("template", templates(), ids=lambda each: each.name)
def test_what_is_wrong_with_the_last_rule_is_found_without_a_site(template):
    document = deepcopy(template.document)
    document["rules"][-1]["accrual"] = "never"
    with pytest.raises(SimulationError, match="accrual: got .never., expected one of"):
        compiled("x", document, None)


def test_who_wants_the_whole_must_give_the_site():
    document = next(each.document for each in templates() if each.name == "es-61td")
    with pytest.raises(SimulationError, match="site contract"):
        compiled("x", document, None, whole=True)
