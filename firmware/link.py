"""The metering processor's task for the link: takes bytes, answers requests, and no more.

It yields after each few bytes, takes so many a second at the most, and waits until an answer is
out before it takes the next: whatever comes, the tick has its second. What it does not take waits
in the UART's buffer, and what finds no room there is lost, which is the sender's concern.
"""

from comms.link_server import LinkServer
from firmware import bindings
from firmware.compat import sleep_ms
from firmware.link_desk import Desk
from firmware.link_row import LinkRow

TAKEN_BYTES = 64
MOST_A_SECOND = 4096
"""Bytes; a well-meaning processor sends a tenth."""
_BITS = 10


def link_of(meter, board):
    """The link of a meter on a board that has one. Commands are for a prepaid account."""
    obey = None
    if meter.prepayment is not None:
        from firmware.on_command import answer_to

        def obey(text):
            return answer_to(meter, text)

    return Link(meter, board, LinkRow(meter.rings), obey)


def values_of(meter):
    """The values of all points of a meter, those of its prepaid scheme last; of several subjects
    each has its own, which are not among them.
    """
    values = bindings.read(meter)
    if meter.prepayment and not meter.subjects:
        values += meter.prepayment.points(meter.settlement.utc_s)
    return values


class Link:
    """`desk` answers what `server` finds in the bytes; `row` is to be stored."""

    def __init__(self, meter, board, row, obey=None):
        self.row = row
        self.desk = Desk(meter, row, values_of, obey)
        self.server = LinkServer(self.desk.handlers)
        self._uart, self._waits, self._clock = board.link_uart, board.link_waits, meter.clock
        self._buf = bytearray(TAKEN_BYTES)
        self._second_s = self._taken = 0

    async def serve(self, beat):
        """Answer for ever; `beat` is told of it (`firmware.supervision`)."""
        while True:
            beat.waits(self._waits)
            await self._waits.wait()
            self._waits.clear()
            beat.works()
            while await self._take():
                beat.works()

    def tidy(self):
        """Once a second: give back memory that a command took which did not go on."""
        self.desk.tray.tidy(self._clock.seconds())

    async def _take(self):
        """Take a few bytes and answer what they ask for; whether there were any."""
        count = self._uart.readinto(self._buf)
        if not count:
            return False
        for k in range(count):
            now_s = self._clock.seconds()
            answer = self.server.take(self._buf[k], now_s)
            if answer is not None:
                await self._send(answer)
        await self._spare(count)
        return True

    async def _send(self, answer):
        """Send, and wait until it is out."""
        ms = len(answer) * _BITS * 1000 // self._uart.baud + 1
        self._uart.write(answer)
        await sleep_ms(ms)

    async def _spare(self, count):
        """Let others run; where more came than this second may have, until the next one."""
        now_s = self._clock.seconds()
        if now_s != self._second_s:
            self._second_s, self._taken = now_s, 0
        self._taken += count
        ms = self._clock.ms_to_next_second() if self._taken >= MOST_A_SECOND else 0
        await sleep_ms(ms)
