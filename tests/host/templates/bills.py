"""Templates billed end to end by `meter bill`, and compared with what an oracle says."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from host.cli import main
from tests.host.oracles import national

ROOT = Path(__file__).resolve().parents[3]
SITES = ROOT / "host" / "data" / "sites"
DOCUMENTS = sorted((ROOT / "tariffs" / "templates").glob("*.json"))


def site_of(name):
    """The facts that a tariff is tried with, or None."""
    path = SITES / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


@pytest.fixture(scope="module")
def bill(tmp_path_factory):
    """bill(name, zone, start, days, add, part, site): (what the meter says, Months of oracles)."""
    folder = tmp_path_factory.mktemp("template")

    def billed(name, zone, start, days=365, add=0, part=1, site=None):
        load, result = folder / "load.csv", folder / "result.json"
        load.write_text("".join(lines(days, add, part)))
        site = site_of(name) if site is None else site
        (folder / "site.json").write_text(json.dumps(site or {}))
        words = ["bill", "--tariff", name, "--load", str(load)]
        words += ["--start", start, "--site", str(folder / "site.json"), "--json", str(result)]
        assert main(words) == 0
        found = json.loads(result.read_text())["months"]
        return found, national.months(zone, start, days, add, part)

    return billed


def lines(days, add, part):
    """A load file, of the same numbers that the oracle has."""
    yield "start,kwh,kvarh_lag,kvarh_lead\n"
    for number, row in enumerate(national.energies()[: round(96 * days)]):
        kwh, lag, lead = (
            f"{each * 10_000 // part // 10**6}.{each * 10_000 // part % 10**6:06}"
            for each in (row[0] + 100 * add, row[1], row[2])
        )
        yield f"{stamp(number)},{kwh},{lag},{lead}\n"


def stamp(number):
    """Unbroken time from 1 January 2018 on."""
    return (national.datetime(2018, 1, 1) + number * national.QUARTER).isoformat()


def agree(found, expected, total=sum, near=0):
    """Each bill has these {(group, rule): amount}, and the total that `total` makes of them."""
    assert len(found) == len(expected)
    for month, lines_of in zip(found, expected, strict=True):
        amounts = {}
        for line in month["lines"]:
            key = line["group"], line["rule"]
            amounts[key] = amounts.get(key, 0) + Fraction(line["amount"])
        for key in amounts.keys() | lines_of.keys():
            difference = amounts.get(key, 0) - lines_of.get(key, 0)
            assert abs(difference) <= near, (month["start"], key, float(difference))
        groups = {group for group, _ in lines_of}
        for group in groups:
            wanted = sum(amount for key, amount in lines_of.items() if key[0] == group)
            assert abs(Fraction(month["totals"][group]) - wanted) <= near, (month["start"], group)
        difference = Fraction(month["total"]) - total(lines_of.values())
        assert abs(difference) <= near, (month["start"], "total", float(difference))
