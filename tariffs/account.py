"""The prepaid account: a balance that is debited by the change of what is owed.

The change is signed: where a bill falls, the fall is credited. So the sum of all debits is the
sum of all bills, exactly, whenever one looks.
"""


class Account:
    """Amounts in micro-units of the currency; the balance may become negative."""

    def __init__(self, balance_u=0):
        self.balance_u = balance_u
        self.debited_u = 0

    def settle(self, owed_u):
        """Debit what has been added to all that was ever owed, `owed_u`; the debit."""
        debit_u = owed_u - self.debited_u
        self.balance_u -= debit_u
        self.debited_u = owed_u
        return debit_u
