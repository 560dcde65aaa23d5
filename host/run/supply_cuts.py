"""The supply ends and comes back, as `meter run --cut-at` says: load, chips and processor at once.

The load ends with the supply. The comparator of the power-fail line sees that, the processor lives
on for its hold-up time, and then it and the metering chip lose all they have not stored; the clock
chip goes on from its battery. The supply is back shortly before the processor starts again.
"""

from host.run.scene import SECOND_US, switch_of
from host.simulator.world import I2C, POWER_FAIL

BACK_US = 100_000
"""By which chips have their supply before the processor begins."""


def plan_cut(scene, slot, t_us, hold_up_us, restart_s):
    """The supply of a scene ends at `t_us`."""
    cut = _Cut(scene, slot)
    dead_us = t_us + hold_up_us
    scene.world.at(t_us, cut.fail)
    scene.world.at(dead_us, cut.die)
    scene.world.at(dead_us + round(restart_s * SECOND_US) - BACK_US, cut.come_back)


class _Cut:
    def __init__(self, scene, slot):
        self._scene = scene
        self._slot = slot
        self._connected = 0
        self._switch = switch_of(scene.world.terminals, scene.chip)

    def fail(self, t_us):
        self._connected = self._scene.world.terminals.connected
        self._switch(t_us, 0)
        self._scene.world.pins |= POWER_FAIL

    def die(self, t_us):
        self._slot.cut_power(t_us)
        self._scene.chip.power_off(t_us)
        self._clock_bus.power_off(t_us)

    def come_back(self, t_us):
        self._scene.chip.power_on(t_us)
        self._clock_bus.power_on(t_us)
        self._switch(t_us, self._connected)
        self._scene.world.pins &= ~POWER_FAIL

    @property
    def _clock_bus(self):
        return self._scene.world.devices[self._slot.role][I2C]
