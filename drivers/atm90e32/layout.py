"""What one snapshot reads and where it stands in the block of frames.

A snapshot is 36 energy registers and 64 words. The block interleaves them, because the two
witnesses of an energy read must be told apart from what the chip answered before it:

    frame 4k        word k                (k = 0 to 35)
    frame 4k+1      energy register k
    frame 4k+2      LastSPIData           first witness
    frame 4k+3      LastSPIData           second witness
    frame 144 on    words 36 to 63

docs/atm90e32.md justifies each transaction. Tables are constant: no RAM when frozen.
"""

from drivers.compat import const

# The registers that the driver itself needs to know (registers.py tells their meaning).
METER_EN = const(0x00)
MAP_U = const(0x02)
SOFT_RESET = const(0x70)
INT_STATE0 = const(0x73)
LAST = const(0x78)
CRC_STATUS = const(0x79)
CRC_DIGEST = const(0x7A)
LOCK = const(0x7F)

ENERGIES = const(36)
WORDS = const(64)
FRAMES = const(172)

# Kinds of energy in the order of `counts`; 1 is fundamental, h harmonic. The total of S is the
# arithmetic sum of the phases.
ENERGY_KINDS = ("P+", "P-", "Q+", "Q-", "S", "P1+", "P1-", "Ph+", "Ph-")

# Word numbers. Pairs stand as high, low, high again; phases in order.
W_MAP = const(0)
W_VOLTAGE = const(1)  # A, B, C
W_CURRENT = const(10)  # A, B, C
W_POWER = const(19)  # total, A, B, C
W_REACTIVE = const(31)  # total, A, B, C
W_FACTOR = const(43)  # total, A, B, C
W_FREQUENCY = const(47)
W_ANGLE = const(48)  # A, B, C
W_VOLTAGE_ANGLE = const(51)  # B, C; that of A is always 0
W_TEMPERATURE = const(53)
W_NEUTRAL = const(54)
W_STATE = const(55)  # EMMState0, EMMState1
W_CHANGE = const(57)  # EMMIntState0, EMMIntState1
W_METER_EN = const(59)
W_CRC_STATUS = const(60)
W_CRC_DIGEST = const(61)
W_MAP_AGAIN = const(62)
W_MAP_WITNESS = const(63)

PAIRS_END = const(43)  # words 1 to 42 are pairs

# fmt: off
WORD_ADDRESSES = (
    0x02,
    0xD9, 0xE9, 0xD9, 0xDA, 0xEA, 0xDA, 0xDB, 0xEB, 0xDB,
    0xDD, 0xED, 0xDD, 0xDE, 0xEE, 0xDE, 0xDF, 0xEF, 0xDF,
    0xB0, 0xC0, 0xB0, 0xB1, 0xC1, 0xB1, 0xB2, 0xC2, 0xB2, 0xB3, 0xC3, 0xB3,
    0xB4, 0xC4, 0xB4, 0xB5, 0xC5, 0xB5, 0xB6, 0xC6, 0xB6, 0xB7, 0xC7, 0xB7,
    0xBC, 0xBD, 0xBE, 0xBF,
    0xF8, 0xF9, 0xFA, 0xFB, 0xFE, 0xFF, 0xFC, 0xDC,
    0x71, 0x72, 0x73, 0x74,
    0x00, 0x79, 0x7A, 0x02, 0x78,
)
# fmt: on


def energy_address(index):
    """Return the register of `counts[index]`: 0x80 to 0x93, then 0xA0 to 0xAF."""
    return index + 0x80 if index < 20 else index + 0x8C


def frame_addresses():
    """Yield the address read by each frame of the block, in order."""
    for word in range(WORDS):
        yield WORD_ADDRESSES[word]
        if word < ENERGIES:
            yield energy_address(word)
            yield LAST
            yield LAST
