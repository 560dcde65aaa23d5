"""Every kind of rule bills the same on every runtime, byte for byte, and so does the state."""

import os
import subprocess
import sys

import pytest

from host.runtimes.recipes import RECIPES
from tariffs.rules import KINDS
from tests.interpreter import ROOT, required
from tests.tariff_mutations import example

SCRIPT = "tests/replay_bill.py"
MEASURE = {"history", "ratio"}
"""Kinds that never charge. Of the others a rule may have no price, so that it only measures:"""
PRICELESS = {"demand", "energy", "annual_demand", "hourly_reactive", "power_factor", "reactive"}
PRICES = {"price", "prices", "tiers", "components", "standard", "table", "slabs", "ratio", "bands"}
PRICES |= {"by_power_factor"}
HEAP_KIB = 512  # every kind is loaded, which no one tariff does
LIMIT_S = 300


def replayed(argv, *kinds, **paths):
    """What the script prints on a runtime, as bytes."""
    run = subprocess.run(
        [*argv, SCRIPT, *kinds],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1", **paths},
        capture_output=True,
        timeout=LIMIT_S,
    )
    if run.returncode:
        pytest.fail((run.stdout + run.stderr).decode()[-1000:], pytrace=False)
    return run.stdout


@pytest.fixture(scope="module")
def here():
    return replayed([sys.executable], PYTHONPATH=str(ROOT))


@pytest.mark.parametrize("runtime", RECIPES)
def test_bills_and_state_are_the_same_to_the_last_byte(here, runtime):
    argv = [*required(runtime), "-X", f"heapsize={HEAP_KIB}k"]
    there = replayed(argv, MICROPYPATH=f"{ROOT}:.frozen")
    assert there.splitlines() == here.splitlines()


def test_every_rule_of_the_examples_that_can_charge_does(here):
    """A line that stays at zero on these days would compare nothing."""
    bills = here.decode().split("in all, fingerprint ")
    assert len(bills) == len(KINDS) + 1
    for kind, bill in zip(sorted(KINDS), bills, strict=False):
        lines = [line.rsplit(", ", 2)[:2] for line in bill.splitlines() if line.startswith("  ")]
        charged = {head.partition(" / ")[0].strip() for head, amount in lines if int(amount)}
        rules = [rule for rule in example(kind)["rules"] if rule["kind"] == kind]
        for rule in rules if kind not in MEASURE else ():
            has_price = kind not in PRICELESS or PRICES & set(rule)
            assert rule["rule"] in charged or not has_price, (kind, rule["rule"])


def test_the_state_changes_every_day(here):
    days = [line for line in here.decode().splitlines() if line.startswith("day ")]
    assert len(set(days)) == len(days) == 11 * len(KINDS)
