"""Room for the state of a tariff: a meter stores so many bytes of it, and no more."""

from tariffs.errors import TariffError

MOST_DOCUMENT_BYTES = 6138
"""Of a tariff document as the meter stores it: JSON in one of its two slots."""
MOST_STATE_BYTES = 2816
"""What the frame of the stored state has room for."""
OWN_VALUES = 9
"""Numbers that the engine itself stores, whatever the tariff."""
VALUE_BYTES = 8
_MOST_NAMED = 5


class Room:
    """Watches how much each rule of a plan takes while the plan is made.

    A register that rules share counts with the first of them.
    """

    def __init__(self, plan):
        self._plan = plan
        self._marks = [len(plan.registers)]

    def note(self):
        """A rule was added to the plan, with its registers."""
        self._marks.append(len(self._plan.registers))

    def sizes(self):
        """(bytes, name) of each rule."""
        marks = self._marks
        for number, rule in enumerate(self._plan.rules):
            count = len(rule.values)
            for register in self._plan.registers[marks[number] : marks[number + 1]]:
                count += len(register.values)
            yield VALUE_BYTES * count, rule.name

    def check(self):
        """TariffError where the state does not fit; it names the rules that take most."""
        sizes = list(self.sizes())
        total = VALUE_BYTES * OWN_VALUES + sum([size for size, _ in sizes])
        if total <= MOST_STATE_BYTES:
            return
        largest = sorted(sizes, reverse=True)[:_MOST_NAMED]
        named = ", ".join([f"{name} {size}" for size, name in largest])
        raise TariffError(
            f"rules: got {total} bytes of state ({named}), expected at most {MOST_STATE_BYTES}:"
            " too big a tariff for the meter"
        )
