"""Frames and conversions of the ATM90E32: literal words, literal results."""

from drivers.atm90e32 import frames


def test_a_read_sets_the_high_bit_and_ten_address_bits():
    buf = bytearray(8)
    frames.put_read(buf, 1, 0x2FF)
    assert bytes(buf) == b"\x00\x00\x00\x00\x82\xff\x00\x00"


def test_a_write_carries_address_and_data():
    buf = bytearray(b"\xff" * 8)
    frames.put_write(buf, 0, 0x70, 0x789A)
    assert bytes(buf) == b"\x00\x70\x78\x9a\xff\xff\xff\xff"


def test_the_data_of_a_frame_are_its_last_two_bytes():
    assert frames.get(b"\x00\x00\x00\x00\x12\x34\xc4\x68", 1) == 0xC468


def test_a_majority_is_taken_bit_by_bit():
    assert frames.majority(0x1234, 0x1234, 0xFFFF) == 0x1234
    assert frames.majority(0x1235, 0x1236, 0x123C) == 0x1234


def test_signs_extend():
    assert [frames.signed16(w) for w in (0x7FFF, 0x8000, 0xFFFF)] == [32767, -32768, -1]


def test_two_words_make_one_signed_number():
    assert frames.signed32(0xFFFF, 0xFFFF) == -1
    assert frames.signed32(0x8000, 0x0000) == -2147483648
    assert frames.signed32(0x7FFF, 0xFFFF) == 2147483647
    assert frames.signed32(0x0001, 0x8000) == 98304


def test_quotients_round_halves_up():
    assert [frames.divided(n, 2) for n in (-3, -1, 1, 3)] == [-1, 0, 1, 2]
    assert frames.divided(7, 3) == 2 and frames.divided(8, 3) == 3


def test_voltage_has_steps_of_ten_millivolts_and_256ths_of_them():
    assert frames.voltage_mv(23000, 0) == 230000
    assert frames.voltage_mv(23000, 0x8000) == 230005
    assert frames.voltage_mv(23000, 0x00FF) == 230000  # only the high byte is valid
    assert frames.voltage_mv(0xFFFF, 0xFFFF) == 655360


def test_current_has_steps_of_a_milliampere_and_256ths_of_them():
    assert frames.current_ma(5000, 0x7F00) == 5000
    assert frames.current_ma(5000, 0x8000) == 5001
    assert frames.current_ua(12, 0x8000) == 12500
    assert frames.current_ua(0xFFFF, 0xFF00) == 65535996


def test_power_has_steps_of_320_microwatts_and_a_sign():
    assert frames.power_mw(0x0000, 3125) == 1000
    assert frames.power_mw(0xFFFF, 0x10000 - 3125) == -1000
    assert frames.power_mw(0x7FFF, 0xFFFF) == 687194767  # 687.19 kW
    assert frames.power_mw(0xFFFF, 0xFFFF) == 0  # -0.32 mW


def test_small_quantities():
    assert frames.power_factor_x1000(0xFC18) == -1000
    assert frames.frequency_mhz(5001) == 50010
    assert frames.temperature_c(0xFFF6) == -10


def test_an_angle_over_half_a_turn_is_negative():
    assert frames.angle_x10(300) == 300
    assert frames.angle_x10(1800) == 1800
    assert frames.angle_x10(3300) == -300
    assert frames.angle_x10(0x10000 - 300) == -300


def test_frames_are_made_without_allocating():
    from tests.expect import allocates_nothing

    buf = bytearray(4)

    def work():
        frames.put_read(buf, 0, 0x80)
        frames.put_write(buf, 0, 0x61, 0x8000)
        frames.get(buf, 0)
        frames.majority(1, 2, 3)

    allocates_nothing(work)
