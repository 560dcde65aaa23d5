"""The campaign: it lives through faults, it says what it tried, and it sees what is broken."""

import pytest
from rich.console import Console

from firmware.meter import Meter
from host.campaign import allocations, command, report, seeds
from host.campaign.starving import Starving
from host.runtimes import find
from tariffs.prepaid import commands

QUIET = Console(file=open("/dev/null", "w"))  # noqa: SIM115 (as long as the tests)


@pytest.mark.parametrize("seed", range(20, 28))
def test_nothing_is_lost_whatever_befalls_a_seed(seed):
    outcome = seeds.outcome_of(seed)
    assert outcome.broken == ()


def test_a_seed_repeats_itself():
    assert seeds.outcome_of(3) == seeds.outcome_of(3)


def test_a_meter_that_takes_a_command_twice_is_seen(monkeypatch):
    monkeypatch.setattr(commands, "expect_new", lambda account, kind, number: None)
    broken = [what for seed in range(20, 30) for what in seeds.outcome_of(seed).broken]
    assert any("bought_u" in what or "refunded_u" in what for what in broken), broken


def test_a_meter_that_does_not_store_is_seen(monkeypatch):
    keep = Meter.tick

    def tick(self, last=False):
        store, self.store = self.store, Deaf()
        keep(self, last)
        self.store = store

    monkeypatch.setattr(Meter, "tick", tick)
    assert any(seeds.outcome_of(seed).broken for seed in range(20, 26))


class Deaf:
    """A store that forgets."""

    def __getattr__(self, name):
        return lambda *arguments: True


def test_memory_runs_out_at_lines_of_every_place():
    starving = Starving(1)
    watch = starving.live()
    assert (watch.broken, starving.broken) == ([], [])
    for site in ("a start", "a second", "a minute", "a quarter-hour", "a bill's close"):
        assert starving.tried[site] >= 1
        assert starving.lines[site] > 500
    assert "command top_up" in starving.tried


@pytest.mark.skipif(find(allocations.INTERPRETER) is None, reason="make campaign builds it")
@pytest.mark.parametrize("site", allocations.SITES)
def test_an_allocation_that_fails_costs_a_restart_and_nothing_else(site):
    total = allocations.taken_by(site)
    broken, _ = allocations.lived(site, total // 2)
    assert broken == []


def test_what_is_broken_is_said_with_how_to_see_it_again():
    part = report.Part("seeds")
    part.count("cut", times=4)
    part.count("cut", is_broken=True)
    part.broken.append(("seed 7: [red] money", "make campaign ARGS='--seed 7'"))
    console = Console(record=True, width=100, file=QUIET.file)
    assert not report.show([part], console)
    said = console.export_text()
    assert "5 " in said and "4 " in said
    assert "seed 7: [red] money" in said
    assert "make campaign ARGS='--seed 7'" in said


@pytest.mark.parametrize("words", [["--seeds", "0"], ["--hours", "x"], ["--only", "luck"]])
def test_a_mistake_in_what_is_asked_ends_with_2(words, capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(words)
    assert ended.value.code == 2
    assert "make campaign: error" in capsys.readouterr().err
