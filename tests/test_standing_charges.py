"""Which of the debits are standing charges: those of the running bill and of all closed ones."""

from tests.documents import two_prices
from tests.test_billing import START_S, Rig

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place
UNIT = 1000000
DAY_S = 86400


class Prepayment:
    """Keeps what it is told."""

    def __init__(self, account):
        self.account = account
        self.told = []

    def debit(self, owed_u, standing_u, utc_s):
        self.account.settle(owed_u)
        self.told.append((owed_u, standing_u))


def with_standing_charge():
    document = two_prices(low="0", peak="0")
    rule = {"rule": "standing", "kind": "fixed", "price": "30", "per": "day"}
    document["rules"].append(rule)
    document["rules"].append(
        {"rule": "fund", "kind": "tax", "base": ["standing"], "percent": "10"}
    )
    return document


def test_standing_charges_go_on_over_a_closed_bill():
    rig = Rig().begin(with_standing_charge())
    rig.billing.prepayment = Prepayment(rig.account)
    standing = []
    for day in range(20):  # 18 January is the first; February begins with the fifteenth
        utc_s = START_S + day * DAY_S
        rig.billing.reach(utc_s)
        rig.billing.take(utc_s, utc_s + 60, (1000, 0, 0, 0, 0, 0, 1000))
        rig.billing.settle()
        owed_u, standing_u = rig.billing.prepayment.told[-1]
        assert owed_u * 10 == standing_u * 11, "the tax is none"
        standing.append(standing_u)
    assert rig.billing.closed.count == 1
    assert standing == [(day + 1) * 30 * UNIT for day in range(20)]
    assert rig.billing.closed.standing_u == 14 * 30 * UNIT
