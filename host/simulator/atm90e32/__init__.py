"""The simulated ATM90E32AS, down to SPI frames: see chip.py."""

from .bus import BusFaults
from .chip import ATM90E32AS

__all__ = ["ATM90E32AS", "BusFaults"]
