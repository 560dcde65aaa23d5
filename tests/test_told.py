"""What is told of the past, fact by fact: how often each bill charges it, and what is forgone."""

from tariffs.told import Fact, ToldOnce

FACT = Fact("peak", (10, 20, 30, 40), "site.coincident[0]")


class Bill:
    def __init__(self, start_s, end_s):
        self.start_s = start_s
        self.end_s = end_s


def lives(*bills):
    """How often each of these bills, (begin, end, whether the rule charges), charges the fact."""
    told = ToldOnce([FACT])
    told.close(Bill(0, 1), True)
    found = []
    for start_s, end_s, charges in bills:
        bill = Bill(start_s, end_s)
        found.append(sum([times for _, times in told.charged(bill)]) if charges else 0)
        told.close(bill, charges)
    return found


def test_what_is_due_as_a_bill_ends_is_of_the_next_one():
    assert lives((1, 20, True), (20, 30, True), (30, 50, True)) == [1, 1, 2]


def test_what_came_due_before_a_bill_that_does_not_charge_stays_due():
    told = ToldOnce([])
    told.close(Bill(0, 25), True)
    told = _hears(told)
    told.close(Bill(25, 35), False)
    (charged,) = told.charged(Bill(35, 36))
    assert charged == (FACT, 2), "10 and 20; what was due at 30 is forgone"


def _hears(told):
    """The same memory with the fact, which comes late."""
    again = ToldOnce([FACT])
    again.values[:] = told.values
    return again


def test_after_a_clock_was_set_back_nothing_is_charged_again_and_nothing_forgone():
    assert lives((1, 35, True), (5, 15, True), (15, 36, True), (36, 50, True)) == [3, 0, 0, 1]
    assert lives((1, 35, True), (5, 15, False), (15, 36, True), (36, 50, True)) == [3, 0, 0, 1]
