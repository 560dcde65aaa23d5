"""World and firmware share a core while they live, and give it back."""

import os

import pytest

from host.run import core


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="NOT RUN: no affinity here")
def test_the_core_is_one_of_those_allowed_and_given_back():
    before = os.sched_getaffinity(0)
    with core.one_core():
        assert len(os.sched_getaffinity(0)) == 1
        assert os.sched_getaffinity(0) <= before
    assert os.sched_getaffinity(0) == before


def test_an_unknown_core_changes_nothing(monkeypatch):
    monkeypatch.setattr(core, "_here", lambda: -1)
    before = os.sched_getaffinity(0)
    with core.one_core():
        assert os.sched_getaffinity(0) == before
