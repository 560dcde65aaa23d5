"""Configuration rows and calibration arithmetic, against the literal numbers of the notes."""

from drivers.atm90e32 import calibration, setup
from drivers.errors import SetupError
from tests.expect import raises


def values(site):
    return {name: value for _, name, value in setup.rows(site)}


def test_pl_constant_of_3200_impulses():
    assert setup.pl_constant(3200) == 0x0861C468
    found = values({"meter_constant": 3200})
    assert (found["PLconstH"], found["PLconstL"]) == (0x0861, 0xC468)


def test_pl_constant_is_a_multiple_of_four_down_to_the_floor():
    for impulses in (105, 320, 400, 1000, 3200, 6400):
        constant = setup.pl_constant(impulses)
        assert constant % 4 == 0 and constant < 1 << 32
        assert abs(constant * impulses - 450000000000) <= 2 * impulses


def test_a_count_of_3200_impulses_is_a_three_hundred_thousandth_of_a_kwh():
    assert setup.count_nj({"meter_constant": 3200}) == 11250000000  # 36000 J / 3200


def test_mode_of_each_grid():
    modes = []
    for wires in ("3P4W", "3P3W"):
        for mains_hz in (50, 60):
            modes.append(values({"wires": wires, "mains_hz": mains_hz})["MMode0"])
    assert modes == [0x0087, 0x1087, 0x0185, 0x1185]


def test_gain_of_the_current_channels():
    assert [values({"pga": pga})["MMode1"] for pga in (1, 2, 4)] == [0x00, 0x15, 0x2A]


def test_thresholds_at_unity_gain_are_002_volt_peak_a_step():
    # 0xFFFF is 926.8 V and 92.68 A rms; the reset values are 695, 57.9 and 14.5 V rms
    assert abs(setup.threshold(92680, 0x8000) - 0xFFFF) <= 2
    assert abs(setup.threshold(69510, 0x8000) - 0xC000) <= 2
    assert abs(setup.threshold(5793, 0x8000) - 0x1000) <= 1
    assert abs(setup.threshold(1448, 0x8000) - 0x0400) <= 1


def test_thresholds_follow_nominal_voltage_and_gain():
    found = values({"nominal_mv": 230000, "ugain": (0x8000,) * 3})
    assert found["SagTh"] == 13011  # 184 V * 100 * 1.41421 / 2
    assert found["OVth"] == 19516  # 276 V
    assert found["PhaseLossTh"] == 3253  # 46 V
    halved = values({"ugain": (0x4000,) * 3})
    assert halved["SagTh"] == 26022


def test_with_unequal_gains_a_threshold_trips_sooner_never_later():
    unequal = values({"ugain": (0x8000, 0x7000, 0x9000), "igain": (0x8000, 0x7000, 0x9000)})
    assert unequal["SagTh"] == setup.threshold(18400, 0x7000)
    assert unequal["OVth"] == setup.threshold(27600, 0x9000)
    assert unequal["OIth"] == setup.threshold(7200, 0x9000)


def test_over_current_can_always_trip():
    found = values({"nominal_ma": 60000, "max_ma": 65000, "meter_constant": 1000})
    assert found["OIth"] <= 0xF333  # 95 % of full scale


def test_start_thresholds_follow_the_transformer():
    # half of 0.001 In * Un in steps of 0.32 mW
    assert setup.power_threshold(setup.complete({"nominal_ma": 5000})) == 1797
    found = values({"nominal_ma": 2000000, "max_ma": 2400000, "current_ratio": 400})
    for name in ("PStartTh", "QStartTh", "SStartTh", "PPhaseTh", "QPhaseTh", "SPhaseTh"):
        assert found[name] == 1797


def test_frequency_limits():
    found = values({"mains_hz": 60})
    assert (found["FreqLoTh"], found["FreqHiTh"], found["F0"]) == (5900, 6100, 6000)
    found = values({})
    assert (found["FreqLoTh"], found["FreqHiTh"], found["F0"]) == (4900, 5100, 5000)


def test_calibration_reaches_each_phase():
    found = values(
        {
            "ugain": (1, 2, 3),
            "pqgain": (-1, 0x1475, 0),
            "phi": (38, -38, 0),
            "ugain_t": (-1, 2, -3),
            "gain_segments": (1, 2, 3, 4, 5, 6, -7, -8, -9),
        }
    )
    assert [found["Ugain" + p] for p in "ABC"] == [1, 2, 3]
    assert [found["PQGain" + p] for p in "ABC"] == [0xFFFF, 0x1475, 0]
    assert [found["Phi" + p] for p in "ABC"] == [38, 0x8000 | 38, 0]
    assert (found["UGainTAB"], found["UGainTC"]) == (0x02FF, 0x00FD)
    assert (found["GainAIrms01"], found["GainAIrms2"]) == (0x0201, 0x0003)
    assert (found["GainCIrms01"], found["GainCIrms2"]) == (0xF8F9, 0x00F7)


def test_interrupts_tell_of_all_three_phases():
    found = values({})
    assert found["EMMIntEn0"] & 0xFC00 == 0xFC00  # over-current and over-voltage A, B, C
    assert found["EMMIntEn1"] & 0x7700 == 0x7700  # sag and loss A, B, C


def test_the_temperature_sensor_is_set_up_on_the_hidden_page():
    page = [(name, value) for stage, name, value in setup.rows({}) if stage == "temperature"]
    assert page == [
        ("HiddenPageKey", 0x55AA),
        ("TempSensor0", 0x5183),
        ("TempSensor1", 0x01C1),
        ("HiddenPageKey", 0),
    ]


def test_metering_starts_last():
    assert setup.rows({})[-1] == ("enable", "MeterEn", 1)


def test_nonsense_is_refused_by_name():
    for site in (
        {"ugain": (0x8000, 0, 0x8000)},
        {"igain": (0x10000, 1, 1)},
        {"ugain": 0x8000},
        {"ugain": (0x8000, 0x8000)},
        {"meter_constant": 104},
        {"meter_constant": 3200.0},
        {"mains_hz": 55},
        {"wires": "2P3W"},
        {"pga": 3},
        {"phi": (256, 0, 0)},
        {"max_ma": 70000},
        {"nominal_ma": 6001},
        {"current_ratio": 0},
    ):
        (name,) = site
        message = str(raises(SetupError, setup.rows, site))
        assert name in message and "setup" in message, message
    assert "ugian" in str(raises(SetupError, setup.rows, {"ugian": (1, 1, 1)}))


def test_a_register_that_fills_too_soon_is_refused():
    # 3 * 230 V * 60 A at 3200 imp/kWh counts 3680 a second and fills a register in 17.8 s
    site = {"nominal_ma": 50000, "max_ma": 60000, "meter_constant": 3200}
    assert setup.counts_per_s(site) == 2 * 3681
    site["meter_constant"] = 6400
    raises(SetupError, setup.rows, site)


def test_energy_gain_of_the_application_note():
    assert calibration.pq_gain(-137800) == 0x1475
    assert calibration.pq_gain(0) == 0
    assert calibration.pq_gain(100000) == -2979


def test_phase_correction():
    assert calibration.phi_cycles(10000, 50) == 38  # 1 % at 0.5 lagging
    assert calibration.phi_cycles(-10000, 60) == -31
    assert "phi" in str(raises(SetupError, calibration.phi_cycles, 70000, 50))
    raises(SetupError, calibration.phi_cycles, 0, 55)


def test_gains_and_offsets():
    assert calibration.gain(0x8000, 230000, 115000 * 2) == 0x8000
    assert calibration.gain(0x8000, 220000, 230000) == 31343
    raises(SetupError, calibration.gain, 0x8000, 230000, 0)
    raises(SetupError, calibration.gain, 0x8000, 230000, 100000)
    assert calibration.rms_offset(0x1480) == -41
    assert calibration.power_offset(-25) == 25
    raises(SetupError, calibration.power_offset, 40000)
    raises(SetupError, calibration.pq_gain, -1000000)
