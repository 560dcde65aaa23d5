"""Several subjects on one meter: a household on one phase beside a shop on two.

The household pays tiers, the shop a low price and a peak. What each owes is worked out here minute
by minute from what was drawn, in whole millionths.
"""

from firmware.billing import TariffRefused
from firmware.errors import SettingsError
from firmware.journal.fram_map import slots_at
from firmware.journal.journal import Journal
from firmware.profile import LoadProfile
from firmware.settlement import WITH_PHASES, Settlement
from firmware.store import Fields, Row, Seldom
from firmware.subjects import STATE_BYTES, subjects_of
from tests.documents import as_bytes, two_prices
from tests.expect import raises
from tests.fakes import Memory, Registers, Ring, told

HEAP_KIB = 512  # sources are compiled here; a board runs bytecode in place
NINE_UTC_S = 1516201200 + 9 * 3600  # 09:00 in Korea, where the shop's peak begins
BEGIN_S = NINE_UTC_S - 3600
SWITCH_S = NINE_UTC_S + 1800
TIER_MWH = 8000000
FLAT_OPENS_U, SHOP_OPENS_U = 20000000000, 70000000000
TIERS = [{"up_to": "8", "price": "50"}, {"price": "90"}]


def home(currency="KRW"):
    document = two_prices(name="home")
    document["currency"] = currency
    tiers = {"rule": "energy", "kind": "tiers", "tiers": TIERS, "part_period": "full"}
    document["rules"] = [tiers]
    return document


def given(flat="a", shop="bc", first=None, second=None):
    return [
        {
            "name": "flat",
            "phases": flat,
            "tariff": as_bytes(first or home()).decode(),
            "first_balance_u": FLAT_OPENS_U,
        },
        {
            "name": "shop",
            "phases": shop,
            "tariff": as_bytes(second or two_prices()).decode(),
            "first_balance_u": SHOP_OPENS_U,
        },
    ]


class Rig:
    """Settlement with billing of several subjects, stored as the meter does it."""

    def __init__(self, memory=None, found=None, prepayment_of=None):
        self.memory = memory or Memory()
        self.registers = Registers()
        self.subjects = subjects_of(found or given(), self.memory, prepayment_of)
        self.profile = LoadProfile(Ring())
        self.settlement = Settlement(self.registers, self.subjects, self.profile, WITH_PHASES)
        settled = (Row(self.settlement.settled_mwh, "Q"),) + self.profile.rows
        sections = (
            Row(self.registers.mwh, "Q"),
            Fields(self.settlement, "II", ("utc_s", "seen_s")),
            Seldom(self.subjects, settled),
        ) + tuple([Seldom(self.subjects, subject.rows) for subject in self.subjects.each])
        self.store = Journal(self.memory, sections, subjects=len(self.subjects.each))

    def begin(self):
        self.subjects.account.open(None)
        self.settlement.begin(BEGIN_S)
        self.subjects.begin(None, BEGIN_S)
        self.store.attach(self.subjects)
        self.store.commit()
        return self

    def restart(self):
        """What a processor finds that starts on the same memory."""
        again = Rig(self.memory)
        assert again.store.load()
        assert again.subjects.go_on(again.store.rest)
        again.store.attach(again.subjects)
        return again

    def draw(self, phases_mwh, utc_s, elapsed_s=None):
        """A reading at `utc_s` that brings so much on each phase."""
        self.settlement.expect(utc_s, elapsed_s)
        mwh = self.registers.mwh
        for phase, drawn in enumerate(phases_mwh, 1):
            mwh[phase] += drawn
            mwh[0] += drawn
        self.settlement.take(utc_s, elapsed_s)
        self.store.commit()

    @property
    def debits(self):
        """Of flat and shop, which are what each owes."""
        for subject in self.subjects.each:
            assert subject.account.debited_u == subject.billing.engine.lifetime_u()
        return [subject.account.debited_u for subject in self.subjects.each]

    @property
    def balances(self):
        return [subject.account.balance_u for subject in self.subjects.each]


def loads(minutes):
    """What the phases draw in each minute, in mWh: uneven, and the same on every runtime."""
    seed = 12345
    for _ in range(minutes):
        drawn = []
        for _ in range(3):
            seed = (seed * 1103515245 + 12345) & 0x3FFFFFFF
            drawn.append(seed >> 12)
        yield drawn


def tiers_u(mwh):
    return min(mwh, TIER_MWH) * 50 + max(0, mwh - TIER_MWH) * 90


def shop_price(utc_s):
    """Until the switch by the first tariff, whose peak begins at nine; then by the next."""
    if utc_s >= SWITCH_S:
        return 170
    return 200 if utc_s >= NINE_UTC_S else 100


def lived(minutes, restart_every=None, switch=True):
    """(rig, what flat and shop owe by a calculation of its own)."""
    rig = Rig().begin()
    if switch:
        document = as_bytes(two_prices(name="next", low="160", peak="170"))
        shop = rig.subjects.of("shop")
        shop.check(document)
        shop.install(document, SWITCH_S)
        rig.store.commit()
    utc_s, flat_mwh, shop_u = BEGIN_S, 0, 0
    for minute, drawn in enumerate(loads(minutes)):
        for second in (1, 29, 60):
            part = drawn if second == 29 else (0, 0, 0)
            rig.draw(part, utc_s + second, second if second == 1 else None)
        flat_mwh += drawn[0]
        price = shop_price(utc_s) if switch else (200 if utc_s >= NINE_UTC_S else 100)
        shop_u += (drawn[1] + drawn[2]) * price
        utc_s += 60
        if restart_every and minute % restart_every == 0:
            rig = rig.restart()
    return rig, [tiers_u(flat_mwh), shop_u]


def test_a_household_on_one_phase_pays_tiers_beside_a_shop_with_a_peak_on_two():
    rig = Rig().begin()
    rig.draw((40000000, 3000000, 5000000), BEGIN_S + 60)
    assert rig.debits == [tiers_u(40000000), 8000000 * 100]
    rig.draw((1000000, 3000000, 0), NINE_UTC_S)
    rig.draw((0, 7000, 1), NINE_UTC_S + 60)
    flat_u, shop_u = rig.debits
    assert flat_u == tiers_u(41000000)
    assert shop_u == 11000000 * 100 + 7001 * 200
    assert rig.balances == [FLAT_OPENS_U - flat_u, SHOP_OPENS_U - shop_u]
    account = rig.subjects.account
    assert account.balance_u == FLAT_OPENS_U + SHOP_OPENS_U - flat_u - shop_u
    assert account.debited_u == rig.subjects.bill_u() == flat_u + shop_u


def test_what_all_are_billed_for_is_what_the_phases_measured():
    rig, _ = lived(120, switch=False)
    flat, shop = [each.billing.engine.tariff.registers[0] for each in rig.subjects.each]
    mwh = rig.registers.mwh
    assert flat.total() == mwh[1]
    assert shop.total() == mwh[2] + mwh[3]
    assert flat.total() + shop.total() == mwh[0]
    assert told(rig.profile, BEGIN_S)[2][0] == sum([sum(each) for each in loads(15)])


def test_money_is_right_to_the_millionth_with_restarts_and_another_tariff():
    rig, owed = lived(150, 7)
    assert rig.debits == owed
    assert owed[0] > TIER_MWH * 50, "the household has reached its second tier"
    assert rig.balances == [FLAT_OPENS_U - owed[0], SHOP_OPENS_U - owed[1]]
    flat, shop = rig.subjects.each
    assert (flat.billing.engine.tariff.name, shop.billing.engine.tariff.name) == ("home", "next")
    assert (flat.billing.closed.count, shop.billing.closed.count) == (0, 1)
    assert rig.subjects.bills_closed() == 1


def test_restarts_change_nothing():
    calm, owed = lived(130)
    restless, _ = lived(130, 1)
    assert calm.debits == restless.debits == owed
    assert calm.profile.energies_mwh == restless.profile.energies_mwh


def test_a_gap_is_shared_out_for_each_by_its_own_prices():
    rig = Rig().begin()
    rig.settlement.begin(NINE_UTC_S - 1000)
    rig.draw((1000003, 2000003, 5), NINE_UTC_S + 2003)
    low_mwh = 2000003 * 1000 // 3003 + 5 * 1000 // 3003
    high_mwh = 2000008 - low_mwh
    flat_u, shop_u = rig.debits
    assert flat_u == 1000003 * 50
    assert abs(shop_u - low_mwh * 100 - high_mwh * 200) <= 20 * 100, "a mWh of each part"
    assert sum(rig.subjects.of("shop").engine.tariff.registers[0].values) == 2000008


def test_a_tariff_for_one_that_is_refused_changes_nobody():
    rig, owed = lived(5, switch=False)
    before = bytes(rig.memory.bytes)
    wrong = two_prices()
    wrong["rules"][0]["prices"] = {"night": "1"}
    message = str(raises(TariffRefused, rig.subjects.of("shop").check, as_bytes(wrong)))
    assert rig.subjects.refusal == "subject shop: " + message
    assert rig.debits == owed
    assert bytes(rig.memory.bytes) == before


def test_where_the_tariff_of_one_is_lost_the_other_goes_on():
    rig, owed = lived(5, switch=False)
    shop = rig.subjects.of("shop")
    address = shop.slots._address(shop.slots.active)
    rig.memory.bytes[address + 50] ^= 1
    found = given()
    found[1]["tariff"] += " "  # what the settings have is not what was in the slot
    again = Rig(rig.memory, found)
    assert again.store.load()
    assert not again.subjects.go_on(again.store.rest)
    again.subjects.begin(None, again.settlement.utc_s)
    again.store.attach(again.subjects)
    assert again.debits == owed
    again.draw((1000, 1000, 0), again.settlement.utc_s + 60)
    assert again.debits == [owed[0] + 50000, owed[1] + 100000]
    assert again.subjects.of("flat").engine.values[0] == BEGIN_S, "the bill goes on"


def test_a_memory_of_other_subjects_is_not_taken_over():
    """Their balances would be mixed up."""
    rig, _ = lived(3, switch=False)
    for found in (given("bc", "a"), given()[::-1]):
        again = Rig(rig.memory, found)
        assert again.store.load()
        message = str(raises(SettingsError, again.subjects.go_on, again.store.rest))
        assert "got other names or phases than what is stored" in message


def test_every_phase_belongs_to_exactly_one_subject():
    for flat, shop, got in (("a", "b", "ab"), ("a", "ab", "aab"), ("ab", "bc", "abbc")):
        message = str(raises(SettingsError, Rig, None, given(flat, shop)))
        assert message == f'subjects: got "{got}", expected each of the phases a, b, c once'
    message = str(raises(SettingsError, Rig, None, given("abc", "a")))
    assert 'subjects[0].phases: got "abc", expected one of' in message
    assert "expected a list of 2 to 3" in str(raises(SettingsError, Rig, None, given()[:1]))
    twins = given()
    twins[1]["name"] = "flat"
    message = str(raises(SettingsError, Rig, None, twins))
    assert message == "subjects[1].name: got flat, expected another name"


def test_three_subjects_have_a_phase_each():
    found = given(shop="b") + given(flat="c")[:1]
    found[2]["name"] = "attic"
    rig = Rig(found=found).begin()
    rig.draw((1000, 2000, 4000), BEGIN_S + 60)
    assert rig.debits == [50000, 200000, 200000]
    assert rig.subjects.end == slots_at(3) + 6 * 2816


def test_tariffs_of_two_currencies_are_refused():
    rig = Rig(found=given(first=home("EUR")))
    message = str(raises(TariffRefused, rig.begin))
    assert message == "subject shop: got a tariff in KRW, expected EUR, as flat's"


def test_a_state_that_leaves_the_others_no_room_is_refused():
    large = two_prices()
    for number in range(6):
        demand = {"rule": f"d{number}", "kind": "demand", "statistic": "top", "top": 31}
        demand["window_min"] = (5, 6, 10, 15, 30, 60)[number]
        large["rules"].append(demand)
    message = str(raises(TariffRefused, Rig(found=given(second=large)).begin))
    assert "subject shop: rules: got" in message
    assert message.endswith(f"expected at most {STATE_BYTES[2] // 2}")


def test_a_document_that_is_larger_than_a_subjects_slot_is_refused():
    long = two_prices()
    long["text"] = "x" * 4000
    message = str(raises(TariffRefused, Rig(found=given(second=long)).begin))
    assert "subject shop: tariff: got" in message
    assert "expected 1 to 4090" in message


def test_a_subject_that_is_not_there_has_no_tariff():
    message = str(raises(SettingsError, Rig().subjects.of, "attic"))
    assert message == "subject: got attic, expected one of flat, shop"
