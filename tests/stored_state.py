"""A small stored state on a memory, for the tests of the journal."""

from firmware.journal.journal import Journal
from firmware.store import Fields, Row
from tests.fakes import Memory

BASE = 0x0500
END = BASE + 0x2000
PITCH = 128
BYTES = 18 + 12 + 56 + 24 + 12
"""Of a frame of the state below, with a last section of three numbers."""


class State:
    balance_u = 0
    boots = 0


def store_on(memory, last=3):
    """A store whose last section has so many numbers."""
    state = State()
    state.row = [0] * 7
    sections = (Fields(state, "qI", ("balance_u", "boots")), Row(state.row, "Q"))
    store = Journal(memory, sections)
    store.ring.end = END  # a part of the ring, so that it is soon full
    state.last = [0] * last
    store.attach(Row(state.last, "q"))
    return state, store


def committed(*balances):
    """A memory to which these balances were committed, one after the other, and its journal."""
    memory = Memory()
    state, store = store_on(memory)
    for balance_u in balances:
        state.balance_u = balance_u
        assert store.commit()
    return memory, store


def found_in(memory):
    """(balance, frames lost) of what a start finds; None where it finds nothing."""
    state, store = store_on(memory)
    return (state.balance_u, store.lost) if store.load() else None


def wiped(memory):
    """The same memory, new again: a heap has no room for many."""
    nothing = bytes(256)
    for at in range(0, memory.size, len(nothing)):
        memory.bytes[at : at + len(nothing)] = nothing
    return memory
