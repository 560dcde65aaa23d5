"""Commands in the middle of which the firmware fails are done once all the same, or refused."""

import pytest

from comms.points import NAMES
from firmware.supervision import TASKS
from tests.host.faulty_lives import Life

COMMANDS, LAST_GASP, CLOCK = [TASKS.index(name) for name in ("commands", "last gasp", "clock")]
WORDS = ("--days", "0.002", "--start", "2018-01-18T11:00", "--tariff", "gb-economy-7-prepay")
SCHEME = ("--scheme", "gb-emergency-credit", "--prepaid", "90")
BALANCE = NAMES.index("balance_u")
SENT_S, FAILS_FROM_S = 80, 79


def send(life):
    """One top-up of five."""
    top_up = {"kind": "top_up", "id": 1, "amount": "5"}
    world = life.scene.world
    world.at(SENT_S * 1_000_000, lambda t_us: world.send(top_up))


def lived(faulty_code, **fault):
    fault = {"task": COMMANDS, "at_s": FAILS_FROM_S, **fault}
    return Life(faulty_code, *WORDS, *SCHEME, plan=send, **fault)


@pytest.fixture(scope="module")
def whole(faulty_code):
    """The same with nothing broken."""
    return lived(faulty_code, task=None)


def said(life):
    (answer,) = life.scene.world.answers
    return answer[2]["said"]


@pytest.mark.parametrize("what", ["raise", "keep", "interrupt"])
def test_a_command_that_is_not_stored_is_done_by_the_next_life(faulty_code, whole, what):
    life = lived(faulty_code, what=what)
    assert life.resets == ["software"]
    assert said(life) == said(whole) == ""
    assert life.points["bought_u"] == whole.points["bought_u"] == 5_000_000
    assert life.points["balance_u"] == pytest.approx(whole.points["balance_u"], abs=100_000)


def test_a_command_that_is_stored_and_not_answered_is_done_once(faulty_code, whole):
    life = lived(faulty_code, what="follow_credit")
    assert life.resets == ["software"]
    assert "it was done before" in said(life)
    assert life.points["bought_u"] == 5_000_000


def test_a_command_that_fails_each_time_ends_in_safe_mode_and_is_refused(faulty_code):
    """Else it would be handed over again, and end the next life, for ever."""
    life = lived(faulty_code, what="keep", lives=10, at_s=0)
    assert len(life.resets) == 4
    assert life.points["safe_mode"] == 1
    assert "in safe mode" in said(life)
    balances = {status["points"][BALANCE] for status in life.said if "safe_for" in status}
    assert len(balances) == 1


def test_a_last_gasp_that_fails_is_taken_again(faulty_code, whole):
    life = Life(faulty_code, *WORDS, task=LAST_GASP, what="raise", at_s=0)
    assert life.resets == ["software"]
    assert life.last["final"]


def test_a_clock_that_fails_starts_again_beside_the_others(faulty_code):
    days = ("--days", "0.01", *WORDS[2:])
    life = Life(faulty_code, *days, task=CLOCK, what="raise", at_s=0)
    assert life.resets == []
    assert life.last["restarted"].startswith("clock: ")
