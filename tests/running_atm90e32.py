"""A driver on the fake chip, new or after three quiet seconds."""

from drivers.atm90e32 import ATM90E32, setup
from tests.fake_atm90e32 import FakeChip

ROWS = setup.rows({"ugain": (0x8100, 0x8200, 0x8300)})


def make(fake=None, rows=ROWS):
    fake = fake or FakeChip()
    waits = []
    chip = ATM90E32(fake, waits.append, rows)
    chip.waits = waits
    return fake, chip


def draw(fake, count):
    """Phase A draws; the total counts what the phase does."""
    fake.data[0x80] = fake.data[0x81] = count


def running():
    fake, chip = make()
    chip.configure()
    for second in (1, 2, 3):
        chip.snapshot(second)
    return fake, chip
