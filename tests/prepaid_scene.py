"""An account and its scheme for tests: schemes by their settings, commands in one line."""

from tariffs.money import scaled
from tariffs.prepaid.account import PrepaidAccount
from tariffs.prepaid.commands import carry_out
from tariffs.prepaid.credit import judge
from tariffs.prepaid.debit import settle
from tariffs.prepaid.terms import read_scheme

UNIT = 1000000
MONDAY_S = 1515974400  # 15 January 2018, 00:00 UTC
HOUR_S, DAY_S = 3600, 86400


def scheme_of(**settings):
    """A scheme in UTC with these settings beside what every scheme must have."""
    document = {"format": 1, "name": "x", "currency": "EUR", "zone": {"utc_offset_min": 0}}
    document.update(settings)
    return read_scheme(document)


class Scene:
    """One account; `utc_s` is now."""

    def __init__(self, balance="0", **settings):
        self.scheme = scheme_of(**settings)
        self.account = PrepaidAccount(int(balance) * UNIT)
        self.utc_s = MONDAY_S
        self.closed = True
        self.ids = {}

    def do(self, kind, amount=None, **more):
        """Send the next command of a kind."""
        command = {"kind": kind, "id": self.ids.get(kind, 0) + 1}
        if amount is not None:
            command["amount"] = amount
        command.update(more)
        carry_out(self.account, self.scheme, command, self.utc_s)
        self.ids[kind] = command["id"]

    def use(self, amount, standing=0, seconds=60):
        """Energy and standing charges fall due after so many seconds; the causes then.

        Amounts are whole numbers or decimals as text.
        """
        self.utc_s += seconds
        account = self.account
        standing_u = scaled(str(standing), 6)
        owed_u = account.debited_u + scaled(str(amount), 6) + standing_u
        settle(account, self.scheme, owed_u, account.standing_u + standing_u)
        return judge(account, self.scheme, self.utc_s, self.closed)

    @property
    def balance(self):
        return self.account.balance_u / UNIT


def is_balanced(account):
    """Bought and brought along is debited, held, paid or there."""
    came_u = account.bought_u + account.opening_u - account.refunded_u
    used_u = account.debited_u - account.held_u
    return came_u == used_u + account.balance_u + account.debt_paid_u + account.fees_paid_u
