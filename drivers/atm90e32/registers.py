"""Every documented register of the ATM90E32AS, one frozen row each: the single truth.

Usage:
    address("UgainA")           # 0x61
    row(0x61)[NAME]             # "UgainA"
    unit("UrmsA")               # "mV"
    for r in REGISTERS: ...     # 201 rows, ascending by address

A row is (address, name, kind, scale, unit, access, reset value, datasheet page):

kind    how the 16 bits read, one of KINDS: u16, s16, s8 as they say; s8s8: two signed bytes;
        phi: bit 15 says which channel is delayed, bits 7-0 by how much; u32h/u32l, s32h/s32l:
        high and low word of one 32-bit number; frac8: high byte counts 1/256 of the word 0x10
        below; count: energy steps; bits: flags or fields.
scale   integer; value = number * scale in `unit`, one of UNITS (of the whole number for 32-bit
        kinds).
access  one of ACCESSES: rw, r, w, rc (reading clears), w1c (a written 1 clears).
reset   value after power-on or soft reset; None where the data sheet gives none.
page    of the data sheet DS = Microchip/Atmel 46003B (02/2015), where the meaning is told.

The table is constant: frozen into the firmware it costs no RAM; loaded from a file 20 kB.
Looking up by name walks the table: for configuration, console and messages, not per second.
PC programs may import this module (and only this one of the drivers).
"""

from drivers.compat import const

ADDRESS = const(0)
NAME = const(1)
KIND = const(2)
SCALE = const(3)
UNIT = const(4)
ACCESS = const(5)
RESET = const(6)
PAGE = const(7)

# Columns 2, 4 and 5 of a row are numbers into these three; as text they would cost 13 kB more
# where the table is not frozen.
KINDS = (
    "bits",
    "u16",
    "s16",
    "s8",
    "s8s8",
    "phi",
    "u32h",
    "u32l",
    "s32h",
    "s32l",
    "frac8",
    "count",
)
UNITS = (
    "",
    "2^14/gain",
    "mA",
    "mHz",
    "1/1048576 per K",
    "cycle/512 per 0.01 Hz",
    "1/16 of log2(mA)",
    "degC",
    "cycle/256",
    "1/524288",
    "nJ",
    "uW",
    "uvar",
    "uVA",
    "1/32768",
    "cycle of 2.048 MHz",
    "mV/512",
    "mA/512",
    "0.01 CF",
    "1/1000",
    "mV",
    "Ugain/819200 V",
    "Igain/8192000 A",
    "mdeg",
)
ACCESSES = ("r", "rw", "w", "rc", "w1c")

_BITS = const(0)
_U16 = const(1)
_S16 = const(2)
_S8 = const(3)
_S8S8 = const(4)
_PHI = const(5)
_U32H = const(6)
_U32L = const(7)
_S32H = const(8)
_S32L = const(9)
_FRAC8 = const(10)
_COUNT = const(11)

_NONE = const(0)
_LIMIT = const(1)
_MA = const(2)
_MHZ = const(3)
_PER_K = const(4)
_PER_CHZ = const(5)
_LOG2 = const(6)
_DEG_C = const(7)
_CYCLE_256 = const(8)
_SLOPE = const(9)
_NJ = const(10)
_UW = const(11)
_UVAR = const(12)
_UVA = const(13)
_GAIN = const(14)
_CYCLE = const(15)
_MV_512 = const(16)
_MA_512 = const(17)
_CCF = const(18)
_PER_MILLE = const(19)
_MV = const(20)
_UPEAK = const(21)
_IPEAK = const(22)
_MDEG = const(23)

_R = const(0)
_RW = const(1)
_W = const(2)
_RC = const(3)
_W1C = const(4)

REGISTERS = (
    # Status and special registers
    (0x00, "MeterEn", _BITS, 1, _NONE, _RW, 0x0000, 41),
    (0x01, "ChannelMapI", _BITS, 1, _NONE, _RW, 0x0210, 42),
    (0x02, "ChannelMapU", _BITS, 1, _NONE, _RW, 0x0654, 42),
    (0x05, "SagPeakDetCfg", _BITS, 1, _NONE, _RW, 0x143F, 44),
    (0x06, "OVth", _U16, 1, _LIMIT, _RW, 0xC000, 44),
    (0x07, "ZXConfig", _BITS, 1, _NONE, _RW, 0x0001, 45),
    (0x08, "SagTh", _U16, 1, _LIMIT, _RW, 0x1000, 45),
    (0x09, "PhaseLossTh", _U16, 1, _LIMIT, _RW, 0x0400, 45),
    (0x0A, "InWarnTh", _U16, 1, _MA, _RW, 0xFFFF, 46),
    (0x0B, "OIth", _U16, 1, _LIMIT, _RW, 0xC000, 46),
    (0x0C, "FreqLoTh", _U16, 10, _MHZ, _RW, 0x1324, 46),
    (0x0D, "FreqHiTh", _U16, 10, _MHZ, _RW, 0x13EC, 46),
    (0x0E, "PMPwrCtrl", _BITS, 1, _NONE, _RW, 0x010F, 47),
    (0x0F, "IRQ0MergeCfg", _BITS, 1, _NONE, _RW, 0x0000, 47),
    # Low power mode; survive a reset
    (0x10, "DetectCtrl", _BITS, 1, _NONE, _RW, None, 48),
    (0x11, "DetectTh1", _BITS, 1, _NONE, _RW, 0x0000, 49),
    (0x12, "DetectTh2", _BITS, 1, _NONE, _RW, 0x0000, 49),
    (0x13, "DetectTh3", _BITS, 1, _NONE, _RW, 0x0000, 49),
    # DC offsets, compensation
    (0x14, "IDCoffsetA", _S16, 1, _NONE, _RW, 0x0000, 50),
    (0x15, "IDCoffsetB", _S16, 1, _NONE, _RW, 0x0000, 50),
    (0x16, "IDCoffsetC", _S16, 1, _NONE, _RW, 0x0000, 50),
    (0x17, "UDCoffsetA", _S16, 1, _NONE, _RW, 0x0000, 50),
    (0x18, "UDCoffsetB", _S16, 1, _NONE, _RW, 0x0000, 50),
    (0x19, "UDCoffsetC", _S16, 1, _NONE, _RW, 0x0000, 51),
    (0x1A, "UGainTAB", _S8S8, 1, _PER_K, _RW, 0x0000, 51),
    (0x1B, "UGainTC", _S8S8, 1, _PER_K, _RW, 0x0000, 51),
    (0x1C, "PhiFreqComp", _S8, 1, _PER_CHZ, _RW, 0x0000, 51),
    (0x20, "LOGIrms0", _U16, 1, _LOG2, _RW, 0x0000, 51),
    (0x21, "LOGIrms1", _U16, 1, _LOG2, _RW, 0x0000, 52),
    (0x22, "F0", _U16, 10, _MHZ, _RW, 0x1388, 52),
    (0x23, "T0", _S8, 1, _DEG_C, _RW, 0x0019, 52),
    (0x24, "PhiAIrms01", _S8S8, 1, _CYCLE_256, _RW, 0x0000, 52),
    (0x25, "PhiAIrms2", _S8S8, 1, _CYCLE_256, _RW, 0x0000, 52),
    (0x26, "GainAIrms01", _S8S8, 1, _SLOPE, _RW, 0x0000, 53),
    (0x27, "GainAIrms2", _S8S8, 1, _SLOPE, _RW, 0x0000, 53),
    (0x28, "PhiBIrms01", _S8S8, 1, _CYCLE_256, _RW, 0x0000, 53),
    (0x29, "PhiBIrms2", _S8S8, 1, _CYCLE_256, _RW, 0x0000, 54),
    (0x2A, "GainBIrms01", _S8S8, 1, _SLOPE, _RW, 0x0000, 53),
    (0x2B, "GainBIrms2", _S8S8, 1, _SLOPE, _RW, 0x0000, 54),
    (0x2C, "PhiCIrms01", _S8S8, 1, _CYCLE_256, _RW, 0x0000, 54),
    (0x2D, "PhiCIrms2", _S8S8, 1, _CYCLE_256, _RW, 0x0000, 54),
    (0x2E, "GainCIrms01", _S8S8, 1, _SLOPE, _RW, 0x0000, 54),
    (0x2F, "GainCIrms2", _S8S8, 1, _SLOPE, _RW, 0x0000, 54),
    # Configuration
    (0x31, "PLconstH", _U32H, 80, _NJ, _RW, 0x0861, 55),
    (0x32, "PLconstL", _U32L, 80, _NJ, _RW, 0xC468, 56),
    (0x33, "MMode0", _BITS, 1, _NONE, _RW, 0x0087, 56),
    (0x34, "MMode1", _BITS, 1, _NONE, _RW, 0x0000, 57),
    (0x35, "PStartTh", _U16, 320, _UW, _RW, 0x0000, 55),
    (0x36, "QStartTh", _U16, 320, _UVAR, _RW, 0x0000, 55),
    (0x37, "SStartTh", _U16, 320, _UVA, _RW, 0x0000, 55),
    (0x38, "PPhaseTh", _U16, 320, _UW, _RW, 0x0000, 55),
    (0x39, "QPhaseTh", _U16, 320, _UW, _RW, 0x0000, 55),
    (0x3A, "SPhaseTh", _U16, 320, _UW, _RW, 0x0000, 55),
    # Calibration
    (0x41, "PoffsetA", _S16, 320, _UW, _RW, 0x0000, 57),
    (0x42, "QoffsetA", _S16, 320, _UVAR, _RW, 0x0000, 58),
    (0x43, "PoffsetB", _S16, 320, _UW, _RW, 0x0000, 57),
    (0x44, "QoffsetB", _S16, 320, _UVAR, _RW, 0x0000, 57),
    (0x45, "PoffsetC", _S16, 320, _UW, _RW, 0x0000, 57),
    (0x46, "QoffsetC", _S16, 320, _UVAR, _RW, 0x0000, 57),
    (0x47, "PQGainA", _S16, 1, _GAIN, _RW, 0x0000, 58),
    (0x48, "PhiA", _PHI, 1, _CYCLE, _RW, 0x0000, 58),
    (0x49, "PQGainB", _S16, 1, _GAIN, _RW, 0x0000, 57),
    (0x4A, "PhiB", _PHI, 1, _CYCLE, _RW, 0x0000, 57),
    (0x4B, "PQGainC", _S16, 1, _GAIN, _RW, 0x0000, 57),
    (0x4C, "PhiC", _PHI, 1, _CYCLE, _RW, 0x0000, 57),
    # Fundamental and harmonic calibration
    (0x51, "PoffsetAF", _S16, 320, _UW, _RW, 0x0000, 58),
    (0x52, "PoffsetBF", _S16, 320, _UW, _RW, 0x0000, 58),
    (0x53, "PoffsetCF", _S16, 320, _UW, _RW, 0x0000, 58),
    (0x54, "PGainAF", _S16, 1, _GAIN, _RW, 0x0000, 58),
    (0x55, "PGainBF", _S16, 1, _GAIN, _RW, 0x0000, 58),
    (0x56, "PGainCF", _S16, 1, _GAIN, _RW, 0x0000, 58),
    # Measurement calibration
    (0x61, "UgainA", _U16, 1, _GAIN, _RW, 0x8000, 59),
    (0x62, "IgainA", _U16, 1, _GAIN, _RW, 0x8000, 59),
    (0x63, "UoffsetA", _S16, 10, _MV_512, _RW, 0x0000, 59),
    (0x64, "IoffsetA", _S16, 1, _MA_512, _RW, 0x0000, 59),
    (0x65, "UgainB", _U16, 1, _GAIN, _RW, 0x8000, 59),
    (0x66, "IgainB", _U16, 1, _GAIN, _RW, 0x8000, 59),
    (0x67, "UoffsetB", _S16, 10, _MV_512, _RW, 0x0000, 59),
    (0x68, "IoffsetB", _S16, 1, _MA_512, _RW, 0x0000, 59),
    (0x69, "UgainC", _U16, 1, _GAIN, _RW, 0x8000, 59),
    (0x6A, "IgainC", _U16, 1, _GAIN, _RW, 0x8000, 59),
    (0x6B, "UoffsetC", _S16, 10, _MV_512, _RW, 0x0000, 59),
    (0x6C, "IoffsetC", _S16, 1, _MA_512, _RW, 0x0000, 59),
    # EMM status, integrity
    (0x70, "SoftReset", _BITS, 1, _NONE, _W, 0x0000, 59),
    (0x71, "EMMState0", _BITS, 1, _NONE, _R, 0x0000, 60),
    (0x72, "EMMState1", _BITS, 1, _NONE, _R, 0x0000, 61),
    (0x73, "EMMIntState0", _BITS, 1, _NONE, _W1C, 0x0000, 62),
    (0x74, "EMMIntState1", _BITS, 1, _NONE, _W1C, 0x0000, 63),
    (0x75, "EMMIntEn0", _BITS, 1, _NONE, _RW, 0x0000, 64),
    (0x76, "EMMIntEn1", _BITS, 1, _NONE, _RW, 0x0000, 65),
    (0x78, "LastSPIData", _BITS, 1, _NONE, _R, 0x0000, 65),
    (0x79, "CRCErrStatus", _BITS, 1, _NONE, _R, 0x0000, 66),
    (0x7A, "CRCDigest", _BITS, 1, _NONE, _RW, 0x0000, 66),
    (0x7F, "CfgRegAccEn", _BITS, 1, _NONE, _RW, 0x0000, 66),
    # Energy, cleared by reading
    (0x80, "APenergyT", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x81, "APenergyA", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x82, "APenergyB", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x83, "APenergyC", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x84, "ANenergyT", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x85, "ANenergyA", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x86, "ANenergyB", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x87, "ANenergyC", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x88, "RPenergyT", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x89, "RPenergyA", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x8A, "RPenergyB", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x8B, "RPenergyC", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x8C, "RNenergyT", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x8D, "RNenergyA", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x8E, "RNenergyB", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x8F, "RNenergyC", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x90, "SAenergyT", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x91, "SenergyA", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x92, "SenergyB", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    (0x93, "SenergyC", _COUNT, 1, _CCF, _RC, 0x0000, 67),
    # Fundamental and harmonic energy, cleared by reading
    (0xA0, "APenergyTF", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    (0xA1, "APenergyAF", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    (0xA2, "APenergyBF", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    (0xA3, "APenergyCF", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    (0xA4, "ANenergyTF", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    (0xA5, "ANenergyAF", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    (0xA6, "ANenergyBF", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    (0xA7, "ANenergyCF", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    (0xA8, "APenergyTH", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    (0xA9, "APenergyAH", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    (0xAA, "APenergyBH", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    (0xAB, "APenergyCH", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    (0xAC, "ANenergyTH", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    (0xAD, "ANenergyAH", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    (0xAE, "ANenergyBH", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    (0xAF, "ANenergyCH", _COUNT, 1, _CCF, _RC, 0x0000, 68),
    # Power and power factor
    (0xB0, "PmeanT", _S32H, 320, _UW, _R, 0x0000, 69),
    (0xB1, "PmeanA", _S32H, 320, _UW, _R, 0x0000, 69),
    (0xB2, "PmeanB", _S32H, 320, _UW, _R, 0x0000, 69),
    (0xB3, "PmeanC", _S32H, 320, _UW, _R, 0x0000, 69),
    (0xB4, "QmeanT", _S32H, 320, _UVAR, _R, 0x0000, 69),
    (0xB5, "QmeanA", _S32H, 320, _UVAR, _R, 0x0000, 69),
    (0xB6, "QmeanB", _S32H, 320, _UVAR, _R, 0x0000, 69),
    (0xB7, "QmeanC", _S32H, 320, _UVAR, _R, 0x0000, 69),
    (0xB8, "SmeanT", _S32H, 320, _UVA, _R, 0x0000, 69),
    (0xB9, "SmeanA", _S32H, 320, _UVA, _R, 0x0000, 69),
    (0xBA, "SmeanB", _S32H, 320, _UVA, _R, 0x0000, 69),
    (0xBB, "SmeanC", _S32H, 320, _UVA, _R, 0x0000, 69),
    (0xBC, "PFmeanT", _S16, 1, _PER_MILLE, _R, 0x0000, 69),
    (0xBD, "PFmeanA", _S16, 1, _PER_MILLE, _R, 0x0000, 69),
    (0xBE, "PFmeanB", _S16, 1, _PER_MILLE, _R, 0x0000, 69),
    (0xBF, "PFmeanC", _S16, 1, _PER_MILLE, _R, 0x0000, 69),
    (0xC0, "PmeanTLSB", _S32L, 320, _UW, _R, 0x0000, 69),
    (0xC1, "PmeanALSB", _S32L, 320, _UW, _R, 0x0000, 69),
    (0xC2, "PmeanBLSB", _S32L, 320, _UW, _R, 0x0000, 69),
    (0xC3, "PmeanCLSB", _S32L, 320, _UW, _R, 0x0000, 69),
    (0xC4, "QmeanTLSB", _S32L, 320, _UVAR, _R, 0x0000, 69),
    (0xC5, "QmeanALSB", _S32L, 320, _UVAR, _R, 0x0000, 69),
    (0xC6, "QmeanBLSB", _S32L, 320, _UVAR, _R, 0x0000, 69),
    (0xC7, "QmeanCLSB", _S32L, 320, _UVAR, _R, 0x0000, 69),
    (0xC8, "SAmeanTLSB", _S32L, 320, _UVA, _R, 0x0000, 69),
    (0xC9, "SmeanALSB", _S32L, 320, _UVA, _R, 0x0000, 69),
    (0xCA, "SmeanBLSB", _S32L, 320, _UVA, _R, 0x0000, 69),
    (0xCB, "SmeanCLSB", _S32L, 320, _UVA, _R, 0x0000, 69),
    # Fundamental and harmonic power, rms
    (0xD0, "PmeanTF", _S32H, 320, _UW, _R, 0x0000, 70),
    (0xD1, "PmeanAF", _S32H, 320, _UW, _R, 0x0000, 70),
    (0xD2, "PmeanBF", _S32H, 320, _UW, _R, 0x0000, 70),
    (0xD3, "PmeanCF", _S32H, 320, _UW, _R, 0x0000, 70),
    (0xD4, "PmeanTH", _S32H, 320, _UW, _R, 0x0000, 70),
    (0xD5, "PmeanAH", _S32H, 320, _UW, _R, 0x0000, 70),
    (0xD6, "PmeanBH", _S32H, 320, _UW, _R, 0x0000, 70),
    (0xD7, "PmeanCH", _S32H, 320, _UW, _R, 0x0000, 70),
    (0xD9, "UrmsA", _U16, 10, _MV, _R, 0x0000, 70),
    (0xDA, "UrmsB", _U16, 10, _MV, _R, 0x0000, 70),
    (0xDB, "UrmsC", _U16, 10, _MV, _R, 0x0000, 70),
    (0xDC, "IrmsN", _U16, 1, _MA, _R, 0x0000, 70),
    (0xDD, "IrmsA", _U16, 1, _MA, _R, 0x0000, 70),
    (0xDE, "IrmsB", _U16, 1, _MA, _R, 0x0000, 70),
    (0xDF, "IrmsC", _U16, 1, _MA, _R, 0x0000, 70),
    (0xE0, "PmeanTFLSB", _S32L, 320, _UW, _R, 0x0000, 70),
    (0xE1, "PmeanAFLSB", _S32L, 320, _UW, _R, 0x0000, 70),
    (0xE2, "PmeanBFLSB", _S32L, 320, _UW, _R, 0x0000, 70),
    (0xE3, "PmeanCFLSB", _S32L, 320, _UW, _R, 0x0000, 70),
    (0xE4, "PmeanTHLSB", _S32L, 320, _UW, _R, 0x0000, 38),
    (0xE5, "PmeanAHLSB", _S32L, 320, _UW, _R, 0x0000, 38),
    (0xE6, "PmeanBHLSB", _S32L, 320, _UW, _R, 0x0000, 38),
    (0xE7, "PmeanCHLSB", _S32L, 320, _UW, _R, 0x0000, 38),
    (0xE9, "UrmsALSB", _FRAC8, 10, _MV, _R, 0x0000, 70),
    (0xEA, "UrmsBLSB", _FRAC8, 10, _MV, _R, 0x0000, 70),
    (0xEB, "UrmsCLSB", _FRAC8, 10, _MV, _R, 0x0000, 70),
    (0xED, "IrmsALSB", _FRAC8, 1, _MA, _R, 0x0000, 70),
    (0xEE, "IrmsBLSB", _FRAC8, 1, _MA, _R, 0x0000, 70),
    (0xEF, "IrmsCLSB", _FRAC8, 1, _MA, _R, 0x0000, 70),
    # Peak, frequency, angle, temperature
    (0xF1, "UPeakA", _S16, 1, _UPEAK, _R, 0x0000, 71),
    (0xF2, "UPeakB", _S16, 1, _UPEAK, _R, 0x0000, 71),
    (0xF3, "UPeakC", _S16, 1, _UPEAK, _R, 0x0000, 71),
    (0xF5, "IPeakA", _S16, 1, _IPEAK, _R, 0x0000, 71),
    (0xF6, "IPeakB", _S16, 1, _IPEAK, _R, 0x0000, 71),
    (0xF7, "IPeakC", _S16, 1, _IPEAK, _R, 0x0000, 71),
    (0xF8, "Freq", _U16, 10, _MHZ, _R, 0x0000, 71),
    (0xF9, "PAngleA", _U16, 100, _MDEG, _R, 0x0000, 71),
    (0xFA, "PAngleB", _U16, 100, _MDEG, _R, 0x0000, 71),
    (0xFB, "PAngleC", _U16, 100, _MDEG, _R, 0x0000, 71),
    (0xFC, "Temp", _S16, 1, _DEG_C, _R, 0x0000, 71),
    (0xFD, "UangleA", _U16, 100, _MDEG, _R, 0x0000, 71),
    (0xFE, "UangleB", _U16, 100, _MDEG, _R, 0x0000, 71),
    (0xFF, "UangleC", _U16, 100, _MDEG, _R, 0x0000, 71),
)

# Outside the register list: a second page that opens with 0x55AA at 0x2FF and closes with 0.
# Source: application note 46103A, pages 35-37. Reading it back is not documented.
HIDDEN = (
    (0x216, "TempSensor0", _BITS, 1, _NONE, _W, None, 35),
    (0x219, "TempSensor1", _BITS, 1, _NONE, _W, None, 35),
    (0x2FF, "HiddenPageKey", _BITS, 1, _NONE, _W, None, 35),
)


def row(where):
    """Return the row of an address or a name; KeyError says what was asked for."""
    column = NAME if isinstance(where, str) else ADDRESS
    for table in (REGISTERS, HIDDEN):
        for candidate in table:
            if candidate[column] == where:
                return candidate
    raise KeyError("ATM90E32: no register %r" % (where,))


def address(name):
    """Return the address of a register name, exactly as the data sheet spells it."""
    return row(name)[ADDRESS]


def kind(where):
    """Return how a register reads: one of KINDS."""
    return KINDS[row(where)[KIND]]


def unit(where):
    """Return the unit of a register: one of UNITS."""
    return UNITS[row(where)[UNIT]]


def access(where):
    """Return how a register may be accessed: one of ACCESSES."""
    return ACCESSES[row(where)[ACCESS]]
