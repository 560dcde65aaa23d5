"""The metering processor's task for the link: takes bytes, answers requests, and no more.

It yields after each few bytes, takes so many a second at the most, and waits until an answer is
out before it takes the next: whatever comes, the tick has its second. What it does not take waits
in the UART's buffer, and what finds no room there is lost, which is the sender's concern.

What finds frames in the bytes stays in memory; what answers them is there for the moment only,
some 20 times a second at the most, as the purse allows.
"""

from comms.link_frame import FrameReader, FrameWriter
from comms.purse import Purse
from firmware.compat import const, forget, sleep_ms
from firmware.link_row import LinkRow

MOST_A_SECOND = const(4096)
"""Bytes that are taken; a well-meaning processor sends a tenth."""
_LONGEST_PAUSE_S = const(60)  # between two pieces of a command
_LINK_LOST = const(38)  # of `firmware.event_kinds`
_LINK_REFUSED = const(39)
_TELL_S = const(300)
_SILENT_S = const(900)  # a carrier goes its round once a minute
_TAKEN_BYTES = const(64)
_BITS = const(10)
_REASONS = const(5)
_MODULES = (
    "firmware.link_desk",
    "firmware.link_commands",
    "comms.link_server",
    "comms.link_requests",
)


class Kept:
    """What lasts from request to request, but not over a start: the values of points and when
    they were taken; the pieces of a command, its ticket, how far it has come and when; what was
    answered last.
    """

    values = pieces = None
    values_at_s = ticket = have = piece_at_s = answered_ticket = answered_key = 0
    answer = b""

    def let_go(self):
        """Of the pieces of a command."""
        self.pieces, self.have = None, 0


class Link:
    """`row` is to be stored; `parts` are those of a `comms.link_server.LinkServer`: reader,
    writer, purse, counts.
    """

    def __init__(self, meter, board):
        self.row = LinkRow(meter.rings)
        self.kept = Kept()
        self._meter = meter
        reader = FrameReader()
        self.parts = (reader, FrameWriter(reader.buf), Purse(), [0] * _REASONS)
        self._uart, self._waits, self._clock = board.link_uart, board.link_waits, meter.clock
        self._buf = bytearray(_TAKEN_BYTES)
        self._second_s = self._taken = 0
        self._heard_s = self._told_s = self._refused = 0

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
        """Once a second: give back memory that a command took which did not go on; say what is
        wrong with the other processor.
        """
        kept, now_s = self.kept, self._clock.seconds()
        if kept.pieces is not None and now_s - kept.piece_at_s > _LONGEST_PAUSE_S:
            kept.let_go()
        if now_s - self._told_s >= _TELL_S:
            self._told_s = now_s
            self._tell(now_s, self._meter.events)

    def _tell(self, now_s, events):
        refused = sum(self.parts[3])
        if refused != self._refused:
            self._refused = refused
            events.note(_LINK_REFUSED, refused)
        if now_s - self._heard_s >= _SILENT_S:
            events.begin(_LINK_LOST)
        else:
            events.end(_LINK_LOST)

    async def _take(self):
        """Take a few bytes and answer what they ask for; whether there were any."""
        count = self._uart.readinto(self._buf)
        if not count:
            return False
        reader = self.parts[0]
        for k in range(count):
            if reader.feed(self._buf[k]):
                answer = self._answer(self._clock.seconds())
                if answer is not None:  # send it, and wait until it is out
                    self._uart.write(answer)
                    await sleep_ms(len(answer) * _BITS * 1000 // self._uart.baud + 1)
        now_s = self._clock.seconds()
        if now_s != self._second_s:
            self._second_s, self._taken = now_s, 0
        self._taken += count
        await sleep_ms(self._clock.ms_to_next_second() if self._taken >= MOST_A_SECOND else 0)
        return True

    def _answer(self, now_s):
        """The answer to a whole frame, None where it cannot be paid."""
        _, _, purse, refused = self.parts
        self._heard_s = now_s
        if not purse.spend(1, now_s):
            refused[0] += 1
            return None
        from firmware.link_desk import answer_to_frame

        try:
            return answer_to_frame(self, self._meter, now_s)
        finally:
            for name in _MODULES:
                forget(name)
