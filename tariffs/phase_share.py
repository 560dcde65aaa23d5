"""What of a meter's energies belongs to some of its phases."""

PHASES = "abc"


class Share:
    """What of a step's energies is one subject's.

    `energies` of the step stand one after the other: `width` of the total, of phase a, b and c;
    `of(energies)` adds those of the subject's phases, in a row that serves for all steps.
    """

    def __init__(self, phases, width):
        self._offsets = [(1 + PHASES.index(phase)) * width for phase in phases]
        self._row = [0] * width

    def of(self, energies):
        row = self._row
        for quantity in range(len(row)):
            row[quantity] = sum([energies[offset + quantity] for offset in self._offsets])
        return row
