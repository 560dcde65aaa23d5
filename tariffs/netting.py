"""Netting: what was drawn less what was sent within an interval is bought or sold, not each.

Source: the balance principle of meters with an interval of 15 minutes or an hour, as in Directive
(EU) 2019/944 article 15 and national rules on it (from memory, not checked).
"""

from tariffs.channels import MEASURED, NET_EXPORT, NET_IMPORT
from tariffs.registers import MINUTE_S
from tariffs.schedule import MOST_PERIODS

_DRAWN, _SENT = MEASURED.index("import"), MEASURED.index("export")


class Netting:
    """Turns the energies of a step into those that rules of net_import and net_export see.

    Within an interval, net energy drawn is what was drawn less what was sent so far, not less than
    nothing; net energy sent likewise. A step has what both changed by, which may be less than
    nothing, so that they are right whenever one looks. Intervals begin on the clock of standard
    time; one ends, too, where a bill ends or a period of any calendar, so that what a bill or a
    period has of either is never less than nothing.
    """

    def __init__(self, interval_min):
        self.part_s = interval_min * MINUTE_S
        self.values = [0, 0, 0]  # the interval and the periods that it is in; drawn less sent
        self._energies = [0] * (len(MEASURED) + 2)

    def with_net(self, step, energies):
        """The energies of the step and the two nets."""
        values, found = self.values, self._energies
        interval, periods = step.standard_s // self.part_s, _mark(step.periods)
        if interval != values[0] or periods != values[1]:
            values[0], values[1], values[2] = interval, periods, 0
        before = values[2]
        values[2] = after = before + energies[_DRAWN] - energies[_SENT]
        found[:NET_IMPORT] = energies
        found[NET_IMPORT] = max(after, 0) - max(before, 0)
        found[NET_EXPORT] = max(-after, 0) - max(-before, 0)
        return found

    def clear(self):
        self.values[0] = 0


def _mark(periods):
    """One number for the periods of all calendars."""
    mark = 0
    for period in periods:
        mark = mark * MOST_PERIODS + period
    return mark
