"""The register map of the simulated ATM90E32AS: address, name, value after reset, access, kind.

Written from the facts of the data sheet (DS = 46003B, pages 32-38), not shared with the driver,
so that a slip on one side shows. Access: "rw", "r", "w", "rc" (cleared by reading) and "w1c"
(a written 1 clears). Kind: config (under the lock and the CRC), special, energy, measure.
"""

from dataclasses import dataclass

PHASES = ("A", "B", "C")
SLOTS = ("T", *PHASES)  # the all-phase total stands before the phases in every block


@dataclass(frozen=True)
class Register:
    """One row of the map; `reset` is the value after power-on and after a soft reset."""

    address: int
    name: str
    reset: int = 0
    access: str = "rw"
    kind: str = "config"


# DS 32-35, and the pages of each register; undefined reset values are taken as 0.
_CONFIG = (
    (0x00, "MeterEn", 0), (0x01, "ChannelMapI", 0x0210), (0x02, "ChannelMapU", 0x0654),
    (0x05, "SagPeakDetCfg", 0x143F), (0x06, "OVth", 0xC000), (0x07, "ZXConfig", 0x0001),
    (0x08, "SagTh", 0x1000), (0x09, "PhaseLossTh", 0x0400), (0x0A, "InWarnTh", 0xFFFF),
    (0x0B, "OIth", 0xC000), (0x0C, "FreqLoTh", 0x1324), (0x0D, "FreqHiTh", 0x13EC),
    (0x0E, "PMPwrCtrl", 0x010F), (0x0F, "IRQ0MergeCfg", 0), (0x10, "DetectCtrl", 0),
    (0x11, "DetectTh1", 0), (0x12, "DetectTh2", 0), (0x13, "DetectTh3", 0),
    (0x14, "IDCoffsetA", 0), (0x15, "IDCoffsetB", 0), (0x16, "IDCoffsetC", 0),
    (0x17, "UDCoffsetA", 0), (0x18, "UDCoffsetB", 0), (0x19, "UDCoffsetC", 0),
    (0x1A, "UGainTAB", 0), (0x1B, "UGainTC", 0), (0x1C, "PhiFreqComp", 0),
    (0x20, "LOGIrms0", 0), (0x21, "LOGIrms1", 0), (0x22, "F0", 5000), (0x23, "T0", 25),
    (0x24, "PhiAIrms01", 0), (0x25, "PhiAIrms2", 0), (0x26, "GainAIrms01", 0),
    (0x27, "GainAIrms2", 0), (0x28, "PhiBIrms01", 0), (0x29, "PhiBIrms2", 0),
    (0x2A, "GainBIrms01", 0), (0x2B, "GainBIrms2", 0), (0x2C, "PhiCIrms01", 0),
    (0x2D, "PhiCIrms2", 0), (0x2E, "GainCIrms01", 0), (0x2F, "GainCIrms2", 0),
    (0x31, "PLconstH", 0x0861), (0x32, "PLconstL", 0xC468), (0x33, "MMode0", 0x0087),
    (0x34, "MMode1", 0), (0x35, "PStartTh", 0), (0x36, "QStartTh", 0), (0x37, "SStartTh", 0),
    (0x38, "PPhaseTh", 0), (0x39, "QPhaseTh", 0), (0x3A, "SPhaseTh", 0),
    (0x41, "PoffsetA", 0), (0x42, "QoffsetA", 0), (0x43, "PoffsetB", 0), (0x44, "QoffsetB", 0),
    (0x45, "PoffsetC", 0), (0x46, "QoffsetC", 0), (0x47, "PQGainA", 0), (0x48, "PhiA", 0),
    (0x49, "PQGainB", 0), (0x4A, "PhiB", 0), (0x4B, "PQGainC", 0), (0x4C, "PhiC", 0),
    (0x51, "PoffsetAF", 0), (0x52, "PoffsetBF", 0), (0x53, "PoffsetCF", 0),
    (0x54, "PGainAF", 0), (0x55, "PGainBF", 0), (0x56, "PGainCF", 0),
    (0x61, "UgainA", 0x8000), (0x62, "IgainA", 0x8000), (0x63, "UoffsetA", 0),
    (0x64, "IoffsetA", 0), (0x65, "UgainB", 0x8000), (0x66, "IgainB", 0x8000),
    (0x67, "UoffsetB", 0), (0x68, "IoffsetB", 0), (0x69, "UgainC", 0x8000),
    (0x6A, "IgainC", 0x8000), (0x6B, "UoffsetC", 0), (0x6C, "IoffsetC", 0),
)  # fmt: skip

# DS 35-36. The reset value of CfgRegAccEn is not printed: 0 (locked, nothing learned) [own].
_SPECIAL = (
    (0x70, "SoftReset", "w"), (0x71, "EMMState0", "r"), (0x72, "EMMState1", "r"),
    (0x73, "EMMIntState0", "w1c"), (0x74, "EMMIntState1", "w1c"), (0x75, "EMMIntEn0", "rw"),
    (0x76, "EMMIntEn1", "rw"), (0x78, "LastSPIData", "r"), (0x79, "CRCErrStatus", "r"),
    (0x7A, "CRCDigest", "rw"), (0x7F, "CfgRegAccEn", "rw"),
)  # fmt: skip

# Blocks of four (total, A, B, C), DS 36-37; "%" stands for the slot.
_ENERGY = (
    (0x80, "APenergy%"), (0x84, "ANenergy%"), (0x88, "RPenergy%"), (0x8C, "RNenergy%"),
    (0x90, "SAenergy%"), (0xA0, "APenergy%F"), (0xA4, "ANenergy%F"), (0xA8, "APenergy%H"),
    (0xAC, "ANenergy%H"),
)  # fmt: skip
_POWERS = (
    (0xB0, "Pmean%"), (0xB4, "Qmean%"), (0xB8, "Smean%"), (0xBC, "PFmean%"),
    (0xC0, "Pmean%LSB"), (0xC4, "Qmean%LSB"), (0xC8, "Smean%LSB"), (0xD0, "Pmean%F"),
    (0xD4, "Pmean%H"), (0xE0, "Pmean%FLSB"), (0xE4, "Pmean%HLSB"),
)  # fmt: skip
# Blocks of three (A, B, C).
_TRIPLES = (
    (0xD9, "Urms%"), (0xDD, "Irms%"), (0xE9, "Urms%LSB"), (0xED, "Irms%LSB"),
    (0xF1, "UPeak%"), (0xF5, "IPeak%"), (0xF9, "PAngle%"), (0xFD, "UAngle%"),
)  # fmt: skip


def _block(rows, slots, access, kind):
    return tuple(
        Register(base + k, name.replace("%", slot), 0, access, kind)
        for base, name in rows
        for k, slot in enumerate(slots)
    )


REGISTERS = (
    *(Register(*row) for row in _CONFIG),
    *(Register(address, name, 0, access, "special") for address, name, access in _SPECIAL),
    *_block(_ENERGY, SLOTS, "rc", "energy"),
    *_block(_POWERS, SLOTS, "r", "measure"),
    *_block(_TRIPLES, PHASES, "r", "measure"),
    Register(0xDC, "IrmsN", 0, "r", "measure"),
    Register(0xF8, "Freq", 0, "r", "measure"),
    Register(0xFC, "Temp", 0, "r", "measure"),
)
BY_ADDRESS = {row.address: row for row in REGISTERS}
ADDRESS = {row.name: row.address for row in REGISTERS}

SPACE = 1 << 10  # ten address bits
CONFIG_END = 0x70  # the lock and the CRC cover 0x00-0x6F
RESET_VALUES = tuple(BY_ADDRESS[a].reset if a in BY_ADDRESS else 0 for a in range(SPACE))
KEPT = (0x10, 0x11, 0x12, 0x13)  # the latches no reset and no idle mode touches (DS 10)

# What is accumulated, four slots each: active, reactive, apparent, fundamental, harmonic.
KINDS = ("P", "Q", "S", "P1", "Ph")
ACCUMULATORS = tuple((kind, slot) for kind in KINDS for slot in SLOTS)
_FORWARD = {"P": 0x80, "Q": 0x88, "S": 0x90, "P1": 0xA0, "Ph": 0xA8}
ENERGY = {}  # address -> (accumulator, 0 forward | 1 reverse)
for _index, (_kind, _slot) in enumerate(ACCUMULATORS):
    _base = _FORWARD[_kind] + SLOTS.index(_slot)
    ENERGY[_base] = (_index, 0)
    if _kind != "S":  # apparent energy has no direction
        ENERGY[_base + 4] = (_index, 1)


def signed(value, bits=16):
    """The two's complement reading of the low `bits` of `value`."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value
