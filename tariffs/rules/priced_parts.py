"""Energies that have a price each: what each comes to is kept until its energy changes."""


class PricedParts:
    """`energies` in milli-units, none below nothing; `amount_u` is the sum of their amounts, each
    rounded.

    `prices` are micro-units for a milli-unit as (dividend, divisor), None for a part without.
    Nothing is kept half done where memory runs out: a part is put again then.
    """

    def __init__(self, prices, rounding):
        self.energies = [0] * len(prices)
        self.amount_u = 0
        self._amounts_u = [0] * len(prices)
        self._prices = [price or (0, 1) for price in prices]
        self._rounding = rounding
        self._rows = [rounding.row(*price) for price in self._prices]

    def put(self, number, energy):
        """The energy of a part is this now, from 0 on; the sum of all amounts."""
        row = self._rows[number]
        if row is None:
            amount_u = self._rounding.divide(
                energy * self._prices[number][0], self._prices[number][1]
            )
        else:
            amount_u = (energy * row[0] + row[1]) // row[2]
            if row[3] != 1:
                amount_u *= row[3]
        amounts_u = self._amounts_u
        whole_u = self.amount_u + (amount_u - amounts_u[number])  # the change is a small number
        amounts_u[number] = amount_u
        self.energies[number] = energy
        self.amount_u = whole_u
        return whole_u
