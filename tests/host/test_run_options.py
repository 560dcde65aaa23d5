"""What `meter run` refuses before anything starts: numbers, dates and moments out of range."""

import pytest

from host.cli import main
from host.run.life import HEAP_KIB, SILENT_S
from tests.host.scenes import options


def refusal(capsys, *words):
    """What is said of these words; it is one message and exit code 2."""
    try:
        code = main(["run", "--plain", *map(str, words)])
    except SystemExit as ended:
        code = ended.code
    assert code == 2
    return capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--start 2018-01-18T11:07", "such as 2018-01-18T11:00:00"),
        (
            "--start 2018-01-18T11:00:00.5",
            "expected a local date of 2000 to 2099 in whole seconds",
        ),
        ("--start 2018-01-17T23:45", "from 2018-01-18 00:00:00 to 2018-01-24 23:45:00"),
        ("--start 1999-12-31", "expected a local date of 2000 to 2099"),
        ("--days nan", "expected 0.001 to 3660 days"),
        ("--days 1_0", "expected 0.001 to 3660 days"),
        ("--prepaid 9000000000000.000001", "at most 9000000000000"),
        (
            "--prepaid 9000000000000",
            "the bill could come to 3,048,030, more than the account holds",
        ),
        ("--next-tariff demo-flat", "expected a tariff and a local time in whole minutes"),
        ("--next-tariff demo-flat@2018-01-18T12:00:30", "expected a tariff and a local time"),
        ("--next-tariff @2018-01-18T12:00", "expected a tariff and a local time"),
        ("--next-tariff demo-flat@2018-01-19", "expected a time within the run"),
        ("--next-tariff nowhere@2018-01-18T12:00", "tariff nowhere: cannot read nowhere.json"),
        ("--site nowhere.json", "--site nowhere.json: cannot read nowhere.json"),
        ("--profile 7", "expected 1, 5, 10, 15, 30 or 60 minutes"),
        ("--seed -1", "expected a whole number from 0"),
        ("--kill-at inf", "expected seconds such as"),
        ("--kill-at 0,nan", "expected seconds such as"),
        ("--kill-at 86400.5", "--kill-at: got 86400.5, expected at most 86400 seconds"),
        ("--brown-out-at nan", "expected seconds such as"),
        ("--brown-out-at 9e9", "expected seconds such as"),
        ("--days 0.5 --brown-out-at 50000", "--brown-out-at: got 50000, expected at most 43200"),
        ("--restart-after 0.9", "expected 1 to 100 seconds"),
        ("--bus-faults 0.02", "expected a share from 0 to 0.01"),
        ("--bus-faults nan", "expected a share from 0 to 0.01"),
        ("--speed 0.0001", "expected a number from 0.001"),
        ("--speed inf", "expected a number from 0.001"),
        ("--heap 159", "expected 160 to 65536 KiB"),
        ("--silence nan", "expected 0.5 to 600 seconds"),
    ],
)
def test_what_is_out_of_range_is_refused(capsys, words, message):
    assert message in refusal(capsys, *words.split())


def test_a_long_word_is_cut_short(capsys):
    assert len(refusal(capsys, "--days", "x" * 5000)) < 200


def test_defaults_are_those_of_a_life():
    found = options()
    assert (found.heap, found.silence, found.restart_after) == (HEAP_KIB, SILENT_S, 2)


def test_help_says_percent_once(capsys):
    with pytest.raises(SystemExit):
        main(["run", "--help"])
    text = capsys.readouterr().out
    assert "0.2 %" in text
    assert "%%" not in text
