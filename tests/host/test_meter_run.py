"""`meter run` as a user meets it: results, exit codes, and one message for each mistake."""

import json
import socket

import pytest

from host.cli import main
from host.run.options import STEEL_PLANT
from host.simulator.errors import SimulationError
from tests.host.scenes import live_apart, scene_of
from tests.interpreter import required


@pytest.fixture(autouse=True)
def _micropython():
    required("micropython32")


HEADER = "start,kwh,kvarh_lag,kvarh_lead"
QUARTERS = [f"2018-01-18T00:{minute:02d}:00" for minute in (0, 15, 30, 45)]


def load_file(folder, *rows, header=HEADER):
    path = folder / "load.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def sound_rows(kwh="10"):
    return [f"{start},{kwh},1,0" for start in QUARTERS]


def said(capsys, *words):
    """(exit code, what was said on standard error) of `meter run` with these words."""
    try:
        code = main(["run", "--plain", *map(str, words)])
    except SystemExit as ended:
        code = ended.code
    return code, capsys.readouterr().err


def test_a_run_ends_with_energy_bill_and_balance(capsys, tmp_path):
    out = tmp_path / "out.json"
    assert main(["run", "--plain", "--days", "0.01", "--json", str(out)]) == 0
    result = json.loads(out.read_text())
    assert abs(result["energy"]["import"]["error_ppm"]) < 50
    assert result["debits_u"] == result["bill_u"] == sum(n["accrued_u"] for n in result["bill"])
    assert result["balance_start_u"] - result["balance_end_u"] == result["bill_u"]
    assert result["spi_frames"]["world"] == result["spi_frames"]["driver"]
    assert result["interpreter"] == {
        "name": "micropython",
        "version": "1.25.0",
        "word_bits": 32,
        "float_bits": 32,
    }
    assert "kWh metered" in capsys.readouterr().out


def test_the_same_seed_gives_the_same_result(tmp_path):
    results = []
    for name in ("a.json", "b.json"):
        faults = ("--kill-at", "100.5", "--brown-out-at", "300", "--bus-faults", "0.001")
        words = ("--days", "0.008", "--seed", "7", *faults, "--json", str(tmp_path / name))
        main(["run", "--plain", *words])
        results.append(json.loads((tmp_path / name).read_text()))
        results[-1].pop("real_s")
    assert results[0] == results[1]
    assert results[0]["resets"] == [{"role": "metering", "at_s": 100.5, "cause": "killed"}]


def test_another_seed_gives_another_world(tmp_path):
    energies = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.json"
        main(["run", "--plain", "--days", "0.002", "--seed", seed, "--json", str(out)])
        energies.append(json.loads(out.read_text())["points"]["import_mwh_a"])
    assert energies[0] != energies[1]


def test_reactive_energy_of_the_load_reaches_the_quadrants(tmp_path):
    reactive = zip(QUARTERS, "5500", "0044", strict=True)
    rows = [f"{start},10,{lag},{lead}" for start, lag, lead in reactive]
    out = tmp_path / "out.json"
    load = load_file(tmp_path, *rows)
    assert main(["run", "--plain", "--load", str(load), "--days", "0.04", "--json", str(out)]) == 0
    points = json.loads(out.read_text())["points"]
    assert points["q1_mvarh_total"] == pytest.approx(10e6, rel=0.01)
    assert points["q4_mvarh_total"] == pytest.approx(0.04 * 86400 / 900 * 4e6 - 8e6, rel=0.02)
    assert points["q2_mvarh_total"] == points["q3_mvarh_total"] == 0


def test_a_wrong_result_is_exit_code_one(capsys):
    """A brown-out of the chip every few seconds loses more than 0.2 %, and that is said."""
    times = ",".join(str(10 + 20 * k) for k in range(4))
    code, errors = said(capsys, "--days", "0.001", "--brown-out-at", times)
    assert code == 1
    assert "import: energy is -" in errors


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "got 0 rows of load, expected a header and at least 2"),
        ([*sound_rows(), "2018-01-18T01:30:00,1,0,0"], "line 6: got an interval of 0:45:00"),
        ([*sound_rows(), "2018-01-18T00:45:00,1,0,0"], "line 6: not in order"),
        (sound_rows("-3"), "line 2: kwh: got '-3', expected zero or more"),
        (sound_rows("415"), "line 2: got 415 kWh and 1 kvarh, which is 1,660 kVA"),
        (sound_rows("ten"), "line 2: kwh: got 'ten', expected a number"),
        ([f"{QUARTERS[0]}", *sound_rows()[1:]], "line 2: got 1 values, expected 4"),
        (["18/01/2018,1,0,0", *sound_rows()[1:]], "line 2: start: got '18/01/2018'"),
        (
            [f"{start}+09:00,1,0,0" for start in QUARTERS],
            "expected local time without an offset",
        ),
    ],
)
def test_a_malformed_load_is_refused(capsys, tmp_path, rows, message):
    out = tmp_path / "out.json"
    code, errors = said(capsys, "--load", load_file(tmp_path, *rows), "--json", out)
    assert code == 2
    assert message in errors
    assert errors.count("\n") == 1
    assert not out.exists()


def test_a_load_without_its_columns_is_refused(capsys, tmp_path):
    path = load_file(tmp_path, *sound_rows(), header="time,energy,a,b")
    code, errors = said(capsys, "--load", path)
    assert (code, "got unknown column 'time', expected start,kwh" in errors) == (2, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--load", "none.csv"), "none.csv: cannot read the load profile: No such file"),
        (("--load", "."), "cannot read the load profile: Is a directory"),
        (("--tariff", "nowhere"), "tariff nowhere: cannot read nowhere.json: No such file"),
        (("--tariff", STEEL_PLANT), "not a JSON document"),
        (("--days", "9"), "choose fewer --days or another --load"),
        (("--start", "2018-01-17"), "expected the beginning of one of its intervals"),
        (("--start", "2018-01-18T11:07"), "such as 2018-01-18T11:00:00"),
        (("--start", "yesterday"), "got 'yesterday', expected a local date"),
        (("--days", "0"), "expected 0.001 to 3660 days"),
        (("--prepaid", "lots"), "got 'lots', expected an amount"),
        (("--profile", "7"), "expected 1, 5, 10, 15, 30 or 60 minutes"),
        (("--json", "no/such/folder/o.json"), "the folder does not exist"),
        (("--json", "."), "expected a file"),
        (("--json", "/dev/null"), "expected a file"),
        (("--bus-faults", "2"), "expected a share from 0 to 0.01"),
    ],
)
def test_a_wrong_option_is_refused(capsys, words, message):
    code, errors = said(capsys, *words)
    assert code == 2
    assert message in errors
    assert "Traceback" not in errors


def test_a_socket_that_is_in_use_is_refused_and_left_alone(capsys, tmp_path):
    path = tmp_path / "world"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(path))
        code, errors = said(capsys, "--days", "0.001", "--socket", path)
    assert (code, "Address already in use" in errors) == (2, True)
    assert path.exists()


def test_a_tariff_in_a_file_is_used(tmp_path):
    document = {
        "format": 2,
        "name": "mine",
        "currency": "EUR",
        "zone": {"utc_offset_min": 60},
        "rules": [{"rule": "energy", "kind": "energy", "price": "0.25"}],
    }
    tariff, out = tmp_path / "mine.json", tmp_path / "out.json"
    tariff.write_text(json.dumps(document))
    words = ("--days", "0.004", "--tariff", str(tariff), "--prepaid", "12.50", "--json", str(out))
    assert main(["run", "--plain", *words]) == 0
    result = json.loads(out.read_text())
    assert (result["currency"], result["balance_start_u"]) == ("EUR", 12_500_000)
    energy_mwh = result["energy"]["import"]["metered_mwh"]
    assert result["bill_u"] == (energy_mwh + 2) // 4


def test_a_wrong_tariff_names_the_field(capsys, tmp_path):
    tariff = tmp_path / "t.json"
    tariff.write_text(
        '{"format": 2, "name": "x", "currency": "EUR", "zone": {"utc_offset_min": 1}}'
    )
    code, errors = said(capsys, "--tariff", tariff)
    assert (code, "rules: got nothing, expected a list of 1 to 64" in errors) == (2, True)


def test_the_heap_may_be_too_small_and_that_is_said():
    with pytest.raises(SimulationError, match="(?s)the firmware.*MemoryError"):
        live_apart(scene_of("--days", "0.001"), heap_kib=64)
