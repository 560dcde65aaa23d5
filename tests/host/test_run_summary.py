"""What closes a run: exact money, health where there is some, and a fair verdict."""

from host.run.result import complaints
from host.run.summary import summary

RESULT = {
    "interpreter": {"name": "micropython", "version": "1.25.0", "word_bits": 32, "float_bits": 32},
    "simulated_s": 86400,
    "real_s": 40.0,
    "energy": {
        "import": {"true_mwh": 7_353_840_000, "metered_mwh": 7_353_763_000, "error_ppm": -10.5},
        "export": {"true_mwh": 0, "metered_mwh": 0, "error_ppm": None},
    },
    "currency": "KRW",
    "bill": [
        {
            "rule": "energy",
            "part": "peak",
            "kind": "energy",
            "group": "energy",
            "quantity_e6": 7_353_763_000,
            "unit": "kWh",
            "amount_u": 954_999_999_999_045_000,
            "accrued_u": 954_999_999_999_045_000,
        }
    ],
    "carried_u": 0,
    "bill_u": 954_999_999_999_045_000,
    "reserved_u": 0,
    "closed_u": 0,
    "closed_bills": [],
    "debits_u": 954_999_999_999_045_000,
    "balance_start_u": 954_999_999_999_045_000,
    "balance_end_u": 0,
    "resets": [{"role": "metering", "at_s": 3600.0, "cause": "killed"}],
    "points": {
        "gaps": 2,
        "repaired": 0,
        "doubtful": 0,
        "no_answers": 0,
        "disagreements": 1,
        "state_lost": 0,
    },
}


def verdict(direction, true_mwh, metered_mwh):
    energy = {"true_mwh": true_mwh, "metered_mwh": metered_mwh, "error_ppm": None}
    return complaints(RESULT | {"energy": {direction: energy}})


def test_money_is_printed_to_the_last_digit():
    text = "\n".join(summary(RESULT))
    assert "bill    954,999,999,999.045000 KRW" in text
    assert "energy peak                             7,353.763 kWh " in text
    assert "reserve" not in text
    assert "closed" not in text
    assert "carried" not in text
    assert "carried 0.500000 KRW" in "\n".join(summary(RESULT | {"carried_u": 500_000}))
    assert "-77 Wh, -10.5 ppm" in text


def test_resets_and_health_are_told_and_nothing_that_did_not_happen():
    lines = list(summary(RESULT))
    assert "reset at 3600.000 s: killed" in lines
    assert lines[-1].startswith("the metering chip: gaps 2, disagreements 1")
    assert "export" not in "\n".join(lines)


def test_closed_bills_and_what_is_not_debited_yet_are_told():
    closed = {"number": 1, "start_s": 0, "end_s": 86_400, "total_u": 1_500_000}
    result = RESULT | {"closed_bills": [closed], "closed_u": 1_500_000, "reserved_u": 7_000_000}
    text = "\n".join(summary(result))
    assert "bill 1 of 1970-01-01 00:00:00Z to 1970-01-02 00:00:00Z: 1.500000 KRW" in text
    assert "reserve 7.000000 KRW" in text
    assert "closed  1.500000 KRW" in text


def test_energy_may_be_off_by_two_thousandths_or_three_counts():
    assert complaints(RESULT) == []
    assert verdict("import", 100_000_000, 100_200_000) == []
    assert "+200,001 mWh off" in verdict("import", 100_000_000, 100_200_001)[0]
    assert "-200,001 mWh off" in verdict("import", 100_000_000, 99_799_999)[0]
    assert verdict("export", 0, 3000) == []
    assert "+3,001 mWh off" in verdict("export", 0, 3001)[0]


def test_debits_that_are_not_the_bill_are_wrong():
    assert "debits are" in complaints(RESULT | {"debits_u": 1})[0]
    assert "debits are" in complaints(RESULT | {"closed_u": 1})[0]
    assert "its lines are" in complaints(RESULT | {"bill": []})[0]
    assert "did not take a tariff: no" in complaints(RESULT | {"refusal": "no"})[0]
    assert "the balance fell by" in complaints(RESULT | {"balance_end_u": 1})[0]


def test_what_happened_to_a_prepaid_account_is_told_line_by_line():
    events = [
        {"at": "2018-01-18T06:00:00", "what": "trip", "why": "no credit", "balance_u": -250_000},
        {
            "at": "2018-01-18T07:00:00",
            "what": "refused",
            "why": "it comes late",
            "balance_u": None,
        },
    ]
    lines = list(summary(RESULT | {"account_events": events}))
    (trip,) = [line for line in lines if "trip" in line]
    assert trip.split() == ["2018-01-18", "06:00:00", "trip", "no", "credit", "-0.25", "KRW"]
    assert any(line.endswith("refused   it comes late") for line in lines)


def test_a_balance_is_right_that_grew_by_top_ups_and_paid_debts_and_fees():
    points = {"bought_u": 100, "opening_u": 40, "refunded_u": 10, "debt_paid_u": 5}
    points |= {"fees_paid_u": 3, "held_u": 2}
    result = RESULT | {"balance_start_u": 30, "points": RESULT["points"] | points}
    right = 40 + 100 - 10 - 5 - 3 + 2 - RESULT["debits_u"]
    assert not complaints(result | {"balance_end_u": right})
    assert complaints(result | {"balance_end_u": right - 1})


def test_resets_are_told_with_what_the_firmware_said_of_them():
    reset = {"role": "metering", "at_s": 7.5, "cause": "watchdog", "task": "display"}
    error = reset | {"cause": "software", "error": "ValueError: no"}
    points = RESULT["points"] | {"restarts": 2}
    result = RESULT | {"resets": [reset, error], "restarted": "clock: OSError", "points": points}
    lines = list(summary(result))
    assert "reset at 7.500 s: watchdog, display" in lines
    assert "reset at 7.500 s: software, display: ValueError: no" in lines
    assert "tasks started again: 2, the last one clock: OSError" in lines


def test_safe_mode_is_told_and_no_bill():
    result = RESULT | {"safe_for": "MemoryError", "bill_u": None, "closed_u": None}
    lines = list(summary(result))
    assert "safe mode, in which nothing is billed: MemoryError" in lines
    assert not any(line.startswith("bill") for line in lines)
    assert complaints(result) == ["the meter is in safe mode: MemoryError"]
