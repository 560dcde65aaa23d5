"""How the command ends when it is not let finish: signals, and an output that takes no more."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.interpreter import required

LIMIT_S = 60
METER = (sys.executable, "-m", "host.cli", "run", "--plain")


@pytest.fixture(autouse=True)
def _micropython():
    required("micropython32")


def started(folder, *words):
    """A run whose temporary files are in `folder`; it heeds signals wherever the tests run."""
    return subprocess.Popen(
        [*METER, *words],
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed_signals,  # noqa: PLW1509 (no threads here)
    )


def heed_signals():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def children(process):
    """The processes that this one has started."""
    text = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(number) for number in text.split()]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_a_signal_ends_all_and_leaves_nothing(tmp_path, number, code):
    run = started(tmp_path, "--days", "7", "--speed", "60", "--json", str(tmp_path / "out.json"))
    assert run.stdout.readline(), "the first line is there when the firmware lives"
    firmware = children(run)
    assert len(firmware) == 1
    run.send_signal(number)
    _, errors = run.communicate(timeout=LIMIT_S)
    assert run.returncode == code
    assert b"Traceback" not in errors
    assert not os.listdir(tmp_path)
    assert not os.path.exists(f"/proc/{firmware[0]}")


def test_an_interrupt_while_it_starts_prints_no_traceback(tmp_path):
    """Modules are being imported then."""
    run = started(tmp_path, "--days", "7")
    while "numpy" not in Path(f"/proc/{run.pid}/maps").read_text():
        time.sleep(0.001)
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=LIMIT_S)
    assert (run.returncode, errors) == (130, b"meter: interrupted\n")


def test_a_reader_that_leaves_ends_the_run_silently(tmp_path):
    run = started(tmp_path, "--days", "0.2")
    run.stdout.readline()
    run.stdout.close()
    assert (run.wait(LIMIT_S), run.stderr.read()) == (141, b"")
    run.stderr.close()
    assert not os.listdir(tmp_path)


def test_a_full_output_is_one_message():
    with open("/dev/full", "w") as full:
        command = [*METER, "--days", "0.001"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=LIMIT_S)
    assert done.returncode == 2
    assert done.stderr == b"meter: standard output: No space left on device\n"
