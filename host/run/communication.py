"""The second processor of a scene: its board, the link to the metering one, the far end beyond.

metering board - link - communication board - modem - far end
"""

from host.simulator.far_end import FarEnd
from host.simulator.uart import End, Line, LineFaults, Sender, Taker, connect
from host.simulator.world import (
    LINK_SEND,
    LINK_TAKE,
    LINK_WAITS,
    MODEM_SEND,
    MODEM_TAKE,
    MODEM_WAITS,
)

ROLES = ("metering", "communication")
LINK_BAUD = 115_200
MODEM_BAUD = 9600
MODEM_DELAY_US = 60_000
LATE_US = 900_000


def join_communication(world, seed, fault_rate=0.0):
    """Give the world a second board and a far end, which it returns.

    `fault_rate` is the share of pieces that are lost, doubled, late or hit, on link and modem.
    """
    metering, communication = (End(world, role, LINK_WAITS) for role in ROLES)
    connect(world, metering, communication, LINK_BAUD)
    modem = End(world, "communication", MODEM_WAITS)
    far_end = FarEnd(on_answer=_to(world))
    far_end.line = Line(world, modem, MODEM_BAUD, MODEM_DELAY_US)
    modem.line = Line(world, far_end, MODEM_BAUD, MODEM_DELAY_US)
    world.devices["metering"] |= {LINK_SEND: Sender(metering), LINK_TAKE: Taker(metering)}
    world.devices["communication"] = {
        LINK_SEND: Sender(communication),
        LINK_TAKE: Taker(communication),
        MODEM_SEND: Sender(modem),
        MODEM_TAKE: Taker(modem),
    }
    world.settings["link_baud"] = LINK_BAUD
    world.own_settings["communication"] = {
        "role": "communication",
        "link_baud": LINK_BAUD,
        "modem_baud": MODEM_BAUD,
    }
    lines = (metering.line, communication.line, far_end.line, modem.line)
    for number, line in enumerate(lines if fault_rate else ()):
        line.faults = faults_of(fault_rate, 4 * seed + number)
    world.far_end = far_end
    return far_end


def faults_of(rate, seed):
    """Every fault at this rate."""
    return LineFaults(seed, lose=rate, double=rate, late=rate, hit=rate, late_us=LATE_US)


def _to(world):
    """Keeps an answer as one of a board's."""

    def keep(t_us, command, answer):
        world.answers.append((t_us, command, answer))

    return keep


def told(world):
    """What the far end has at the end of a run, for the result."""
    disk = world.far_end.disk
    names = ("stored", "following", "passed")
    streams = zip(map(len, disk.records), disk.following, disk.passed, strict=True)
    return {
        "streams": [dict(zip(names, each, strict=True)) for each in streams],
        "commands": len(disk.answers),
        "waiting": len(disk.waiting),
    }
