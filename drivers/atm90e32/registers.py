"""Every documented register of the ATM90E32AS, one frozen row each: the single truth.

Usage:
    address("UgainA")           # 0x61
    row(0x61)[NAME]             # "UgainA"
    for r in REGISTERS: ...     # 201 rows, ascending by address

A row is (address, name, kind, scale, unit, access, reset value, datasheet page):

kind    how the 16 bits read. u16, s16, s8 as they say; s8s8: two signed bytes; phi: bit 15
        says which channel is delayed, bits 7-0 by how much; u32h/u32l, s32h/s32l: high and low
        word of one 32-bit number; frac8: high byte counts 1/256 of the word 0x10 below;
        count: energy steps; bits: flags or fields.
scale   integer; value = number * scale in `unit` (of the whole number for 32-bit kinds).
access  rw, r, w, rc (reading clears), w1c (a written 1 clears).
reset   value after power-on or soft reset; None where the data sheet gives none.
page    of the data sheet DS = Microchip/Atmel 46003B (02/2015), where the meaning is told.

The table is constant: frozen into the firmware it costs no RAM; loaded from a file about 14 kB.
Looking up by name walks the table: for configuration, console and messages, not per second.
PC programs may import this module (and only this one of the drivers).
"""

try:
    from micropython import const
except ImportError:

    def const(value):
        return value


ADDRESS = const(0)
NAME = const(1)
KIND = const(2)
SCALE = const(3)
UNIT = const(4)
ACCESS = const(5)
RESET = const(6)
PAGE = const(7)

REGISTERS = (
    # Status and special registers
    (0x00, "MeterEn", "bits", 1, "", "rw", 0x0000, 41),
    (0x01, "ChannelMapI", "bits", 1, "", "rw", 0x0210, 42),
    (0x02, "ChannelMapU", "bits", 1, "", "rw", 0x0654, 42),
    (0x05, "SagPeakDetCfg", "bits", 1, "", "rw", 0x143F, 44),
    (0x06, "OVth", "u16", 1, "2^14/gain", "rw", 0xC000, 44),
    (0x07, "ZXConfig", "bits", 1, "", "rw", 0x0001, 45),
    (0x08, "SagTh", "u16", 1, "2^14/gain", "rw", 0x1000, 45),
    (0x09, "PhaseLossTh", "u16", 1, "2^14/gain", "rw", 0x0400, 45),
    (0x0A, "InWarnTh", "u16", 1, "mA", "rw", 0xFFFF, 46),
    (0x0B, "OIth", "u16", 1, "2^14/gain", "rw", 0xC000, 46),
    (0x0C, "FreqLoTh", "u16", 10, "mHz", "rw", 0x1324, 46),
    (0x0D, "FreqHiTh", "u16", 10, "mHz", "rw", 0x13EC, 46),
    (0x0E, "PMPwrCtrl", "bits", 1, "", "rw", 0x010F, 47),
    (0x0F, "IRQ0MergeCfg", "bits", 1, "", "rw", 0x0000, 47),
    # Low power mode; survive a reset
    (0x10, "DetectCtrl", "bits", 1, "", "rw", None, 48),
    (0x11, "DetectTh1", "bits", 1, "", "rw", 0x0000, 49),
    (0x12, "DetectTh2", "bits", 1, "", "rw", 0x0000, 49),
    (0x13, "DetectTh3", "bits", 1, "", "rw", 0x0000, 49),
    # DC offsets, compensation
    (0x14, "IDCoffsetA", "s16", 1, "", "rw", 0x0000, 50),
    (0x15, "IDCoffsetB", "s16", 1, "", "rw", 0x0000, 50),
    (0x16, "IDCoffsetC", "s16", 1, "", "rw", 0x0000, 50),
    (0x17, "UDCoffsetA", "s16", 1, "", "rw", 0x0000, 50),
    (0x18, "UDCoffsetB", "s16", 1, "", "rw", 0x0000, 50),
    (0x19, "UDCoffsetC", "s16", 1, "", "rw", 0x0000, 51),
    (0x1A, "UGainTAB", "s8s8", 1, "1/1048576 per K", "rw", 0x0000, 51),
    (0x1B, "UGainTC", "s8s8", 1, "1/1048576 per K", "rw", 0x0000, 51),
    (0x1C, "PhiFreqComp", "s8", 1, "cycle/512 per 0.01 Hz", "rw", 0x0000, 51),
    (0x20, "LOGIrms0", "u16", 1, "1/16 of log2(mA)", "rw", 0x0000, 51),
    (0x21, "LOGIrms1", "u16", 1, "1/16 of log2(mA)", "rw", 0x0000, 52),
    (0x22, "F0", "u16", 10, "mHz", "rw", 0x1388, 52),
    (0x23, "T0", "s8", 1, "degC", "rw", 0x0019, 52),
    (0x24, "PhiAIrms01", "s8s8", 1, "cycle/256", "rw", 0x0000, 52),
    (0x25, "PhiAIrms2", "s8s8", 1, "cycle/256", "rw", 0x0000, 52),
    (0x26, "GainAIrms01", "s8s8", 1, "1/524288", "rw", 0x0000, 53),
    (0x27, "GainAIrms2", "s8s8", 1, "1/524288", "rw", 0x0000, 53),
    (0x28, "PhiBIrms01", "s8s8", 1, "cycle/256", "rw", 0x0000, 53),
    (0x29, "PhiBIrms2", "s8s8", 1, "cycle/256", "rw", 0x0000, 54),
    (0x2A, "GainBIrms01", "s8s8", 1, "1/524288", "rw", 0x0000, 53),
    (0x2B, "GainBIrms2", "s8s8", 1, "1/524288", "rw", 0x0000, 54),
    (0x2C, "PhiCIrms01", "s8s8", 1, "cycle/256", "rw", 0x0000, 54),
    (0x2D, "PhiCIrms2", "s8s8", 1, "cycle/256", "rw", 0x0000, 54),
    (0x2E, "GainCIrms01", "s8s8", 1, "1/524288", "rw", 0x0000, 54),
    (0x2F, "GainCIrms2", "s8s8", 1, "1/524288", "rw", 0x0000, 54),
    # Configuration
    (0x31, "PLconstH", "u32h", 80, "nJ", "rw", 0x0861, 55),
    (0x32, "PLconstL", "u32l", 80, "nJ", "rw", 0xC468, 56),
    (0x33, "MMode0", "bits", 1, "", "rw", 0x0087, 56),
    (0x34, "MMode1", "bits", 1, "", "rw", 0x0000, 57),
    (0x35, "PStartTh", "u16", 320, "uW", "rw", 0x0000, 55),
    (0x36, "QStartTh", "u16", 320, "uvar", "rw", 0x0000, 55),
    (0x37, "SStartTh", "u16", 320, "uVA", "rw", 0x0000, 55),
    (0x38, "PPhaseTh", "u16", 320, "uW", "rw", 0x0000, 55),
    (0x39, "QPhaseTh", "u16", 320, "uW", "rw", 0x0000, 55),
    (0x3A, "SPhaseTh", "u16", 320, "uW", "rw", 0x0000, 55),
    # Calibration
    (0x41, "PoffsetA", "s16", 320, "uW", "rw", 0x0000, 57),
    (0x42, "QoffsetA", "s16", 320, "uvar", "rw", 0x0000, 58),
    (0x43, "PoffsetB", "s16", 320, "uW", "rw", 0x0000, 57),
    (0x44, "QoffsetB", "s16", 320, "uvar", "rw", 0x0000, 57),
    (0x45, "PoffsetC", "s16", 320, "uW", "rw", 0x0000, 57),
    (0x46, "QoffsetC", "s16", 320, "uvar", "rw", 0x0000, 57),
    (0x47, "PQGainA", "s16", 1, "1/32768", "rw", 0x0000, 58),
    (0x48, "PhiA", "phi", 1, "cycle of 2.048 MHz", "rw", 0x0000, 58),
    (0x49, "PQGainB", "s16", 1, "1/32768", "rw", 0x0000, 57),
    (0x4A, "PhiB", "phi", 1, "cycle of 2.048 MHz", "rw", 0x0000, 57),
    (0x4B, "PQGainC", "s16", 1, "1/32768", "rw", 0x0000, 57),
    (0x4C, "PhiC", "phi", 1, "cycle of 2.048 MHz", "rw", 0x0000, 57),
    # Fundamental and harmonic calibration
    (0x51, "PoffsetAF", "s16", 320, "uW", "rw", 0x0000, 58),
    (0x52, "PoffsetBF", "s16", 320, "uW", "rw", 0x0000, 58),
    (0x53, "PoffsetCF", "s16", 320, "uW", "rw", 0x0000, 58),
    (0x54, "PGainAF", "s16", 1, "1/32768", "rw", 0x0000, 58),
    (0x55, "PGainBF", "s16", 1, "1/32768", "rw", 0x0000, 58),
    (0x56, "PGainCF", "s16", 1, "1/32768", "rw", 0x0000, 58),
    # Measurement calibration
    (0x61, "UgainA", "u16", 1, "1/32768", "rw", 0x8000, 59),
    (0x62, "IgainA", "u16", 1, "1/32768", "rw", 0x8000, 59),
    (0x63, "UoffsetA", "s16", 10, "mV/512", "rw", 0x0000, 59),
    (0x64, "IoffsetA", "s16", 1, "mA/512", "rw", 0x0000, 59),
    (0x65, "UgainB", "u16", 1, "1/32768", "rw", 0x8000, 59),
    (0x66, "IgainB", "u16", 1, "1/32768", "rw", 0x8000, 59),
    (0x67, "UoffsetB", "s16", 10, "mV/512", "rw", 0x0000, 59),
    (0x68, "IoffsetB", "s16", 1, "mA/512", "rw", 0x0000, 59),
    (0x69, "UgainC", "u16", 1, "1/32768", "rw", 0x8000, 59),
    (0x6A, "IgainC", "u16", 1, "1/32768", "rw", 0x8000, 59),
    (0x6B, "UoffsetC", "s16", 10, "mV/512", "rw", 0x0000, 59),
    (0x6C, "IoffsetC", "s16", 1, "mA/512", "rw", 0x0000, 59),
    # EMM status, integrity
    (0x70, "SoftReset", "bits", 1, "", "w", 0x0000, 59),
    (0x71, "EMMState0", "bits", 1, "", "r", 0x0000, 60),
    (0x72, "EMMState1", "bits", 1, "", "r", 0x0000, 61),
    (0x73, "EMMIntState0", "bits", 1, "", "w1c", 0x0000, 62),
    (0x74, "EMMIntState1", "bits", 1, "", "w1c", 0x0000, 63),
    (0x75, "EMMIntEn0", "bits", 1, "", "rw", 0x0000, 64),
    (0x76, "EMMIntEn1", "bits", 1, "", "rw", 0x0000, 65),
    (0x78, "LastSPIData", "bits", 1, "", "r", 0x0000, 65),
    (0x79, "CRCErrStatus", "bits", 1, "", "r", 0x0000, 66),
    (0x7A, "CRCDigest", "bits", 1, "", "rw", 0x0000, 66),
    (0x7F, "CfgRegAccEn", "bits", 1, "", "rw", 0x0000, 66),
    # Energy, cleared by reading
    (0x80, "APenergyT", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x81, "APenergyA", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x82, "APenergyB", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x83, "APenergyC", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x84, "ANenergyT", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x85, "ANenergyA", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x86, "ANenergyB", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x87, "ANenergyC", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x88, "RPenergyT", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x89, "RPenergyA", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x8A, "RPenergyB", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x8B, "RPenergyC", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x8C, "RNenergyT", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x8D, "RNenergyA", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x8E, "RNenergyB", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x8F, "RNenergyC", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x90, "SAenergyT", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x91, "SenergyA", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x92, "SenergyB", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    (0x93, "SenergyC", "count", 1, "0.01 CF", "rc", 0x0000, 67),
    # Fundamental and harmonic energy, cleared by reading
    (0xA0, "APenergyTF", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    (0xA1, "APenergyAF", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    (0xA2, "APenergyBF", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    (0xA3, "APenergyCF", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    (0xA4, "ANenergyTF", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    (0xA5, "ANenergyAF", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    (0xA6, "ANenergyBF", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    (0xA7, "ANenergyCF", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    (0xA8, "APenergyTH", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    (0xA9, "APenergyAH", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    (0xAA, "APenergyBH", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    (0xAB, "APenergyCH", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    (0xAC, "ANenergyTH", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    (0xAD, "ANenergyAH", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    (0xAE, "ANenergyBH", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    (0xAF, "ANenergyCH", "count", 1, "0.01 CF", "rc", 0x0000, 68),
    # Power and power factor
    (0xB0, "PmeanT", "s32h", 320, "uW", "r", 0x0000, 69),
    (0xB1, "PmeanA", "s32h", 320, "uW", "r", 0x0000, 69),
    (0xB2, "PmeanB", "s32h", 320, "uW", "r", 0x0000, 69),
    (0xB3, "PmeanC", "s32h", 320, "uW", "r", 0x0000, 69),
    (0xB4, "QmeanT", "s32h", 320, "uvar", "r", 0x0000, 69),
    (0xB5, "QmeanA", "s32h", 320, "uvar", "r", 0x0000, 69),
    (0xB6, "QmeanB", "s32h", 320, "uvar", "r", 0x0000, 69),
    (0xB7, "QmeanC", "s32h", 320, "uvar", "r", 0x0000, 69),
    (0xB8, "SmeanT", "s32h", 320, "uVA", "r", 0x0000, 69),
    (0xB9, "SmeanA", "s32h", 320, "uVA", "r", 0x0000, 69),
    (0xBA, "SmeanB", "s32h", 320, "uVA", "r", 0x0000, 69),
    (0xBB, "SmeanC", "s32h", 320, "uVA", "r", 0x0000, 69),
    (0xBC, "PFmeanT", "s16", 1, "1/1000", "r", 0x0000, 69),
    (0xBD, "PFmeanA", "s16", 1, "1/1000", "r", 0x0000, 69),
    (0xBE, "PFmeanB", "s16", 1, "1/1000", "r", 0x0000, 69),
    (0xBF, "PFmeanC", "s16", 1, "1/1000", "r", 0x0000, 69),
    (0xC0, "PmeanTLSB", "s32l", 320, "uW", "r", 0x0000, 69),
    (0xC1, "PmeanALSB", "s32l", 320, "uW", "r", 0x0000, 69),
    (0xC2, "PmeanBLSB", "s32l", 320, "uW", "r", 0x0000, 69),
    (0xC3, "PmeanCLSB", "s32l", 320, "uW", "r", 0x0000, 69),
    (0xC4, "QmeanTLSB", "s32l", 320, "uvar", "r", 0x0000, 69),
    (0xC5, "QmeanALSB", "s32l", 320, "uvar", "r", 0x0000, 69),
    (0xC6, "QmeanBLSB", "s32l", 320, "uvar", "r", 0x0000, 69),
    (0xC7, "QmeanCLSB", "s32l", 320, "uvar", "r", 0x0000, 69),
    (0xC8, "SAmeanTLSB", "s32l", 320, "uVA", "r", 0x0000, 69),
    (0xC9, "SmeanALSB", "s32l", 320, "uVA", "r", 0x0000, 69),
    (0xCA, "SmeanBLSB", "s32l", 320, "uVA", "r", 0x0000, 69),
    (0xCB, "SmeanCLSB", "s32l", 320, "uVA", "r", 0x0000, 69),
    # Fundamental and harmonic power, rms
    (0xD0, "PmeanTF", "s32h", 320, "uW", "r", 0x0000, 70),
    (0xD1, "PmeanAF", "s32h", 320, "uW", "r", 0x0000, 70),
    (0xD2, "PmeanBF", "s32h", 320, "uW", "r", 0x0000, 70),
    (0xD3, "PmeanCF", "s32h", 320, "uW", "r", 0x0000, 70),
    (0xD4, "PmeanTH", "s32h", 320, "uW", "r", 0x0000, 70),
    (0xD5, "PmeanAH", "s32h", 320, "uW", "r", 0x0000, 70),
    (0xD6, "PmeanBH", "s32h", 320, "uW", "r", 0x0000, 70),
    (0xD7, "PmeanCH", "s32h", 320, "uW", "r", 0x0000, 70),
    (0xD9, "UrmsA", "u16", 10, "mV", "r", 0x0000, 70),
    (0xDA, "UrmsB", "u16", 10, "mV", "r", 0x0000, 70),
    (0xDB, "UrmsC", "u16", 10, "mV", "r", 0x0000, 70),
    (0xDC, "IrmsN", "u16", 1, "mA", "r", 0x0000, 70),
    (0xDD, "IrmsA", "u16", 1, "mA", "r", 0x0000, 70),
    (0xDE, "IrmsB", "u16", 1, "mA", "r", 0x0000, 70),
    (0xDF, "IrmsC", "u16", 1, "mA", "r", 0x0000, 70),
    (0xE0, "PmeanTFLSB", "s32l", 320, "uW", "r", 0x0000, 70),
    (0xE1, "PmeanAFLSB", "s32l", 320, "uW", "r", 0x0000, 70),
    (0xE2, "PmeanBFLSB", "s32l", 320, "uW", "r", 0x0000, 70),
    (0xE3, "PmeanCFLSB", "s32l", 320, "uW", "r", 0x0000, 70),
    (0xE4, "PmeanTHLSB", "s32l", 320, "uW", "r", 0x0000, 38),
    (0xE5, "PmeanAHLSB", "s32l", 320, "uW", "r", 0x0000, 38),
    (0xE6, "PmeanBHLSB", "s32l", 320, "uW", "r", 0x0000, 38),
    (0xE7, "PmeanCHLSB", "s32l", 320, "uW", "r", 0x0000, 38),
    (0xE9, "UrmsALSB", "frac8", 10, "mV", "r", 0x0000, 70),
    (0xEA, "UrmsBLSB", "frac8", 10, "mV", "r", 0x0000, 70),
    (0xEB, "UrmsCLSB", "frac8", 10, "mV", "r", 0x0000, 70),
    (0xED, "IrmsALSB", "frac8", 1, "mA", "r", 0x0000, 70),
    (0xEE, "IrmsBLSB", "frac8", 1, "mA", "r", 0x0000, 70),
    (0xEF, "IrmsCLSB", "frac8", 1, "mA", "r", 0x0000, 70),
    # Peak, frequency, angle, temperature
    (0xF1, "UPeakA", "s16", 1, "Ugain/819200 V", "r", 0x0000, 71),
    (0xF2, "UPeakB", "s16", 1, "Ugain/819200 V", "r", 0x0000, 71),
    (0xF3, "UPeakC", "s16", 1, "Ugain/819200 V", "r", 0x0000, 71),
    (0xF5, "IPeakA", "s16", 1, "Igain/8192000 A", "r", 0x0000, 71),
    (0xF6, "IPeakB", "s16", 1, "Igain/8192000 A", "r", 0x0000, 71),
    (0xF7, "IPeakC", "s16", 1, "Igain/8192000 A", "r", 0x0000, 71),
    (0xF8, "Freq", "u16", 10, "mHz", "r", 0x0000, 71),
    (0xF9, "PAngleA", "u16", 100, "mdeg", "r", 0x0000, 71),
    (0xFA, "PAngleB", "u16", 100, "mdeg", "r", 0x0000, 71),
    (0xFB, "PAngleC", "u16", 100, "mdeg", "r", 0x0000, 71),
    (0xFC, "Temp", "s16", 1, "degC", "r", 0x0000, 71),
    (0xFD, "UangleA", "u16", 100, "mdeg", "r", 0x0000, 71),
    (0xFE, "UangleB", "u16", 100, "mdeg", "r", 0x0000, 71),
    (0xFF, "UangleC", "u16", 100, "mdeg", "r", 0x0000, 71),
)

# Outside the register list: a second page that opens with 0x55AA at 0x2FF and closes with 0.
# Source: application note 46103A, pages 35-37. Reading it back is not documented.
HIDDEN = (
    (0x216, "TempSensor0", "bits", 1, "", "w", None, 35),
    (0x219, "TempSensor1", "bits", 1, "", "w", None, 35),
    (0x2FF, "HiddenPageKey", "bits", 1, "", "w", None, 35),
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
