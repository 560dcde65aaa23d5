"""The tariff that holds and the one that waits, with what is stored of them."""

import sys

from firmware.billing import Billing, TariffRefused
from firmware.journal.fram_map import slots_at
from firmware.journal.journal import Journal
from firmware.store import Fields, Money, Seldom
from firmware.tariff_slots import MOST_DOCUMENT_BYTES, SLOT_BYTES, SlotError, TariffSlots
from tariffs.account import Account
from tests.documents import as_bytes, two_prices
from tests.expect import raises
from tests.fakes import Memory, PowerCut

HEAP_KIB = 384  # sources are compiled here; a board runs bytecode in place
START_S = 1516201200  # 18 January 2018 in Korea
NEXT_S = START_S + 600
STRIDE = 1 if sys.implementation.name == "cpython" else 97  # bytes between two cuts
OLD, NEW = two_prices(), two_prices(name="new", low="300")


class Rig:
    """Billing with what of the stored state belongs to it, on a memory that lasts."""

    def __init__(self, memory=None):
        self.memory = memory or Memory()
        self.account = Account(1000000000)
        self.slots = TariffSlots(self.memory, slots_at(1))
        self.billing = Billing(self.slots, self.account, None)
        self.utc_s = START_S
        settled = (
            Money(self.account, "balance_u", "debited_u"),
            Fields(self.slots, "BIII", ("active", "active_crc", "next_s", "next_crc")),
            Fields(self.billing.closed, "III", ("start_s", "end_s", "count")),
            Money(self.billing.closed, "total_u"),
        )
        sections = Fields(self, "I", ("utc_s",)), Seldom(self.billing, settled)
        self.store = Journal(self.memory, sections)

    def begin(self, document=OLD):
        self.billing.begin(as_bytes(document), START_S)
        self.store.attach(self.billing)
        self.store.commit()
        return self

    def restart(self):
        """What a processor finds that starts on the same memory."""
        self.memory.cut_after = None
        again = Rig(self.memory)
        assert again.store.load()
        assert again.billing.go_on(again.store.rest)
        again.store.attach(again.billing)
        return again

    def install(self, document=NEW, from_s=NEXT_S):
        """As the meter does it."""
        self.billing.check(as_bytes(document))
        if self.slots.next_s:
            self.billing.cancel()
            self.store.commit()
        self.billing.install(as_bytes(document), from_s)
        self.store.commit()

    def minute(self, mwh=1000):
        self.billing.reach(self.utc_s)
        self.billing.take(self.utc_s, self.utc_s + 60, (mwh, 0, 0, 0, 0, 0, mwh))
        self.utc_s += 60
        self.billing.reach(self.utc_s)
        self.billing.settle()

    def live(self, minutes):
        for _ in range(minutes):
            self.minute()
            self.store.commit()

    def name(self):
        """The tariff that holds; debits are what is owed."""
        assert self.account.debited_u == self.billing.engine.lifetime_u()
        assert self.account.balance_u == 1000000000 - self.account.debited_u
        return self.billing.engine.tariff.name


def test_a_tariff_that_was_installed_holds_from_its_minute_on():
    rig = Rig().begin()
    rig.install()
    rig.live(10)
    assert rig.name() == "new"
    assert rig.billing.closed.state() == (START_S, NEXT_S, 1000000, 1)
    rig.live(5)
    assert rig.account.debited_u == 10 * 100000 + 5 * 300000
    assert (rig.slots.next_s, rig.slots.active) == (0, 1)


def test_one_that_takes_over_with_a_new_month_finds_the_bill_closed_once():
    def document(name):
        found = two_prices(name=name)
        found["rules"] += [
            {"rule": "standing", "kind": "fixed", "price": "30", "part_period": "full"},
            {"rule": "past", "kind": "history", "of": "energy", "bills": 3, "statistic": "min"},
            {
                "rule": "least",
                "kind": "billing_demand",
                "greatest": [{"energy": "energy", "load_factor": "0.5"}],
            },
        ]
        return found

    february_s = START_S + 14 * 86400
    rig = Rig().begin(document("old"))
    rig.utc_s = february_s - 600
    rig.install(document("new"), february_s)
    rig.live(10)
    assert rig.billing.closed.state() == (START_S, february_s, 30000000 + 1000000, 1)
    rig.live(1)
    assert rig.name() == "new"
    (past,) = [rule for rule in rig.billing.engine.tariff.rules if rule.name == "past"]
    assert (past.quantity_e6, past.values[2]) == (10000, -(1 << 62))


def test_its_minute_is_an_edge_though_a_price_ends_soon_after():
    rig = Rig().begin()
    peak_s = START_S + 9 * 3600
    rig.install(from_s=peak_s - 60)
    assert rig.billing.next_edge(peak_s - 120) == peak_s - 60
    assert rig.billing.next_edge(peak_s - 60) == peak_s


def test_a_state_of_another_size_is_not_taken_over():
    rig = Rig().begin()
    state = bytes(rig.billing.engine.size)
    assert rig.billing.go_on(state)
    assert not rig.billing.go_on(state + bytes(8))


def test_its_time_is_rounded_up_to_a_minute():
    rig = Rig().begin()
    rig.install(from_s=NEXT_S - 59)
    assert rig.slots.next_s == NEXT_S


def test_it_may_hold_from_a_time_that_is_over():
    rig = Rig().begin()
    rig.live(3)
    rig.install(from_s=START_S - 86400)
    rig.live(2)
    assert rig.billing.closed.state() == (START_S, START_S + 180, 300000, 1)
    assert (rig.name(), rig.account.debited_u) == ("new", 300000 + 600000)


def test_a_restart_changes_nothing():
    rig = Rig().begin()
    rig.install()
    for minute in range(15):
        rig.live(1)
        rig = rig.restart()
        assert rig.name() == ("two prices" if minute < 9 else "new")
    assert rig.account.debited_u == 10 * 100000 + 5 * 300000


def test_the_next_one_replaces_the_one_that_waits():
    rig = Rig().begin()
    rig.install()
    rig.install(two_prices(name="newer"))
    rig = rig.restart()
    rig.live(10)
    assert rig.name() == "newer"


def refused(rig, document):
    """What is said of a document that is refused, with all as it was before."""
    before = bytes(rig.memory.bytes)
    name, owed_u = rig.name(), rig.billing.engine.lifetime_u()
    if not isinstance(document, bytes):
        document = as_bytes(document)
    message = str(raises(TariffRefused, rig.billing.check, document))
    assert bytes(rig.memory.bytes) == before
    assert (rig.name(), rig.billing.engine.lifetime_u()) == (name, owed_u)
    assert rig.billing.refusal == message
    return message


def test_what_the_meter_cannot_bill_with_is_refused_and_changes_nothing():
    rig = Rig().begin()
    rig.live(3)
    wrong = two_prices()
    wrong["rules"][0]["prices"] = {"night": "1"}
    assert "rules[0].prices" in refused(rig, wrong)
    assert "expected 1 to %d" % MOST_DOCUMENT_BYTES in refused(rig, b" " * 7000)
    refused(rig, b"{")
    refused(rig, b"[" * 3000 + b"]" * 3000)
    rig.live(1)
    assert rig.account.debited_u == 400000


def test_a_state_that_is_too_large_is_refused():
    large = two_prices()
    for number in range(14):
        demand = {"rule": "d%d" % number, "kind": "demand", "statistic": "top", "top": 31}
        demand["window_min"] = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)[number % 12]
        large["rules"].append(demand)
    assert "expected at most 2816" in refused(Rig().begin(), large)


def test_what_a_rule_remembers_goes_on_in_one_of_the_same_name_and_kind():
    def document(name, bills):
        found = two_prices(name=name)
        found["rules"].append({"rule": "demand", "kind": "demand", "price": "1"})
        found["rules"].append(
            {
                "rule": "ratchet",
                "kind": "history",
                "of": "demand",
                "bills": bills,
                "include_current": True,
            }
        )
        return found

    for bills, kept_mw in ((12, 60000), (11, 0)):
        rig = Rig().begin(document("a", 12))
        rig.install(document("b", bills))
        rig.live(10)
        engine = rig.billing.engine
        engine.lifetime_u()
        (ratchet,) = [rule for rule in engine.tariff.rules if rule.name == "ratchet"]
        assert ratchet.quantity_e6 == kept_mw * 10 // 15


def test_what_rounding_cut_off_is_carried_into_the_bill_of_the_next_tariff():
    old = two_prices(low="100.000001")
    old["rounding"] = {"total": {"to": "1", "mode": "truncate", "carry": True}}
    rig = Rig().begin(old)
    rig.install(from_s=START_S + 120)
    rig.live(2)
    assert rig.billing.closed.total_u == 0, "0.2 of a unit"
    assert rig.account.debited_u == 200000
    rig.live(1)
    assert rig.account.debited_u == 200000 + 300000


def test_a_document_that_was_damaged_while_it_waited_is_not_taken():
    rig = Rig().begin()
    rig.install()
    rig.live(5)
    rig.memory.bytes[slots_at(1) + SLOT_BYTES * (1 - rig.slots.active) + 50] ^= 1
    rig.live(10)
    assert rig.name() == "two prices"
    assert "damaged" in rig.billing.refusal
    assert rig.slots.next_s == 0
    assert rig.billing.closed.count == 0
    assert rig.account.debited_u == 15 * 100000
    assert rig.restart().name() == "two prices"


def test_a_document_that_was_damaged_while_it_held_is_found_at_the_start():
    rig = Rig().begin()
    rig.memory.bytes[slots_at(1) + SLOT_BYTES * rig.slots.active + 50] ^= 1
    again = Rig(rig.memory)
    assert again.store.load()
    assert not again.billing.go_on(again.store.rest)
    raises(SlotError, again.slots.read, again.slots.active, again.slots.active_crc)


def cuts(memory, change, stride=STRIDE):
    """Rigs that start after the power was cut within `change(rig)`, at every `stride`-th byte."""
    whole = bytes(memory.bytes)
    cut = 0
    while True:
        memory.bytes[:] = whole
        rig = Rig(memory).restart()
        memory.cut_after = cut
        try:
            change(rig)
            memory.cut_after = None
            return
        except PowerCut:
            yield rig.restart()
        cut += stride


def test_a_cut_at_any_byte_of_an_installation_leaves_the_tariff_that_holds():
    rig = Rig().begin()
    rig.live(3)
    waits = set()
    for again in cuts(rig.memory, Rig.install):
        assert again.name() == "two prices"
        assert again.account.debited_u == 300000
        waits.add(again.slots.next_s)
    assert waits == {0}, "it waits when all of it is written"


def test_a_cut_at_any_byte_of_a_second_installation_leaves_the_first_or_none():
    rig = Rig().begin()
    rig.install()
    seen = set()
    for again in cuts(rig.memory, lambda rig: rig.install(two_prices(name="newer"))):
        assert again.name() == "two prices"
        again.live(10)
        seen.add(again.name())
    assert seen == {"two prices", "new"}


def test_a_cut_at_any_byte_of_the_switching_commit_leaves_the_old_one_or_the_new_one():
    rig = Rig().begin()
    rig.install()
    rig.live(9)
    seen = set()
    for again in cuts(rig.memory, lambda rig: rig.live(1), 1):
        seen.add((again.name(), again.account.debited_u, again.billing.closed.count))
        again.live(11 - (again.utc_s - START_S) // 60)
        assert again.account.debited_u == 10 * 100000 + 300000
    assert seen == {("two prices", 900000, 0)}, "the frame is whole with its last byte"
    rig.live(1)
    assert rig.restart().name() == "new"
