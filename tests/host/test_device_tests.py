"""How device tests fail: the report must name the reason, and nothing may pass by accident."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import interpreter
from tests.interpreter import DeviceFailure, Interpreter, required

TROUBLED = Path("tests/host/samples/troubled.py")

# Runs pytest as on a machine without interpreters.
BARE_MACHINE = """
import sys
from pathlib import Path
import pytest
from host.runtimes import lookup
lookup.BUILD = Path("nowhere")
lookup.shutil.which = lambda name: None
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "tests/test_expect.py"]))
"""


@pytest.fixture
def start():
    devices = []

    def begin(path=TROUBLED):
        devices.append(Interpreter(required("micropython32"), path, heap_kib=64))
        return devices[-1]

    yield begin
    for device in devices:
        device.close()


def failure(device, name):
    with pytest.raises(DeviceFailure) as caught:
        device.run(name)
    return str(caught.value)


def test_what_a_test_prints_is_returned(start):
    assert start().run("passes") == "hello from a test\n"


def test_a_failure_shows_output_traceback_and_source(start):
    text = failure(start(), "fails")
    assert "before the failure" in text
    assert "AssertionError" in text
    assert ">   assert wanted == 5" in text


def test_after_a_failure_the_next_test_runs(start):
    device = start()
    failure(device, "fails")
    assert "hello" in device.run("passes")


def test_the_heap_is_as_small_as_asked(start):
    device = start()
    assert "MemoryError" in failure(device, "needs_too_much_heap")
    assert "hello" in device.run("passes")


def test_when_the_interpreter_ends_this_and_later_tests_fail_with_the_reason(start):
    device = start()
    for name in ("ends_the_interpreter", "passes"):
        text = failure(device, name)
        assert "last words" in text
        assert "exit status 3" in text


def test_when_a_test_hangs_this_and_later_tests_fail_with_the_reason(start, monkeypatch):
    device = start()
    monkeypatch.setattr(interpreter, "LIMIT_S", 0.3)
    for name in ("hangs", "passes"):
        assert "no answer within 0.3 s" in failure(device, name)


def test_a_file_that_cannot_be_imported_fails_every_test(start):
    device = start(Path("tests/host/samples/unimportable.py"))
    assert "ImportError" in failure(device, "anything")


def pytest_on_a_bare_machine(**variables):
    environment = {k: v for k, v in os.environ.items() if k not in ("CI", "PYTEST_ADDOPTS")}
    return subprocess.run(
        [sys.executable, "-c", BARE_MACHINE],
        cwd=interpreter.ROOT,
        env=dict(environment, **variables),
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_an_absent_runtime_is_not_run_and_the_last_lines_say_so():
    run = pytest_on_a_bare_machine()
    assert run.returncode == 0, run.stdout
    assert "5 passed, 10 not run" in run.stdout
    assert "NOT RUN: micropython-arm is absent; run `make interpreters`" in run.stdout


def test_in_ci_an_absent_runtime_is_a_failure():
    run = pytest_on_a_bare_machine(CI="true")
    assert run.returncode == 1, run.stdout
    assert "10 failed, 5 passed" in run.stdout
