"""The prepaid account: a balance that is debited by the change of what is owed.

The change is signed: where a bill falls, the fall is credited. So the sum of all debits is the
sum of all bills, exactly, whenever one looks. What else the account of a prepaid scheme remembers
is in `tariffs.prepaid.account`.
"""


class Account:
    """Amounts in micro-units of the currency; the balance may become negative.

    `debited_u` is all that was ever owed: closed bills and what of the running one is debited.
    """

    def __init__(self, balance_u=0):
        self.debited_u = 0
        self.open(balance_u)

    def open(self, balance_u):
        """The account begins with this balance."""
        self.balance_u = balance_u

    def settle(self, owed_u):
        """Debit what has been added to all that was ever owed, `owed_u`; the debit."""
        debit_u = owed_u - self.debited_u
        self.balance_u -= debit_u
        self.debited_u = owed_u
        return debit_u
