"""A communication processor that somebody else has written: what it does is in its settings."""

import json
import struct

from comms.link_frame import FrameWriter
from comms.link_requests import KIND_OF, REQUESTS
from firmware.compat import sleep_ms

BITS = 10
MINUTE_MS, LAST_MS = 60000, 15000
MOST_COMMAND = 8192


class Chance:
    """Numbers that look random, the same in every run."""

    def __init__(self, seed=12345):
        self._state = seed

    def below(self, count):
        self._state = (self._state * 1103515245 + 12345) & 0x7FFFFFFF
        return (self._state >> 8) % count

    def bytes(self, count):
        return bytes([self.below(256) for _ in range(count)])


async def send(it, data):
    """Send at full baud, for a quarter of each minute: around the moment at which bills and prices
    change, and the supply is switched.
    """
    it.link_uart.write(data)
    await sleep_ms(len(data) * BITS * 1000 // it.link_uart.baud)
    ms = it.ticks_ms() % MINUTE_MS
    if ms > LAST_MS:
        await sleep_ms(MINUTE_MS - ms)


async def silent(it):
    """Never says a word."""
    while True:
        await sleep_ms(3600000)


async def endless(it):
    """Hangs, and is started again by its watchdog."""
    while True:
        pass


async def noise(it):
    """Random bytes."""
    chance = Chance()
    data = chance.bytes(509)
    while True:
        await send(it, data)
        data = data[chance.below(100) :] + chance.bytes(8)
        data = (data + data)[:509]


async def requests(it):
    """Well-formed requests of every kind, also of none, with random content."""
    chance, writer = Chance(), FrameWriter()
    number = 0
    while True:
        kind, _, least, most, _ = REQUESTS[chance.below(len(REQUESTS))]
        if not chance.below(10):
            kind = chance.below(256)
        payload = chance.bytes(least + chance.below(min(most - least, 24) + 1))
        number = (number + 1) & 0xFFFF
        await send(it, writer.frame(kind, number, payload))


async def reads(it):
    """All points, all records, hello: as often as the line lets it."""
    writer = FrameWriter()
    frames = [
        bytes(writer.frame(KIND_OF["hello"], 1, b"")),
        bytes(writer.frame(KIND_OF["read"], 2, struct.pack("<HB", 0, 60))),
        bytes(writer.frame(KIND_OF["records"], 3, struct.pack("<BIH", 0, 0, 500))),
        bytes(writer.frame(KIND_OF["stored"], 4, struct.pack("<BI", 0, 0xFFFFFFFF))),
    ]
    while True:
        for frame in frames:
            await send(it, frame)


async def giants(it):
    """Frames without an end, and whole ones that are longer than any may be."""
    endless_frame = bytes([1 + k % 255 for k in range(4096)])
    while True:
        await send(it, endless_frame)
        await send(it, b"\xff" * 600 + b"\x00")


async def commands(it):
    """Commands that are none: torn ones, nested ones, the longest there can be, old ones again."""
    writer, chance = FrameWriter(), Chance()
    texts = (
        b"[" * MOST_COMMAND,
        b"[" + b"0," * (MOST_COMMAND // 2 - 1) + b"0",
        b'{"kind": "top_up", "id": 1, "amount": "-5"}',
        b'{"kind": "top_up", "id": 0, "amount": "5"}',
        b'{"kind": "tariff", "id": 0, "document": "{}", "from_s": 0}',
        json.dumps({"kind": "x" * 5000}).encode(),
    )
    ticket = 0
    while True:
        text = texts[chance.below(len(texts))]
        ticket = chance.below(1 << 20)
        for at in range(0, len(text), 480):
            head = struct.pack("<IHH", ticket, len(text), at)
            await send(it, writer.frame(KIND_OF["command"], 1, head + text[at : at + 480]))
            await sleep_ms(400 * (chance.below(4) > 0))


BEHAVIOURS = {
    "silent": silent,
    "endless": endless,
    "noise": noise,
    "requests": requests,
    "reads": reads,
    "giants": giants,
    "commands": commands,
}


def main():
    import board

    it = board.setup()
    it.run(BEHAVIOURS[it.settings["behaviour"]](it))
