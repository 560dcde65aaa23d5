"""The prepaid account: a balance that is debited by the change of the bill.

The change is signed: where a bill falls, the fall is credited. So the sum of all debits is the
bill, exactly, whenever one looks.
"""


class Account:
    """Amounts in micro-units of the currency; the balance may become negative."""

    def __init__(self, balance_u=0):
        self.balance_u = balance_u
        self.debited_u = 0

    def close_bill(self):
        """The running bill is closed as it was settled last; the next begins at zero."""
        self.debited_u = 0

    def settle(self, bill_total_u):
        """Debit what the bill has grown by since it was settled last; the debit."""
        debit_u = bill_total_u - self.debited_u
        self.balance_u -= debit_u
        self.debited_u = bill_total_u
        return debit_u
