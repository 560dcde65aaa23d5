"""A firmware that does nothing for a day but sleep, second by second."""

import asyncio
import time

import board

from firmware.clock import Clock

DAY_S = 86400


async def sleep(it):
    clock = Clock(it.ticks_ms, None)
    began_ms = time.ticks_ms()
    for _ in range(DAY_S):
        await asyncio.sleep(1)
    slept_s = clock.seconds()
    it.display({"slept_s": slept_s, "ticks_s": time.ticks_diff(time.ticks_ms(), began_ms) // 1000})


def main():
    it = board.setup()
    it.run(sleep(it))


main()
