"""The page of points is the table of points."""

from comms.points import NAMES
from comms.points import points as rows
from host import points


def test_make_docs_would_change_nothing():
    assert points.PAGE.read_text(encoding="utf-8") == points.text(), "run `make docs`"


def test_every_point_has_a_name_of_its_own_and_says_what_it_means():
    assert len(set(NAMES)) == len(list(rows()))
    assert all(text and 0 <= decimals <= 6 for _, _, decimals, text in rows())
