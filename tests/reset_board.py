"""A firmware that says why it started and what outlived that, and then ends as it is told to.

The settings' `ends` are the ways, one a life; the last one lives on.
"""

import asyncio

import board

PERIOD_MS = 3000


async def live(it, lives):
    it.watchdog.start(PERIOD_MS)
    for _ in range(4):
        await asyncio.sleep(2)
        it.watchdog.feed()
    way = it.settings["ends"][lives]
    if way == "software":
        it.reset()
    elif way == "loop":
        while True:
            pass
    elif way == "stop feeding":
        await asyncio.sleep(100)
    elif way == "exit":
        raise SystemExit(3)
    await asyncio.sleep(100)


def main():
    it = board.setup()
    kept = bytearray(8)
    it.backup.read(64, kept)
    lives = kept[1] + 1 if kept[:1] == b"L" else 0
    it.backup.write(64, bytes((ord("L"), lives)))
    it.display({"cause": it.reset_cause, "lives": lives})
    it.run(live(it, lives))


main()
