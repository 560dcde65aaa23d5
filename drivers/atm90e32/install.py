"""Bringing a chip up: reset, prove it is there, write every row, prove it kept them, lock.

The chip is only trusted as far as it proves itself: each write is answered by LastSPIData and
read back, all rows are read again once the chip is locked, and the chip's own CRC over 0x00 to
0x6F must then be clean (DS 39). Before the lock that would prove nothing: a write hit on the wire
lands in any register, and a read whose first bit is hit is a write of 0x0000. MeterEn lies inside
that CRC, so it is a row like any other and metering starts before the lock.
"""

from drivers.atm90e32 import registers
from drivers.atm90e32.layout import CRC_DIGEST, CRC_STATUS, LOCK, MAP_U, SOFT_RESET
from drivers.compat import const
from drivers.errors import ChipAbsent, SetupError

_RESET_KEY = const(0x789A)
_OPEN_KEY = const(0x55AA)
_CLOSED = const(0x0000)  # any value but the key: latch the digest and watch it (DS 66)
_MAP_I = const(0x01)

_RESET_MS = const(50)  # T1 is 40 ms at most (DS 77)
_DIGEST_MS = const(40)  # two passes over 112 words of 125 us (DS 39), and some air
_TRIES = const(3)


def probe(wire):
    """Raise ChipAbsent unless the reset values of a freshly reset chip answer."""
    for address in (_MAP_I, MAP_U):
        expected = registers.row(address)[registers.RESET]
        got = wire.read(address)
        if got != expected:
            raise ChipAbsent(
                "ATM90E32: %s reads 0x%04X after reset, expected 0x%04X; %s"
                % (registers.row(address)[registers.NAME], got, expected, _hint(got))
            )


def install(wire, sleep_ms, rows):
    """Reset the chip, write and prove `rows`, lock; return the digest it computed.

    Takes about a tenth of a second and clears the energy registers. Raises ChipAbsent or
    SetupError, which names stage, register, what was written and what was read.
    """
    wire.tell(SOFT_RESET, _RESET_KEY)
    sleep_ms(_RESET_MS)
    probe(wire)
    _put(wire, "unlock", LOCK, _OPEN_KEY)
    for stage, name, value in rows:
        _put(wire, stage, registers.address(name), value)
    _put(wire, "lock", LOCK, _CLOSED)
    sleep_ms(_DIGEST_MS)
    for stage, name, value in rows:
        _prove(wire, stage, registers.address(name), value)
    return _digest(wire)


def _hint(got):
    if got in (0x0000, 0xFFFF):
        return "the bus is silent: check supply, PM pins, chip select and wiring"
    return "check clock mode 3 and bit rate, or another chip is answering"


def _put(wire, stage, address, value):
    """Write until the chip has it; SetupError otherwise."""
    for _ in range(_TRIES):
        got = wire.tell(address, value)
        if got == value:
            got = _held(wire, address, value)
        if got == value:
            return
    _refuse(stage, address, value, got)


def _prove(wire, stage, address, value):
    got = _held(wire, address, value)
    if got != value:
        _refuse(stage, address, value, got)


def _held(wire, address, value):
    """Return what the register holds; `value` itself where reading is not possible."""
    if registers.access(address) == "w":
        return value
    return wire.read(address)


def _refuse(stage, address, value, got):
    raise SetupError(
        "ATM90E32: stage '%s', register %s (0x%02X): wrote 0x%04X, read 0x%04X"
        % (stage, registers.row(address)[registers.NAME], address, value, got)
    )


def _digest(wire):
    status = wire.read(CRC_STATUS)
    if status:
        raise SetupError("ATM90E32: stage 'lock': CRCErrStatus is 0x%04X, expected 0" % status)
    return wire.read(CRC_DIGEST)
