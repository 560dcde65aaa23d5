"""The campaign: it lives through faults, it says what it tried, and it sees what is broken."""

import pytest
from rich.console import Console

from firmware.meter import Meter
from host.campaign import allocations, command, cuts, proof, report, seeds
from host.campaign.starving import Starving
from host.runtimes import find

CUT_GUARDS = [guard for guard in proof.GUARDS if guard[4] is proof.cut]
QUIET = Console(file=open("/dev/null", "w"))  # noqa: SIM115 (as long as the tests)


@pytest.mark.parametrize("seed", range(20, 24))
def test_nothing_is_lost_whatever_befalls_a_seed(seed):
    outcome = seeds.outcome_of(seed)
    assert outcome.broken == ()


def test_a_seed_repeats_itself():
    assert seeds.outcome_of(3) == seeds.outcome_of(3)


def test_a_meter_that_does_not_store_is_seen(monkeypatch):
    keep = Meter.tick

    def tick(self, last=False):
        store, self.store = self.store, Deaf()
        keep(self, last)
        self.store = store

    monkeypatch.setattr(Meter, "tick", tick)
    assert any(seeds.outcome_of(seed).broken for seed in range(20, 24))


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


@pytest.fixture(scope="module")
def tracer():
    return cuts.traced()


def test_every_cut_leaves_what_was_acknowledged_or_what_was_on_its_way(tracer):
    part = cuts.run_single(1500, tracer)
    assert part.broken == []
    for site in ("a second", "a bill's close", "another tariff begins", "command top_up"):
        assert part.tried[site] > 5, site


def test_a_second_cut_in_the_first_write_of_a_start_is_borne(tracer):
    assert cuts.run_double(300, tracer).broken == []


def test_a_flipped_bit_costs_the_newest_frame_at_most(tracer):
    part = cuts.run_flips(64, tracer)
    assert part.broken == []
    assert sum(part.tried.values()) == 32768 * 8 // 64


@pytest.mark.parametrize("guard", CUT_GUARDS, ids=[g[0] for g in CUT_GUARDS])
def test_a_guard_that_is_gone_is_missed(guard):
    _, owner, name, replacement, part = guard
    with proof.without(owner, name, replacement):
        assert part()


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
