"""The table of events names every number, the page is the table, and so are modules' numbers."""

import re

import pytest

from firmware import event_kinds
from host import event_page
from host.event_table import KINDS, LASTS, MOMENT, NAMES
from tests.host.sources import modules, read

NUMBERS = {
    name: number
    for name, number in vars(event_kinds).items()
    if name.isupper() and isinstance(number, int)
}


def test_make_docs_would_change_nothing():
    assert event_page.PAGE.read_text(encoding="utf-8") == event_page.text(), "run `make docs`"


def test_every_number_has_a_row_and_every_row_a_number():
    assert sorted(NUMBERS.values()) == list(range(1, len(NUMBERS) + 1)), "no number is left out"
    assert NAMES == {number: name.lower() for name, number in NUMBERS.items()}
    assert len(KINDS) == len(NUMBERS)


def test_every_row_says_what_it_means():
    assert all(how in (MOMENT, LASTS) and group and text for _, group, how, _, text in KINDS)


def test_phases_follow_one_another():
    for name in ("SAG", "SWELL", "PHASE_LOSS", "OVER_CURRENT", "CURRENT_REVERSED"):
        a, b, c = (NUMBERS[f"{name}_{phase}"] for phase in "ABC")
        assert (b, c) == (a + 1, a + 2)


@pytest.mark.parametrize("path", modules("firmware"))
def test_numbers_that_a_module_has_of_its_own_are_those_of_the_table(path):
    """A meter has no room for all names; each module says the numbers that it notes."""
    for name, number in re.findall(r"^_([A-Z][A-Z_0-9]+) = const\((\d+)\)", read(path), re.M):
        if name in NUMBERS:
            assert int(number) == NUMBERS[name], f"{path}: _{name}"
