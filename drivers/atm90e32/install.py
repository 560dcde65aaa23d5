"""Bringing a chip up: reset, prove it is there, write every row, prove it kept them, lock.

The chip is only trusted as far as it proves itself: each write is answered by LastSPIData and
read back, all rows are read again once the chip is locked, and the chip's own CRC over 0x00 to
0x6F must then be clean (DS 39). Before the lock that would prove nothing: a write hit on the wire
lands in any register, and a read whose first bit is hit is a write of 0x0000. MeterEn lies inside
that CRC, so it is a row like any other and metering starts before the lock.
"""

from drivers.atm90e32.layout import CRC_DIGEST, CRC_STATUS, LOCK, MAP_U, SOFT_RESET
from drivers.compat import const
from drivers.errors import ChipAbsent, SetupError

_RESET_KEY = const(0x789A)
_OPEN_KEY = const(0x55AA)
_CLOSED = const(0x0000)  # any value but the key: latch the digest and watch it (DS 66)
_UNLOCK = ("unlock", "CfgRegAccEn", LOCK, True, _OPEN_KEY)
_RELOCK = ("lock", "CfgRegAccEn", LOCK, True, _CLOSED)
_RESET_VALUES = ((0x01, "ChannelMapI", 0x0210), (MAP_U, "ChannelMapU", 0x0654))  # DS 42

_RESET_MS = const(50)  # T1 is 40 ms at most (DS 77)
_DIGEST_MS = const(40)  # two passes over 112 words of 125 us (DS 39), and some air
_TRIES = const(3)


def probe(wire):
    """Raise ChipAbsent unless the reset values of a freshly reset chip answer."""
    for address, name, expected in _RESET_VALUES:
        got = wire.read(address)
        if got != expected:
            raise ChipAbsent(
                "ATM90E32: %s reads 0x%04X after reset, expected 0x%04X; %s"
                % (name, got, expected, _hint(got))
            )


def install(wire, sleep_ms, rows):
    """Reset the chip, write and prove `rows`, lock; return the digest it computed.

    `rows` are as `drivers.atm90e32.addresses` makes them.
    Takes about a tenth of a second and clears the energy registers. Raises ChipAbsent or
    SetupError, which names stage, register, what was written and what was read.
    """
    wire.tell(SOFT_RESET, _RESET_KEY)
    sleep_ms(_RESET_MS)
    probe(wire)
    _put(wire, _UNLOCK)
    for row in rows:
        _put(wire, row)
    _put(wire, _RELOCK)
    sleep_ms(_DIGEST_MS)
    for row in rows:
        _prove(wire, row)
    return _digest(wire)


def _hint(got):
    if got in (0x0000, 0xFFFF):
        return "the bus is silent: check supply, PM pins, chip select and wiring"
    return "check clock mode 3 and bit rate, or another chip is answering"


def _put(wire, row):
    """Write until the chip has it; SetupError otherwise."""
    _, _, address, _, value = row
    for _ in range(_TRIES):
        got = wire.tell(address, value)
        if got == value:
            got = _held(wire, row)
        if got == value:
            return
    _refuse(row, got)


def _prove(wire, row):
    got = _held(wire, row)
    if got != row[-1]:
        _refuse(row, got)


def _held(wire, row):
    """Return what the register holds; the value itself where reading is not possible."""
    _, _, address, is_readable, value = row
    return wire.read(address) if is_readable else value


def _refuse(row, got):
    stage, name, address, _, value = row
    raise SetupError(
        "ATM90E32: stage '%s', register %s (0x%02X): wrote 0x%04X, read 0x%04X"
        % (stage, name, address, value, got)
    )


def _digest(wire):
    status = wire.read(CRC_STATUS)
    if status:
        raise SetupError("ATM90E32: stage 'lock': CRCErrStatus is 0x%04X, expected 0" % status)
    return wire.read(CRC_DIGEST)
