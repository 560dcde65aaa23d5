"""`meter run`: from what was asked to a judgement of what the meter did."""

import sys
import time

from host.run import options as run_options
from host.run import result as run_result
from host.run.account_events import AccountEvents
from host.run.chaos import Chaos
from host.run.event_list import EventList
from host.run.life import Life
from host.run.output import result_file
from host.run.reset_tales import ResetTales
from host.run.scene import SECOND_US, build_scene
from host.run.summary import summary
from host.run.supply_cuts import plan_cut
from host.run.view import view
from host.runtimes import find
from host.simulator.errors import SimulationError

add_parser = run_options.add_parser


def carry_out(options):
    """Run the meter; 0 if its energy and its bill are right."""
    scene = build_scene(options)
    argv = find("micropython32")
    if argv is None:
        raise SimulationError("no MicroPython found: run `make interpreters`")
    for note in scene.notes:
        print(note)
    with result_file(options.json) as write:
        started = time.monotonic()
        closed = run_result.ClosedBills(scene.world)
        events = AccountEvents(scene)
        slots, chaos = _live(scene, argv, options, (closed, events))
        real_s = time.monotonic() - started
        result = run_result.collect(scene, slots, options, closed.found, real_s)
        if events.are_told:
            result["account_events"] = events.all()
        log = EventList(scene)
        result["events"], result["events_wrong"] = log.found, log.wrong
        result["ok"] = not run_result.complaints(result)
        if chaos:
            chaos.watch.ended()
            result["chaos"] = chaos.said()
            result["ok"] = not run_result.complaints(result)
        write(result)
    return _judge(result)


def _live(scene, argv, options, watchers):
    """The slots of the boards, after the world has come to its end, and its Chaos or None."""
    ways = {"heap_kib": options.heap, "silent_s": options.silence, "socket": options.socket}
    ways["restart_s"] = options.restart_after
    ways["templates"] = options.templates
    life = Life(scene, argv, **ways)
    kills = (options.kill_at, options.kill_communication_at)
    for slot, seconds in zip(life.slots, kills, strict=False):
        for second in seconds:
            scene.world.at(scene.begin_us + round(second * SECOND_US), slot.kill)
    for second in options.cut_at:
        t_us = scene.begin_us + round(second * SECOND_US)
        hold_up_us = round(options.hold_up * 1000)
        plan_cut(scene, life.slots[0], t_us, hold_up_us, options.restart_after)
    chaos = Chaos(scene, life.slots, options.seed) if options.chaos else None
    if chaos:
        watchers = (*watchers, chaos)
    pace = Pace(scene.world, options.speed)
    watchers = (*watchers, ResetTales(scene.world, life.slots[0]))
    with view(scene, options.plain) as seen:

        def after_step():
            pace.keep()
            for watcher in watchers:
                watcher.look()
            seen.step()

        life.live(after_step)
    return life.slots, chaos


class Pace:
    """Holds the world back to `speed` simulated seconds a second; None does not."""

    def __init__(self, world, speed):
        self._world = world
        self._speed = speed
        self._started = time.monotonic()

    def keep(self):
        if self._speed:
            due = self._started + self._world.now_us / SECOND_US / self._speed
            time.sleep(max(0.0, due - time.monotonic()))


def _judge(result):
    """Say how it went; the exit code."""
    for line in summary(result):
        print(line)
    wrong = run_result.complaints(result)
    for complaint in wrong:
        print(f"meter: {complaint}", file=sys.stderr)
    return 1 if wrong else 0
