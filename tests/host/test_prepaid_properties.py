"""The account keeps its books, whatever comes in whatever order, and wherever it starts anew."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tariffs.prepaid.account import PrepaidAccount
from tariffs.prepaid.commands import Refused, Repeated, carry_out
from tariffs.prepaid.credit import CREDIT, acknowledge, judge, limit_u, note_closing
from tariffs.prepaid.debit import settle
from tariffs.prepaid.forecast import note
from tariffs.prepaid.terms import read_scheme
from tests.host.sources import ROOT
from tests.prepaid_scene import MONDAY_S, is_balanced

SCHEMES = sorted((ROOT / "tariffs" / "schemes").glob("*.json"))
KINDS = ("top_up", "refund", "emergency", "debt", "carry")
cents = st.integers(-200, 5000).map(lambda n: f"{n / 100:.2f}")
steps = st.one_of(
    st.tuples(st.just("command"), st.sampled_from(KINDS), st.integers(1, 12), cents),
    st.tuples(st.just("use"), st.integers(-300, 900), st.integers(-60, 200), st.just(0)),
    st.tuples(st.just("wait"), st.integers(60, 900_000), st.just(0), st.just(0)),
    st.tuples(st.just("button"), st.just(0), st.just(0), st.just(0)),
)
lives = st.lists(steps, min_size=1, max_size=60)


class Life:
    """An account that lives by a scheme; `is_closed` is what a switch would do by its word."""

    def __init__(self, scheme):
        self.scheme = scheme
        self.account = PrepaidAccount(20_000_000)
        self.utc_s = MONDAY_S
        self.is_closed = True
        self.owed_u = self.standing_u = 0

    def step(self, kind, *words):
        getattr(self, kind)(*words)
        causes = judge(self.account, self.scheme, self.utc_s, self.is_closed)
        if not causes and not self.is_closed:
            note_closing(self.account, self.scheme, self.utc_s)
        self.is_closed = not causes
        assert is_balanced(self.account)

    def command(self, kind, number, amount):
        command = {"kind": kind, "id": number}
        if kind != "emergency":
            command["amount"] = amount
        before = packed(self.account)
        try:
            carry_out(self.account, self.scheme, command, self.utc_s)
        except Refused:
            assert packed(self.account) == before

    def use(self, energy, standing, _):
        self.owed_u += (energy + max(standing, 0)) * 10_000
        self.standing_u += max(standing, 0) * 10_000
        self.utc_s += 60
        settle(self.account, self.scheme, self.owed_u, self.standing_u)
        note(self.account, self.scheme, self.utc_s)

    def wait(self, seconds, *_):
        self.utc_s += seconds

    def button(self, *_):
        acknowledge(self.account)


def packed(account):
    state = bytearray(account.size)
    account.pack_into(state, 0)
    return bytes(state)


def scheme_of(path):
    return read_scheme(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
@settings(max_examples=60, deadline=None)
@given(steps=lives)
def test_what_came_is_debited_held_paid_or_there(path, steps):
    life = Life(scheme_of(path))
    for each in steps:
        life.step(*each)
    account = life.account
    assert min(account.held_u, account.debt_u, account.fees_u, account.debt_paid_u) >= 0
    assert account.debited_u == life.owed_u


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
@settings(max_examples=40, deadline=None)
@given(steps=lives, at=st.integers(0, 60))
def test_a_restart_anywhere_changes_nothing(path, steps, at):
    through, cut = Life(scheme_of(path)), Life(scheme_of(path))
    for number, each in enumerate(steps):
        through.step(*each)
        cut.step(*each)
        if number == at:
            again = PrepaidAccount()
            again.unpack_from(packed(cut.account), 0)
            cut.account, cut.scheme = again, scheme_of(path)
    assert packed(cut.account) == packed(through.account)


@settings(max_examples=80, deadline=None)
@given(steps=lives, repeats=st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59))))
def test_no_order_of_repeated_and_late_commands_changes_the_end(steps, repeats):
    """Commands that were done are sent again, once or often, at any later moment."""
    scheme = scheme_of(ROOT / "tariffs" / "schemes" / "gb-emergency-credit.json")
    plain, disturbed = Life(scheme), Life(scheme)
    done = []
    for number, each in enumerate(steps):
        before = last_id(disturbed.account, each)
        plain.step(*each)
        disturbed.step(*each)
        if last_id(disturbed.account, each) != before:
            done.append(each)
        for at, which in repeats:
            if at == number and done:
                again = done[which % len(done)]
                with pytest.raises(Repeated):
                    carry_out(disturbed.account, scheme, as_command(*again[1:]), disturbed.utc_s)
    assert packed(plain.account) == packed(disturbed.account)


def last_id(account, step):
    """The id of the last command of a step's kind; None of what is no command."""
    return getattr(account, step[1] + "_id") if step[0] == "command" else None


def as_command(kind, number, amount):
    command = {"kind": kind, "id": number}
    return command if kind == "emergency" else {**command, "amount": amount}


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
@settings(max_examples=60, deadline=None)
@given(steps=lives)
def test_a_trip_for_credit_is_at_the_limit_and_never_in_friendly_hours(path, steps):
    life = Life(scheme_of(path))
    for each in steps:
        before = life.account.causes
        life.step(*each)
        if life.account.causes & CREDIT & ~before:
            assert life.account.balance_u <= limit_u(life.account, life.scheme)
            assert not life.scheme.is_friendly(life.utc_s)
