"""ATM90E32AS: a three-phase metering chip that never loses a count, on any SPI bus.

Usage:
    from drivers.atm90e32 import ATM90E32, GAP, SPIFrames, setup

    site = {"mains_hz": 50, "nominal_ma": 2000000, "max_ma": 2400000, "current_ratio": 40}
    chip = ATM90E32(SPIFrames(spi, cs), time.sleep_ms, setup.rows(site), setup.counts_per_s(site))
    if not chip.adopt(stored_digest):
        chip.configure()
    shot = chip.snapshot(at_s)                      # every second
    imported = shot.counts[4 * ENERGY_KINDS.index("P+")]
    if shot.flags & GAP:
        from_s, to_s, cause = chip.gap

registers.py tells what every register means, block.py how a hit frame is recognised,
docs/atm90e32.md why each transaction is made.
"""

from drivers.atm90e32.chip import ATM90E32
from drivers.atm90e32.layout import ENERGY_KINDS
from drivers.atm90e32.snapshot import (
    CRC_ERROR,
    DOUBTFUL,
    GAP,
    IMPLAUSIBLE,
    METER_OFF,
    NO_ANSWER,
    REPAIRED,
    SETTLING,
    TORN,
    TORN_REPAIRED,
    UNBALANCED,
    UNMEASURED,
    Snapshot,
)
from drivers.atm90e32.spi import SPIFrames
from drivers.errors import ChipAbsent, ChipLost, DriverError, SetupError

__all__ = (
    "ATM90E32",
    "CRC_ERROR",
    "ChipAbsent",
    "ChipLost",
    "DOUBTFUL",
    "DriverError",
    "ENERGY_KINDS",
    "GAP",
    "IMPLAUSIBLE",
    "METER_OFF",
    "NO_ANSWER",
    "REPAIRED",
    "SETTLING",
    "SPIFrames",
    "SetupError",
    "Snapshot",
    "TORN",
    "TORN_REPAIRED",
    "UNBALANCED",
    "UNMEASURED",
)
