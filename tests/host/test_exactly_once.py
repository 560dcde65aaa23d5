"""Records up and commands down, each exactly once, over lines that lose, double, delay and spoil,
with starts of both processors and of the far end at any moment.

Everything of ours is the real code but the tasks around it: desk, server, courier, clients. More
than by default: RECORDS=1000000 COMMANDS=100000 pytest tests/host/test_exactly_once.py
"""

import copy
import json
import os
import random

import pytest

from comms import modem_requests
from comms.courier import FAR_END, METER, Notes, round_of_calls
from comms.link_client import ANSWERED, WAITING, LinkClient
from comms.link_server import LinkServer
from host.simulator.far_end import FarEnd
from host.simulator.uart import End, Line, LineFaults, connect
from host.simulator.world import LINK_WAITS, MODEM_WAITS, World
from tests.prepaid_scene import UNIT
from tests.test_link_desk import Meter, Ring, body_of

RECORDS = int(os.environ.get("RECORDS", "20000"))
COMMANDS = int(os.environ.get("COMMANDS", "2000"))
SECOND_US = 1_000_000
DOWN_US = 2_000_000
BODY_BYTES = 20
GOOD_LINE = {}
BAD_LINE = {"lose": 0.3, "double": 0.3, "late": 0.3, "hit": 0.1, "late_us": 900_000}


class Killed(Exception):
    """The processor is gone in the middle of something."""


class LivingMeter(Meter):
    """A meter whose account and link are stored frame by frame, and that can be killed at any."""

    def __init__(self, ring, chance, kill_rate):
        super().__init__([ring])
        self.chance, self.kill_rate = chance, kill_rate
        self.boots = 0
        self.disk = self._state()
        self.start()

    def _state(self):
        row = bytearray(self.row.size)
        self.row.pack_into(row, 0)
        return copy.copy(vars(self.account)), bytes(row)

    def start(self):
        """Go on from the last frame."""
        account, row = self.disk
        vars(self.account).update(account)
        self.row.rings[0].read_to = 0
        self.row.unpack_from(row, 0)
        self.server = LinkServer({})
        self.server.handlers = self.desk(room=self.server.room).handlers
        self.boots += 1

    def keep(self):
        """Store a frame; killed before or after it, now and then."""
        moment = self.chance.random() / self.kill_rate if self.kill_rate else 9
        if moment >= 0.5:
            self.disk = self._state()
        if moment < 1:
            raise Killed


class Scene:
    """A meter, a carrier and a far end, and the lines between them; `t_us` is now."""

    def __init__(self, seed, line, kill_rate, far_end=FarEnd, records=RECORDS, commands=COMMANDS):
        self.chance = random.Random(seed)
        self.kill_rate = kill_rate
        self.t_us = 0
        gaps = tuple(sequence for sequence in range(records) if self.chance.random() < 0.02)
        self.ring = Ring(records, BODY_BYTES, without=frozenset(gaps))
        self.meter = LivingMeter(self.ring, self.chance, kill_rate)
        self.world = world = World(None, {}, {})
        self.at_meter, self.at_carrier = (End(world, name, LINK_WAITS) for name in "mc")
        connect(world, self.at_meter, self.at_carrier)
        self.modem = End(world, "c", MODEM_WAITS)
        self.far_end = far_end(crash_rate=kill_rate / 4, seed=seed)
        self.far_end.line = Line(world, self.modem)
        self.modem.line = Line(world, self.far_end)
        lines = (self.at_meter, self.at_carrier, self.far_end, self.modem)
        for number, each in enumerate(lines):
            each.line.faults = LineFaults(4 * seed + number, **line) if line else None
        self.sent = [self._command(number) for number in range(commands)]
        for _, text in self.sent:
            self.far_end.disk.send(text)
        self.meter_down_us = self.carrier_down_us = 0
        self.carrier_boots = self.tick_us = 0
        self._start_carrier()

    def _command(self, number):
        """(amount it is to bring, bytes): every seventh is one that is refused."""
        amount = 0 if number % 7 == 6 else number % 5 + 1
        done = number - number // 7
        text = {"kind": "top_up", "id": done + 1, "amount": str(amount)}
        return amount, json.dumps(text).encode()

    def _start_carrier(self):
        self.clients = {METER: LinkClient(), FAR_END: LinkClient(modem_requests.KIND_OF)}
        self.ends = {METER: self.at_carrier, FAR_END: self.modem}
        self.steps = None
        self.carrier_boots += 1

    def live(self, most_s=10_000_000):
        """Until the far end has everything and the meter knows it."""
        disk = self.far_end.disk
        while disk.following[0] < self.ring.newest + 1 or disk.waiting or self._mark_is_behind():
            self._step()
            assert self.t_us < most_s * SECOND_US, "nothing goes on"
        return disk

    def _mark_is_behind(self):
        return self.ring.read_to < self.ring.newest + 1

    def _step(self):
        plan_us = self.world.next_plan_us
        client = self._client
        due_us = self.t_us + 250_000
        if client and client.state == WAITING:
            due_us = self.t_us + 1000 * client.wait_ms(self.t_us // 1000) + 500
        self.t_us = max(self.t_us, min(due_us, plan_us if plan_us is not None else due_us))
        self.world.advance(self.t_us)
        self._meter_lives()
        self._carrier_lives()

    def _meter_lives(self):
        if self.t_us < self.meter_down_us:
            self.at_meter.start_anew()
            return
        try:
            self._tick()
            for byte in self.at_meter.take(1024):
                answer = self.meter.server.take(byte, self.t_us // SECOND_US)
                if answer is not None:
                    self.at_meter.line.send(self.t_us, answer)
        except Killed:
            self.meter.start()
            self.meter_down_us = self.t_us + DOWN_US

    def _tick(self):
        """Once a second a frame is stored, as a meter does."""
        if self.t_us >= self.tick_us:
            self.tick_us = self.t_us + SECOND_US
            self.meter.now_s += 1
            self.meter.keep()

    @property
    def _client(self):
        return self.clients[self.whom] if self.steps else None

    def _carrier_lives(self):
        if self.t_us < self.carrier_down_us:
            for end in self.ends.values():
                end.start_anew()
            return
        if self.chance.random() < self.kill_rate / 10:
            self.carrier_down_us = self.t_us + DOWN_US
            self._start_carrier()
            return
        for whom, end in self.ends.items():
            for byte in end.take(1024):
                self.clients[whom].take(byte)
        self._go_on()

    def _go_on(self):
        if self.steps is None:
            self.steps = round_of_calls(Notes())
            self._ask(None)
        client = self._client
        frame = client.poll(self.t_us // 1000)
        if frame is not None:
            self.ends[self.whom].line.send(self.t_us, frame)
        if client.state != WAITING:
            self._ask(client.answer if client.state == ANSWERED else None)

    def _ask(self, answer):
        try:
            self.whom, name, payload = self.steps.send(answer)
            self.clients[self.whom].ask(name, payload, self.t_us // 1000)
        except StopIteration:
            self.steps = None


def check(scene, disk):
    """Nothing lost, nothing doubled, in order, byte by byte; up and down."""
    kept = [sequence for sequence in range(RECORDS) if sequence not in scene.ring.without]
    assert [sequence for sequence, _ in disk.records[0]] == kept
    assert all(body == body_of(sequence, BODY_BYTES) for sequence, body in disk.records[0])
    assert disk.passed[0] == RECORDS - len(kept)
    assert [ticket for ticket, _ in disk.answers] == list(range(1, COMMANDS + 1))
    said = [json.loads(text)["said"] for _, text in disk.answers]
    refused = ["expected more than 0" in each for each in said]
    assert refused == [amount == 0 for amount, _ in scene.sent]
    assert all(each == "" for each, was in zip(said, refused, strict=True) if not was)
    bought_u = UNIT * sum(amount for amount, _ in scene.sent)
    assert scene.meter.account.balance_u == scene.meter.account.bought_u == bought_u


@pytest.mark.parametrize(
    ("line", "kill_rate"),
    [(GOOD_LINE, 0.0), (BAD_LINE, 0.0), (GOOD_LINE, 0.05), (BAD_LINE, 0.05)],
    ids=["good line", "bad line", "good line, kills", "bad line, kills"],
)
def test_nothing_is_lost_and_nothing_is_doubled(line, kill_rate):
    scene = Scene(11, line, kill_rate)
    check(scene, scene.live())
    if kill_rate:
        assert scene.meter.boots > 50 and scene.carrier_boots > 50 and scene.far_end.crashes > 9


class TwoWrites(FarEnd):
    """As it must not be: records are one write, and how far they came is another."""

    def _write(self, t_us, change, stream, *what):
        if change.__name__ == "store":
            records, following = what
            super()._write(t_us, change, stream, records, self.disk.following[stream])
            super()._write(t_us, change, stream, [], following)
        else:
            super()._write(t_us, change, stream, *what)


def test_a_counter_that_is_not_in_the_same_write_doubles_records():
    scene = Scene(11, BAD_LINE, 0.05, TwoWrites, commands=0)
    found = [sequence for sequence, _ in scene.live().records[0]]
    assert len(found) > len(set(found))


class Forgetful(LivingMeter):
    """As it must not be: an id is stored after its effect."""

    def keep(self):
        number, self.account.top_up_id = self.account.top_up_id, self.disk[0]["top_up_id"]
        super().keep()
        self.account.top_up_id = number
        super().keep()


def test_an_id_that_is_not_in_the_frame_of_its_effect_doubles_money(monkeypatch):
    monkeypatch.setitem(globals(), "LivingMeter", Forgetful)
    scene = Scene(11, BAD_LINE, 0.05, records=10)
    scene.live()
    assert scene.meter.account.bought_u > UNIT * sum(amount for amount, _ in scene.sent)
