"""Safe mode: a meter that cannot run as it should measures, holds the switch, and refuses."""

from comms.points import NAMES
from firmware.supervision import TASKS
from host.simulator.world import COMMAND_WAITS
from tests.host.faulty_lives import HEAP_KIB, Life
from tests.host.scenes import live_apart, scene_of

METERING, COMMANDS = TASKS.index("metering"), TASKS.index("commands")
ONE_SNAPSHOT_MWH = 170_000
BALANCE, IMPORT = NAMES.index("balance_u"), NAMES.index("import_mwh_total")
START = ("--start", "2018-01-18T11:00")
SHORT = ("--days", "0.002", *START)
LONG = ("--days", "0.05", *START)
FAILS = {"task": METERING, "what": "raise", "at_s": 5, "lives": 4}
WHY = "ValueError: it was made to fail"


def energy_billed_mwh(said):
    """The energy lines of the bill."""
    return sum(line[4] for line in said["bill"] if line[2] == "energy")


def test_a_meter_that_fails_again_and_again_goes_on_measuring(faulty_code):
    undisturbed = live_apart(scene_of(*SHORT))
    life = Life(faulty_code, *SHORT, **FAILS)
    assert life.resets == ["software"] * 4
    assert life.last["safe_for"] == WHY
    assert life.points["safe_mode"] == 1
    loss = undisturbed["import_mwh_total"] - life.points["import_mwh_total"]
    assert 0 <= loss <= 4 * ONE_SNAPSHOT_MWH
    assert life.points["import_mwh_total"] > 20_000_000
    assert not life.scene.relay.moves
    assert life.longest_gap_s < 10


def test_what_was_measured_in_safe_mode_is_billed_after_it(faulty_code):
    life = Life(faulty_code, *LONG, **FAILS)
    undisturbed = live_apart(scene_of(*LONG))
    assert life.resets == ["software"] * 5, "four failures, and the end of safe mode"
    assert life.points["safe_mode"] == 0
    assert "safe_for" not in life.last
    loss = undisturbed["import_mwh_total"] - life.points["import_mwh_total"]
    assert 0 <= loss <= 5 * ONE_SNAPSHOT_MWH
    assert energy_billed_mwh(life.last) == life.points["import_mwh_total"]
    assert life.points["bill_u"] == life.points["debited_u"]
    off = abs(life.points["bill_u"] - undisturbed["bill_u"])
    assert off < undisturbed["bill_u"] // 25, "shared out by time, each part priced by its period"


def test_a_meter_that_cannot_even_start_measures_all_the_same(faulty_code):
    """With what was stored before; the first life is a good one."""

    def plan(life):
        life.scene.world.at(60_000_000, life.slot.kill)

    life = Life(faulty_code, *SHORT, plan=plan, what="start", at_s=0, lives=6, first=2)
    assert life.resets == ["killed", "software", "software"]
    assert life.last["safe_for"] == "ValueError: half done"
    assert [said["reset_task"] for said in life.said if "reset_task" in said][0] == "start"
    assert life.longest_gap_s < 10


def test_a_start_that_hangs_is_bitten_too(faulty_code):
    def plan(life):
        life.scene.world.at(30_000_000, life.slot.kill)

    life = Life(faulty_code, *SHORT, plan=plan, what="start", at_s=0, lives=2, first=2, waits=1)
    assert life.resets == ["killed", "watchdog"]
    assert (life.last["reset_task"], life.points["safe_mode"]) == ("start", 0)


def test_money_stands_still_in_safe_mode(faulty_code):
    life = Life(faulty_code, *SHORT, **FAILS)
    safe = [said for said in life.said if "safe_for" in said]
    assert len(safe) > 2
    assert {said["points"][BALANCE] for said in safe} == {life.points["balance_u"]}
    energies = [said["points"][IMPORT] for said in safe]
    assert energies == sorted(energies) and energies[-1] > energies[0]


def test_a_tariff_that_finds_no_room_any_more_is_kept_for_later(faulty_code):
    """The firmware of another release leaves less of the heap, say."""

    def plan(life):
        world, slot = life.scene.world, life.slot
        world.at(60_000_000, lambda t_us: (life.heap_kib(128), slot.kill()))
        world.at(100_000_000, lambda t_us: life.heap_kib(HEAP_KIB))

    life = Life(faulty_code, *LONG, plan=plan)
    assert life.resets == ["killed", "software", "software"]
    safe = [said for said in life.said if "safe_for" in said]
    assert "too large for the memory" in safe[0]["safe_for"]
    assert life.points["safe_mode"] == 0
    assert life.points["tariff_lost"] == 0
    assert energy_billed_mwh(life.last) == life.points["import_mwh_total"]


def test_credit_and_orders_are_refused_and_say_why(faulty_code):
    words = ("--tariff", "gb-economy-7-prepay", "--scheme", "gb-emergency-credit")

    def plan(life):
        top_up = {"kind": "top_up", "id": 1, "amount": "5"}
        life.scene.world.at(80_000_000, lambda t_us: life.scene.world.send(top_up))

    life = Life(faulty_code, *SHORT, *words, plan=plan, **FAILS)
    (answer,) = life.scene.world.answers
    assert answer[2]["kind"] == "top_up"
    assert "expected none in safe mode: " + WHY in answer[2]["said"]
    safe = [said["points"][BALANCE] for said in life.said if "safe_for" in said]
    assert len(set(safe)) == 1
    assert not life.scene.world.pins & COMMAND_WAITS


def test_a_supply_that_comes_back_begins_anew(faulty_code):
    def plan(life):
        life.scene.world.at(80_000_000, life.slot.cut_power)

    life = Life(faulty_code, *SHORT, plan=plan, **FAILS)
    assert life.resets == ["software"] * 4 + ["power cut"] + ["software"] * 4
    assert life.points["safe_mode"] == 1
