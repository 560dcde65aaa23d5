"""The register table against what the data sheet's list says, and against itself."""

from drivers.atm90e32 import layout, registers, setup
from drivers.atm90e32.registers import (
    ACCESS,
    ADDRESS,
    NAME,
    PAGE,
    REGISTERS,
    RESET,
    SCALE,
    UNIT,
)

# fmt: off
RESETS = {
    0x01: 0x0210, 0x02: 0x0654, 0x05: 0x143F, 0x06: 0xC000, 0x07: 0x0001, 0x08: 0x1000,
    0x09: 0x0400, 0x0A: 0xFFFF, 0x0B: 0xC000, 0x0C: 0x1324, 0x0D: 0x13EC, 0x0E: 0x010F,
    0x22: 5000, 0x23: 25, 0x31: 0x0861, 0x32: 0xC468, 0x33: 0x0087,
    0x61: 0x8000, 0x62: 0x8000, 0x65: 0x8000, 0x66: 0x8000, 0x69: 0x8000, 0x6A: 0x8000,
}
# fmt: on


def test_there_are_201_registers_in_order():
    addresses = [row[ADDRESS] for row in REGISTERS]
    assert len(addresses) == 201
    assert addresses == sorted(set(addresses)) and addresses[-1] == 0xFF


def test_names_are_unique_and_found():
    names = [row[NAME] for row in REGISTERS + registers.HIDDEN]
    assert len(set(names)) == 204
    assert all(registers.row(registers.address(name))[NAME] == name for name in names)


def test_every_row_is_whole():
    for row in REGISTERS:
        assert len(row) == 8
        assert registers.kind(row[NAME]) and registers.access(row[NAME])
        assert isinstance(row[SCALE], int) and registers.UNITS[row[UNIT]] is not None
        assert row[RESET] is None or 0 <= row[RESET] <= 0xFFFF
        assert 38 <= row[PAGE] <= 71


def test_sections_have_the_sizes_of_the_data_sheet():
    def between(first, last):
        return sum(first <= row[ADDRESS] <= last for row in REGISTERS)

    assert between(0x80, 0x93) == 20 and between(0xA0, 0xAF) == 16
    assert between(0xB0, 0xCB) == 28 and between(0xD0, 0xEF) == 29 and between(0xF1, 0xFF) == 14
    assert sum(registers.ACCESSES[row[ACCESS]] == "rc" for row in REGISTERS) == layout.ENERGIES
    assert sum(registers.ACCESSES[row[ACCESS]] == "w1c" for row in REGISTERS) == 2


def test_reset_values_that_are_not_zero():
    not_zero = {row[ADDRESS]: row[RESET] for row in REGISTERS if row[RESET] not in (0, None)}
    assert not_zero == RESETS


def test_addresses_that_other_drivers_get_wrong():
    # carried over from the ATM90E36: neutral current, and calibration registers
    assert registers.address("IrmsN") == 0xDC
    assert [registers.address(name + "B") for name in ("Ugain", "Igain")] == [0x65, 0x66]
    names = {row[NAME] for row in REGISTERS}
    assert not names & {"IoffsetN", "THDNUA", "ENStatus0", "SysStatus0"}


def test_an_unknown_register_is_told():
    for where in ("Ugain", 0x03, None):
        try:
            registers.row(where)
        except KeyError as error:
            assert repr(where) in str(error)
        else:
            raise AssertionError(where)


def test_the_snapshot_reads_only_what_the_table_knows():
    for address in layout.frame_addresses():
        assert registers.access(address) in ("r", "rw", "rc", "w1c")
    energies = [layout.energy_address(index) for index in range(layout.ENERGIES)]
    assert energies == [
        row[ADDRESS] for row in REGISTERS if registers.ACCESSES[row[ACCESS]] == "rc"
    ]


def test_a_pair_is_high_low_high_of_the_same_quantity():
    words = layout.WORD_ADDRESSES
    for word in range(1, layout.PAIRS_END, 3):
        high, low, again = words[word : word + 3]
        assert high == again and low == high + 0x10
        assert registers.unit(high) == registers.unit(low)


def test_the_configuration_writes_everything_the_digest_covers():
    written = [registers.address(name) for _, name, _ in setup.rows({})]
    covered = [row[ADDRESS] for row in REGISTERS if row[ADDRESS] < 0x70]
    assert set(covered) <= set(written)
    beyond = {address for address in written if address >= 0x70}
    assert beyond == {0x75, 0x76, 0x216, 0x219, 0x2FF}
    assert all(0 <= value <= 0xFFFF for _, _, value in setup.rows({}))


def test_an_untouched_site_leaves_calibration_at_its_reset_values():
    for stage, name, value in setup.rows({}):
        if stage in ("calibration", "segments"):
            assert value == registers.row(name)[RESET], name


def test_what_a_row_says_can_be_read_as_text():
    assert registers.kind("PmeanT") == "s32h" and registers.unit("PmeanT") == "uW"
    assert registers.unit("UrmsA") == registers.unit("UrmsALSB") == "mV"
    assert registers.kind(0x48) == "phi" and registers.access(0x80) == "rc"
    assert registers.access("SoftReset") == "w" and registers.access("EMMIntState0") == "w1c"
    assert registers.unit("SagTh") == "2^14/gain" and registers.unit("T0") == "degC"
