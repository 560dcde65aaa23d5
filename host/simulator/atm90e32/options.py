"""What the data sheet leaves open or a test wants to choose about one chip."""

from dataclasses import dataclass

FIDELITIES = ("auto", "envelope", "waveform")
_OVERFLOWS = ("wrap", "saturate")


@dataclass(frozen=True)
class Options:
    """`energy_overflow`, `rms_overflow`: what happens beyond 16 bits (not documented).
    `lock`: "strict" refuses configuration writes outside configuration mode, "lax" takes them
    (not documented either). `start_up_ms`: T1, drawn from the seed when None. `fidelity`: see
    metering.py. `idle`: the word on MISO while nothing drives it.
    """

    energy_overflow: str = "wrap"
    rms_overflow: str = "saturate"
    lock: str = "strict"
    start_up_ms: float | None = None
    fidelity: str = "auto"
    idle: int = 0xFFFF

    def __post_init__(self):
        one_of("energy_overflow", self.energy_overflow, _OVERFLOWS)
        one_of("rms_overflow", self.rms_overflow, _OVERFLOWS)
        one_of("lock", self.lock, ("strict", "lax"))
        one_of("fidelity", self.fidelity, FIDELITIES)


def one_of(what, value, choices):
    """Refuse anything but the choices."""
    if value not in choices:
        raise ValueError(f"{what} is {value!r}, expected one of {choices}")
