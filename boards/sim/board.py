"""Wiring of the simulated board: every chip and line is an end of the wire to the world.

`setup()` is what a board's file offers to `firmware/main.py`; on other boards it makes the pins
and buses. Nothing happens at import.
"""

import asyncio
import json
import os
import sys

from boards.sim import loop

METERING_CHIP, MEMORY, I2C_BUS, RELAY, FLASH = 0, 1, 2, 3, 4
LINK_SEND, LINK_TAKE, MODEM_SEND, MODEM_TAKE = 16, 17, 18, 19
POWER_FAIL, COMMAND_WAITS, LINK_WAITS, MODEM_WAITS = 0x01, 0x02, 0x10, 0x20
PROCESSOR = 8
WATCH, FEED, RESET, STORE, RECALL, ASK_CAUSE = range(1, 7)
NO_COIL, OPEN_COIL, CLOSE_COIL, ASK = b"\x00", b"\x01", b"\x02", b"\xff"
RESET_CAUSES = ("power", "brown-out", "watchdog", "software")
"""Why a processor starts: its supply came, or dipped; it was not fed in time; it asked for it."""
TICKS_PERIOD = 1 << 30


class Bus:
    """The device at one chip select; each exchange is one message."""

    def __init__(self, port, select):
        self._port = port
        self._select = select

    def exchange(self, tx, rx):
        self._port.exchange(self._select, tx, rx)

    def write(self, tx):
        self._port.write(self._select, tx)


class RelayLines:
    """The coils of the supply's relay and its contacts, as pins would be.

    `coils` are the bytes that drive the coils which open and which close.
    """

    def __init__(self, port, coils=(OPEN_COIL, CLOSE_COIL)):
        self._bus = Bus(port, RELAY)
        self._coils = coils

    def open_coil(self, on):
        self._bus.write(self._coils[0] if on else NO_COIL)

    def close_coil(self, on):
        self._bus.write(self._coils[1] if on else NO_COIL)

    def closed(self):
        """A mask of the phases whose contact is closed."""
        contacts = bytearray(1)
        self._bus.exchange(ASK, contacts)
        return contacts[0]


class Uart:
    """A UART as the port has it; nothing of it waits. `baud` is its rate."""

    MOST_BYTES = 64
    """Taken at once."""

    def __init__(self, port, send, take, baud):
        self._port = port
        self._send = send
        self._take = take
        self.baud = baud
        self._nothing = bytes(1 + self.MOST_BYTES)
        self._taken = bytearray(1 + self.MOST_BYTES)

    def write(self, buf):
        """Send bytes; how many were taken over, which is all."""
        self._port.write(self._send, buf)
        return len(buf)

    def readinto(self, buf):
        """Take what has arrived, at most 64 bytes and as many as fit; how many, or None."""
        self._port.exchange(self._take, self._nothing, self._taken)
        count = self._taken[0]
        for k in range(count):
            buf[k] = self._taken[1 + k]
        return count or None


class I2C:
    """An I2C bus with the two verbs of machine.I2C that drivers use; one message a transaction."""

    def __init__(self, port):
        self._port = port

    def readfrom_mem_into(self, address, place, buf, read=1):
        """Fill `buf` with the registers of a chip from `place` on; OSError where none answers."""
        message = bytearray(2 + len(buf))
        message[0], message[1] = address << 1 | read, place
        if not read:
            message[2:] = buf
        answer = bytearray(len(message))
        self._port.exchange(I2C_BUS, message, answer)
        if answer[0] == 0xFF:
            raise OSError(19)  # ENODEV, as STM32 and ESP32 do where no chip acknowledges
        if read:
            buf[:] = answer[2:]

    def writeto_mem(self, address, place, buf):
        """Write registers from `place` on; OSError where none answers."""
        self.readfrom_mem_into(address, place, buf, 0)


class Backup:
    """256 bytes of memory that outlive a reset of the processor, but no loss of its supply.

    Bytes 0 to 63 belong to the journal, those from 64 on to the supervisor (docs/SPEC.md).
    """

    size = 256

    def __init__(self, bus):
        self._bus = bus

    def read(self, offset, buf):
        """Fill `buf` with what there is from `offset` on."""
        answer = bytearray(2 + len(buf))
        question = bytearray(2 + len(buf))
        question[0], question[1] = RECALL, offset
        self._bus.exchange(question, answer)
        buf[:] = answer[2:]

    def write(self, offset, data):
        message = bytearray(2 + len(data))
        message[0], message[1] = STORE, offset
        message[2:] = data
        self._bus.write(message)


class Watchdog:
    """Resets the processor when it was not fed for as long as `start` said."""

    _FEED = bytes((FEED,))

    def __init__(self, bus):
        self._bus = bus

    def start(self, period_ms):
        """From now on; once it runs, only its period can be changed."""
        self._bus.write(bytes((WATCH, period_ms & 0xFF, period_ms >> 8)))

    def feed(self):
        self._bus.write(self._FEED)


class Board:
    """What the firmware is handed: buses, clock, settings, display, the power-fail line.

    `role` names the program that runs here. `link_uart` goes to the other processor, `modem_uart`
    out into the world; None where there is none.
    """

    name = "sim"
    _RESET = bytes((RESET,))

    def __init__(self, port):
        self._port = port
        self.settings = json.loads(port.hello(_about()))
        self.role = self.settings.get("role", "metering")
        self.asic_bus = Bus(port, METERING_CHIP)
        self.memory_bus = Bus(port, MEMORY)
        self.flash_bus = Bus(port, FLASH)
        self.i2c = I2C(port)
        self.first_ticks_ms = self.settings.pop("first_ticks_ms", 0)
        self.relay_lines = RelayLines(port)
        self.link_uart = self._uart("link_baud", LINK_SEND, LINK_TAKE)
        self.modem_uart = self._uart("modem_baud", MODEM_SEND, MODEM_TAKE)
        self._processor = Bus(port, PROCESSOR)
        self.backup = Backup(self._processor)
        self.watchdog = Watchdog(self._processor)
        self.reset_cause = self._reset_cause()
        self.power_fail = asyncio.Event()
        self.command_waits = asyncio.Event()
        self.link_waits = asyncio.Event()
        self.modem_waits = asyncio.Event()

    def pole_lines(self, phases):
        """Lines that move the poles of a mask of phases alone, or None: each pole's pair of coils
        has two bits, A the lowest, where the relay's poles move apart.
        """
        if not self.settings.get("poles_apart"):
            return None
        coils = sum([OPEN_COIL[0] << 2 * phase for phase in range(3) if phases >> phase & 1])
        return RelayLines(self._port, (bytes([coils]), bytes([coils << 1])))

    def ticks_ms(self):
        """Milliseconds that only go on, from 0 again after 2^30: `time.ticks_ms` of a board."""
        port = self._port
        ms = port.second * 1000 + port.microsecond // 1000
        return (ms + self.first_ticks_ms) % TICKS_PERIOD

    def on_power_fail(self, interrupt):
        """Call `interrupt()` when the supply begins to fail, whatever is done then, with the heap
        locked: as a hard interrupt of a comparator does on a board.
        """
        self._port.on_rise(POWER_FAIL, interrupt)

    def power_is_failing(self):
        """Whether the supply is below what the board needs, as last seen."""
        return bool(self._port.pins & POWER_FAIL)

    def sleep_ms(self, ms):
        """Stand still for `ms` milliseconds; only for moments such as a chip's reset. Pins that
        move meanwhile do not cut it short.
        """
        port = self._port
        until_us = port.microsecond + ms * 1000
        second, microsecond = port.second + until_us // 1000000, until_us % 1000000
        while port.second < second or port.second == second and port.microsecond < microsecond:
            port.wait(second, microsecond)
        self._on_pins(port.pins)

    def reset(self):
        """Start the processor anew; this does not return."""
        self._processor.write(self._RESET)  # takes no memory, of which there may be none
        while True:
            self._port.wait(loop.FOREVER_S, 0)

    def command(self, answer):
        """The next command (bytes of JSON) or none, after the answer to the one before."""
        return self._port.command(json.dumps(answer).encode() if answer else b"")

    def display(self, status):
        """Show `status`, a dict that JSON can hold."""
        self._port.display(json.dumps(status).encode())

    def run(self, coroutine):
        """Run the firmware's main coroutine."""
        return loop.run(coroutine, self._port, self._on_pins)

    def _uart(self, baud, send, take):
        baud = self.settings.get(baud)
        return Uart(self._port, send, take, baud) if baud else None

    def _reset_cause(self):
        """Why the processor started, one of RESET_CAUSES."""
        answer = bytearray(2)
        self._processor.exchange(bytes((ASK_CAUSE, 0)), answer)
        return RESET_CAUSES[answer[1]]

    def _on_pins(self, pins):
        if not pins:
            return
        if pins & POWER_FAIL and not self.power_fail.is_set():
            self.power_fail.set()
        if pins & COMMAND_WAITS and not self.command_waits.is_set():
            self.command_waits.set()
        if pins & LINK_WAITS and not self.link_waits.is_set():
            self.link_waits.set()
        if pins & MODEM_WAITS and not self.modem_waits.is_set():
            self.modem_waits.set()


def setup():
    """The board of this process, attached to the world that METER_WORLD names."""
    from boards.sim.port import SocketPort

    port = SocketPort(os.getenv("METER_WORLD"))
    if sys.implementation.name == "micropython":
        loop.take_time_from(port)
    board = Board(port)
    if sys.implementation.name == "micropython":
        loop.begin_ticks_at(board.first_ticks_ms)
    return board


def _about():
    """Who we are, as JSON: the interpreter, measured."""
    word_bits = 64 if sys.maxsize > 0x7FFFFFFF else 32
    float_bits = 32 if 16777216.0 + 1.0 == 16777216.0 else 64
    interpreter = {
        "name": sys.implementation.name,
        "version": ".".join(str(part) for part in sys.implementation.version[:3]),
        "word_bits": word_bits,
        "float_bits": float_bits,
    }
    return json.dumps({"interpreter": interpreter}).encode()
