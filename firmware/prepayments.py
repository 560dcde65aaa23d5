"""The prepaid accounts of several subjects; stands where one `Prepayment` stands elsewhere.

Each subject that has a scheme has a `Prepayment` of its own: balance, ids of commands, alarms, and
the poles of its phases where they move apart. One cannot touch another's.
"""

from firmware.errors import SettingsError

MOST_EVENTS = 6
"""Kept of each for the display."""


class Prepayments:
    """Those of `subjects`, of which some may have none."""

    def __init__(self, subjects):
        self._subjects = subjects
        self.each = [subject.prepayment for subject in subjects if subject.prepayment]
        for prepayment in self.each:
            prepayment.most_events = MOST_EVENTS

    def start(self):
        for prepayment in self.each:
            prepayment.start()

    def look(self, utc_s):
        for prepayment in self.each:
            prepayment.look(utc_s)

    @property
    def is_news(self):
        return any([prepayment.is_news for prepayment in self.each])

    def of(self, name):
        """The Prepayment of the subject of this name; SettingsError where there is none."""
        for subject in self._subjects:
            if subject.name == name and subject.prepayment:
                return subject.prepayment
        names = ", ".join([each.name for each in self._subjects if each.prepayment])
        raise SettingsError(
            f"subject: got {name or 'none'}, expected one that has a scheme: {names}"
        )
