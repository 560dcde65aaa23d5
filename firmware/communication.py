"""The program of the communication processor: it carries between the meter and the far end.

It keeps nothing that would be missed: killed at any moment, it begins a round anew. Whoever may
have written it, it can do no more than the requests of the link let it (`comms.link_requests`).
"""

import asyncio

from comms import courier, modem_requests
from comms.link_client import ANSWERED, WAITING, LinkClient
from firmware.compat import collect_every, happens_within_ms

ROUND_MS = 60000
"""From the end of a round to the next, where the far end does not call before."""
RETRY_MS = 5000
"""The same after a round in which a request was not answered."""
RUNNING_BYTES = 32768
TAKEN_BYTES = 64
_TICKS_MASK = (1 << 30) - 1


def run(board):
    """Carry for ever."""
    board.run(main(board))


async def main(board):
    collect_every(RUNNING_BYTES)
    now = Stopwatch(board.ticks_ms)
    meter = Asker(LinkClient(), board.link_uart, board.link_waits, now)
    far = Asker(LinkClient(modem_requests.KIND_OF), board.modem_uart, board.modem_waits, now)
    carrier = Carrier(meter, far)
    await asyncio.gather(
        meter.listen(), far.listen(), carrier.carry(board), last_gasp(carrier, board)
    )


class Stopwatch:
    """Milliseconds since the start that never wrap, of ticks that do."""

    def __init__(self, ticks_ms):
        self._ticks_ms = ticks_ms
        self._ticks = ticks_ms()
        self._ms = 0

    def ms(self):
        ticks = self._ticks_ms()
        self._ms += (ticks - self._ticks) & _TICKS_MASK
        self._ticks = ticks
        return self._ms


class Asker:
    """Asks one of the two ends, over its UART. `called` is set when it wants to be asked."""

    def __init__(self, client, uart, waits, now):
        self.client = client
        self.called = asyncio.Event()
        self._uart, self._waits, self._now = uart, waits, now
        self._buf = bytearray(TAKEN_BYTES)
        self._answered = asyncio.Event()

    async def listen(self):
        """Take what comes, for ever."""
        while True:
            await self._waits.wait()
            self._waits.clear()
            count = self._uart.readinto(self._buf)
            while count:
                for k in range(count):
                    self._take(self._buf[k])
                count = self._uart.readinto(self._buf)

    async def ask(self, name, payload):
        """The answer; None where it was refused, or none came in time."""
        client, now = self.client, self._now
        self._answered.clear()
        client.ask(name, payload, now.ms())
        while client.state == WAITING:
            frame = client.poll(now.ms())
            if frame is not None:
                self._uart.write(frame)
            if client.state == WAITING:
                await happens_within_ms(self._answered, client.wait_ms(now.ms()))
        return client.answer if client.state == ANSWERED else None

    def _take(self, byte):
        client = self.client
        if client.take(byte):
            self._answered.set()
        if client.heard == modem_requests.CALL_ME:
            client.heard = 0
            self.called.set()


class Carrier:
    """Goes its rounds between the two ends (`comms.courier`)."""

    def __init__(self, meter, far):
        self._ends = (meter, far)
        self.notes = courier.Notes()

    async def carry(self, board):
        """Round after round, for ever."""
        called = self._ends[courier.FAR_END].called
        while True:
            called.clear()
            is_whole = await self._go_round()
            board.display(self.said())
            await happens_within_ms(called, ROUND_MS if is_whole else RETRY_MS)

    async def _go_round(self):
        """One round; whether everything was answered."""
        steps, answer, is_whole = courier.round_of_calls(self.notes), None, True
        try:
            while True:
                whom, name, payload = steps.send(answer)
                answer = await self._ends[whom].ask(name, payload)
                is_whole = is_whole and answer is not None
        except StopIteration:
            return is_whole

    def said(self):
        """What it says of itself, for the display."""
        said = {name: getattr(self.notes, name) for name in ("rounds", "records", "commands")}
        for name, end in zip(("link", "modem"), self._ends):
            client = end.client
            said[name] = [client.asked, client.repeated, client.silent, client.reader.dropped]
        return said


async def last_gasp(carrier, board):
    """The supply is about to end: nothing is to be saved here."""
    await board.power_fail.wait()
    said = carrier.said()
    said["final"] = True
    board.display(said)
