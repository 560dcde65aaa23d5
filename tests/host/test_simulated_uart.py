"""The UART between two boards: time, buffers and faults; over the socket, and in this process."""

import asyncio

import pytest

from boards.sim.board import Board
from host.run.image import sources
from host.simulator import scheduler
from host.simulator.local import LocalPort
from host.simulator.processes import Launcher, Listener
from host.simulator.uart import End, LineFaults, Sender, Taker, connect
from host.simulator.world import LINK_SEND, LINK_TAKE, LINK_WAITS, World
from tests.interpreter import required

ROLES = ("ask", "echo")


def world_of_two(baud=9600):
    """(world, the ends of its line): two boards with nothing but a UART."""
    world = World(None, {}, {})
    ends = [End(world, role, LINK_WAITS) for role in ROLES]
    connect(world, *ends, baud=baud, delay_us=100)
    for role, end in zip(ROLES, ends, strict=True):
        world.devices[role] = {
            LINK_SEND: Sender(end),
            LINK_TAKE: Taker(end),
        }
        world.own_settings[role] = {"role": role, "link_baud": baud}
    return world, ends


def test_a_piece_arrives_when_its_last_bit_does():
    world, (a, b) = world_of_two()
    a.line.send(1_000_000, bytes(96))
    world.advance(1_100_000 + 99)
    assert not world.pins_of("echo")
    world.advance(1_100_000 + 100)
    assert world.pins_of("echo") == LINK_WAITS and not world.pins_of("ask")
    assert b.take(64) == bytes(64) and world.pins_of("echo") == LINK_WAITS
    assert b.take(64) == bytes(32) and not world.pins_of("echo")


def test_a_writer_waits_only_for_room():
    world, (a, _) = world_of_two()
    assert a.line.send(0, bytes(1024)) == 0
    assert a.line.send(0, bytes(96)) == pytest.approx(100_000, abs=2)


def test_what_nobody_takes_is_lost_behind_a_full_buffer():
    world, (a, b) = world_of_two()
    a.line.send(0, bytes(5000))
    world.advance(10_000_000)
    assert (len(b.take(9999)), b.overrun) == (1024, 5000 - 1024)


def test_a_reset_empties_the_buffer_and_drops_the_pin():
    world, (a, b) = world_of_two()
    a.line.send(0, b"lost")
    world.advance(1_000_000)
    world.start_anew("echo")
    assert (b.take(10), world.pins_of("echo")) == (b"", 0)


def arrived(faults, pieces=2000):
    world, (a, b) = world_of_two(baud=10_000_000)
    a.line.faults = faults
    seen = []
    b.arrive = lambda t_us, data: seen.append(data)
    for number in range(pieces):
        a.line.send(number * 1000, number.to_bytes(4, "big"))
    world.advance(10**9)
    return seen


def test_faults_come_in_their_shares_and_repeat_from_their_seed():
    sent = [number.to_bytes(4, "big") for number in range(2000)]
    assert arrived(None) == sent
    lossy = arrived(LineFaults(5, lose=0.3))
    assert lossy == sorted(lossy) and set(lossy) <= set(sent)
    assert len(lossy) == pytest.approx(1400, abs=80)
    assert len(arrived(LineFaults(5, double=0.3))) == pytest.approx(2600, abs=80)
    late = arrived(LineFaults(5, late=0.3))
    assert late != sent and sorted(late) == sent
    spoilt = zip(arrived(LineFaults(5, hit=0.3)), sent, strict=True)
    assert sum(was != is_now for is_now, was in spoilt) == pytest.approx(600, abs=80)
    every = {"lose": 0.2, "double": 0.2, "late": 0.2, "hit": 0.2}
    assert arrived(LineFaults(6, **every)) == arrived(LineFaults(6, **every))
    assert arrived(LineFaults(6, **every)) != arrived(LineFaults(7, **every))


def test_bytes_that_come_wake_the_board_in_this_process():
    world, (_, b) = world_of_two()
    world.at(5_000_000, lambda t_us: b.line.send(t_us, b"hello"))
    board = Board(LocalPort(world, "ask"))
    said = []

    async def main():
        await board.link_waits.wait()
        buf = bytearray(64)
        said.append((board.link_uart.readinto(buf), bytes(buf[:5]), board.ticks_ms() // 1000))
        said.append(board.link_uart.readinto(buf))

    board.run(main())
    asyncio.set_event_loop(None)
    assert said == [(5, b"hello", 5), None]


def test_bytes_that_come_while_the_board_is_busy_wake_it_too():
    """The pin moves within an exchange: the wait after it must not sleep over it."""
    world, (_, b) = world_of_two()
    port = LocalPort(world, "ask")
    world.devices["ask"][0] = Slow()
    world.at(1000, lambda t_us: b.line.send(t_us, b"x"))
    port.write(0, b"busy")
    port.write(0, b"busy")
    port.wait(60, 0)
    assert port.second < 1


class Slow:
    def exchange(self, t_us, mosi):
        return bytes(len(mosi)), 50_000


def test_two_processes_talk_at_the_speed_of_their_line():
    world, _ = world_of_two(baud=115_200)
    listener = Listener()
    launchers = [
        Launcher(
            listener, required("micropython32"), sources(), 192, 20.0, main="tests.uart_board"
        )
        for _ in ROLES
    ]
    slots = [
        scheduler.Slot(world, role, launcher)
        for role, launcher in zip(ROLES, launchers, strict=True)
    ]
    try:
        scheduler.run(world, slots, lambda: "ask" in world.last_display)
    finally:
        for slot in slots:
            slot.close()
        listener.close()
    said = world.last_display["ask"]["said"]
    assert [each[:2] for each in said] == [[1, True], [64, True], [65, True], [300, True]]
    # there and back at 11.52 bytes a millisecond, in pieces of at most 256
    assert [each[2] for each in said] == pytest.approx([0.2, 11.1, 11.3, 47.9], abs=1)
