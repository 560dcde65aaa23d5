"""Builds the world that `meter run` was asked for.

The meter is powered ten seconds before the load is switched on and sees two seconds of no load
after it is switched off, so that what it metered can be compared with what passed to the last
count.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from host.run.billing import Tariffs, check_bill, read_tariffs, utc_s
from host.run.communication import ROLES, join_communication
from host.run.options import MOST_BALANCE_U
from host.run.prepaid import read_prepaid
from host.run.subjects import read_shared
from host.simulator.atm90e32 import ATM90E32AS, BusFaults
from host.simulator.ds3231 import ADDRESS, DS3231
from host.simulator.errors import SimulationError
from host.simulator.fram import FRAM
from host.simulator.grid import Grid
from host.simulator.i2c import I2CBus
from host.simulator.loads import ProfileLoad
from host.simulator.nor_flash import NORFlash
from host.simulator.profile import read_profile
from host.simulator.relay import LatchingRelay
from host.simulator.terminals import Terminals
from host.simulator.transformers import CurrentTransformer, Divider, Pins
from host.simulator.world import (
    ASIC,
    FLASH,
    I2C,
    MEMORY,
    POWER_FAIL,
    RELAY,
    AsicPort,
    World,
)
from tariffs import money

LEAD_S = 10
TAIL_S = 2
SECOND_US = 1_000_000
DAY_S = 86_400
NOMINAL_V = 230
CURRENT_RATIO = 40
METER_CONSTANT = 400
NOMINAL_A, MOST_A = 2000, 2400
MOST_VA = 3 * NOMINAL_V * MOST_A
START_PPM = 250
"""Of the nominal current: the meter starts at 0.5 A."""
VOLTS_PER_PIN_VOLT, AMPERES_PER_PIN_VOLT = 1092, 109.2
UNITY_GAIN = 0x8000


@dataclass
class Scene:
    """A world, the local time at which its load begins, and the world's time of its end."""

    world: World
    chip: ATM90E32AS
    start: datetime
    seconds: int
    tariffs: Tariffs
    begin_utc_s: int
    relay: LatchingRelay
    notes: tuple = ()
    """What a person should know before the run."""

    @property
    def roles(self):
        """Of its boards, the metering one first."""
        return ROLES[: 2 if self.world.far_end else 1]

    @property
    def begin_us(self):
        return LEAD_S * SECOND_US

    @property
    def end_us(self):
        return self.begin_us + self.seconds * SECOND_US

    @property
    def power_fail_us(self):
        return self.end_us + TAIL_S * SECOND_US - SECOND_US // 2

    def local_time(self, t_us):
        return self.start + timedelta(microseconds=t_us - self.begin_us)

    def local_time_of(self, utc_s):
        """The same for a second of UTC."""
        return self.start + timedelta(seconds=utc_s - self.begin_utc_s)


def build_scene(options):
    """The scene of these options (see `host.run.options`); raises what says what to mend."""
    shared = read_shared(options)
    tariffs = shared.first if shared else read_tariffs(options)
    prepaid = read_prepaid(options, tariffs.first, shared.zones() if shared else None)
    _check_poles(options, shared)
    profile = read_profile(options.load, MOST_VA)
    start = options.start or profile.start
    seconds = round(options.days * DAY_S)
    _check_moments(options, seconds)
    _check_processors(options)
    profile = profile.cut(start, seconds)
    start_s = utc_s(tariffs.first.zone, start)
    _check_times(options, tariffs, start_s, seconds)
    balance_u = money.scaled(options.prepaid, money.MONEY_DECIMALS)
    for tariff in shared.tariffs if shared else [tariffs.first]:
        check_bill(tariff, profile, start_s, balance_u, MOST_BALANCE_U)
    load = ProfileLoad(profile, LEAD_S, LEAD_S + seconds)
    terminals = Terminals(Grid(options.seed), load, options.seed)
    chip = chip_at(terminals, options.seed, options.bus_faults)
    relay = LatchingRelay(switch_of(terminals, chip), options.poles_apart)
    devices = {
        ASIC: AsicPort(chip),
        MEMORY: FRAM(),
        I2C: I2CBus({ADDRESS: clock_chip(options.clock, start_s - LEAD_S)}),
        RELAY: relay,
        FLASH: NORFlash(),
    }
    settings = board_settings(tariffs, options, start_s)
    if shared:
        settings = shared.settings(settings) | {"poles_apart": options.poles_apart}
    if prepaid.scheme:
        settings["scheme"] = prepaid.scheme
    world = World(terminals, {"metering": devices}, settings)
    if options.processors > 1:
        join_communication(world, options.seed, options.link_faults)
    notes = shared.notes(options.poles_apart) if shared else ()
    scene = Scene(world, chip, start, seconds, tariffs, start_s, relay, notes)
    _plan(scene, options)
    _plan_commands(scene, prepaid.commands, options.topups)
    return scene


def clock_chip(state, utc_s):
    """The board's clock chip in one of CLOCK_STATES, None where there is none."""
    if state == "absent":
        return None
    chip = DS3231(None if state == "stopped" else utc_s)
    chip.babbles = state == "babbles"
    return chip


def switch_of(terminals, chip):
    """What a relay does to the load; the chip is told before and after."""

    def switch(t_us, contacts):
        chip.signals_changed(t_us)
        terminals.switch(t_us, contacts)
        chip.signals_changed(t_us)

    return switch


def _check_moments(options, seconds):
    """A fault that would never come is a mistake in what was asked."""
    for name in ("kill_at", "kill_communication_at", "cut_at", "brown_out_at"):
        late = [second for second in getattr(options, name) if second > seconds]
        if late:
            raise SimulationError(
                f"--{name.replace('_', '-')}: got {late[0]:g}, expected at most {seconds} seconds,"
                " the end of the run; choose an earlier moment or more --days"
            )


def _check_poles(options, shared):
    """Poles that nothing would ever move are a mistake, too."""
    if options.poles_apart and not (shared and shared.zones()):
        raise SimulationError(
            "--poles-apart: got no subject that has a scheme, expected one; name a file with"
            " --subjects in which one has"
        )


def _check_processors(options):
    """The same for what only a second processor has."""
    for name in ("kill_communication_at", "link_faults"):
        if getattr(options, name) and options.processors < 2:
            raise SimulationError(
                f"--{name.replace('_', '-')}: got it with one processor, which has no link; add"
                " --processors 2"
            )


def _check_times(options, tariffs, start_s, seconds):
    """The same for a tariff that would never begin."""
    if tariffs.next_document and not start_s <= tariffs.next_s < start_s + seconds:
        name, at = options.next_tariff
        raise SimulationError(
            f"--next-tariff: got {name}@{at.isoformat()}, expected a time within the run; choose"
            " another time or more --days"
        )


def board_settings(tariffs, options, start_s):
    """What the simulated board finds in its flash; its first bill begins with the load."""
    balance_u = money.scaled(options.prepaid, money.MONEY_DECIMALS)
    return {
        "chip": chip_settings(),
        **tariffs.settings(),
        "first_balance_u": balance_u,
        "first_bill_s": start_s,
        "profile_interval_s": options.profile * 60,
        "display_s": display_period_s(options.speed),
    }


def display_period_s(speed):
    """Seconds of the world between two statuses, so that a person sees about two a second."""
    return 60 if speed is None else max(1, min(60, round(speed / 2)))


def chip_settings():
    """The metering chip's settings, with gains computed from the ideal front end.

    A real meter is calibrated against a reference instead.
    """
    transformer = CurrentTransformer()
    pin_v_per_v = 1 / Divider().ratio
    pin_v_per_chip_a = CURRENT_RATIO * transformer.burden_ohm / transformer.turns
    return {
        "mains_hz": 50,
        "wires": "3P4W",
        "meter_constant": METER_CONSTANT,
        "current_ratio": CURRENT_RATIO,
        "nominal_mv": NOMINAL_V * 1000,
        "nominal_ma": NOMINAL_A * 1000,
        "max_ma": MOST_A * 1000,
        "start_ppm": START_PPM,
        "ugain": [gain(pin_v_per_v * VOLTS_PER_PIN_VOLT)] * 3,
        "igain": [gain(pin_v_per_chip_a * AMPERES_PER_PIN_VOLT)] * 3,
    }


def gain(reading):
    """The gain register that makes one out of what the chip reads for one at gain 1.0."""
    return round(UNITY_GAIN / reading)


def chip_at(terminals, seed, fault_rate=0.0):
    """A powered metering chip behind ideal transformers at these terminals."""
    faults = BusFaults(rate=fault_rate, seed=seed) if fault_rate else None
    chip = ATM90E32AS(Pins(terminals), seed=seed, faults=faults)
    chip.power_on(0)
    return chip


def _plan(scene, options):
    world = scene.world
    for second in options.brown_out_at:
        world.at(scene.begin_us + round(second * SECOND_US), scene.chip.brown_out)
    world.at(scene.power_fail_us, lambda t_us: _fail_power(world))


def _plan_commands(scene, commands, path):
    """Send each command in its second; `path` is the file that has them."""
    for sent_s, command, line in commands:
        at_s = sent_s - scene.begin_utc_s
        if not 0 <= at_s < scene.seconds:
            at = scene.local_time_of(sent_s).isoformat()
            raise SimulationError(
                f"--topups {path}:{line}: at: got {at}, expected a time within the run; choose"
                " another time or more --days"
            )
        t_us = scene.begin_us + at_s * SECOND_US
        scene.world.at(t_us, lambda _, command=command: scene.world.send(command))


def _fail_power(world):
    world.pins |= POWER_FAIL
