"""How well the meter has fared: since its processor started, and since it was new."""

from drivers.atm90e32.snapshot import DOUBTFUL, NO_ANSWER, REPAIRED

NO_DIGEST = 0x10000
"""Stands for the digest of a chip that is not set up."""
STORED = ("boots", "gaps", "digest", "chip_crc", "divisor")


class Stored:
    """What is stored and belongs to no other part; STORED names it in order."""

    boots = 0
    gaps = 0
    rollbacks = 0
    digest = NO_DIGEST
    chip_crc = 0
    divisor = 1


class Health:
    """How often something was not as it should be, since the processor started."""

    def __init__(self):
        self.snapshots = self.repaired = self.doubtful = 0
        self.no_answers = self.state_lost = self.tariff_lost = self.overflow_risk = 0
        self.rescued = 0

    def note(self, flags):
        """Count one snapshot by its flags."""
        self.snapshots += 1
        if flags:
            self.repaired += bool(flags & REPAIRED)  # a torn pair is ordinary, and read again
            self.doubtful += bool(flags & DOUBTFUL)
            self.no_answers += bool(flags & NO_ANSWER)
