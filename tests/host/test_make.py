"""What make says before anything is set up."""

import os
import subprocess
import sys

import pytest

from tests.interpreter import ROOT


def check(python):
    """(exit code, what is said) where make is told this Python."""
    command = ["sh", "host/runtimes/venv.sh", "check"]
    env = {**os.environ, "PYTHON": python}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    return done.returncode, done.stderr


@pytest.mark.parametrize("python", ["/nonexistent", "false"])
def test_a_python_that_does_not_start_is_refused(python):
    code, said = check(python)
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith(f"PYTHON={python}: it is not there")


def test_a_python_that_fits_is_taken():
    assert check("") == (0, "")
    if sys.prefix == str(ROOT / ".venv"):
        assert check(sys.executable) == (0, "")
