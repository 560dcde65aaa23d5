"""A firmware that sends bytes to the other processor, or sends back what came, at its own time.

It shows what came back and when, in milliseconds since its own start.
"""

import asyncio
import time

import board

LENGTHS = (1, 64, 65, 300)


async def ask(it):
    """Send some bytes of each length, and wait for their echo."""
    said, buf = [], bytearray(64)
    for length in LENGTHS:
        began_ms = time.ticks_ms()
        it.link_uart.write(bytes([k % 251 for k in range(length)]))
        came = b""
        while len(came) < length:
            await it.link_waits.wait()
            it.link_waits.clear()
            came += taken(it, buf)
        right = came == bytes([k % 251 for k in range(length)])
        said.append([length, right, time.ticks_diff(time.ticks_ms(), began_ms)])
    it.display({"said": said})


async def echo(it):
    """Send back whatever comes, for ever."""
    buf = bytearray(64)
    while True:
        await it.link_waits.wait()
        it.link_waits.clear()
        came = taken(it, buf)
        it.link_uart.write(came)
        it.display({"echoed": len(came)})


def taken(it, buf):
    """All that waits."""
    came = b""
    while True:
        count = it.link_uart.readinto(buf)
        if not count:
            return came
        came += buf[:count]


PROGRAMS = {"ask": ask, "echo": echo}


def main():
    it = board.setup()

    async def for_ever():
        await PROGRAMS[it.role](it)
        await asyncio.Event().wait()

    it.run(for_ever())


main()
