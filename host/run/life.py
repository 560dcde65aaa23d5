"""A scene lived through by the firmware, in a MicroPython process for each board."""

from pathlib import Path

from host.run.core import one_core
from host.run.image import code_of
from host.simulator import scheduler
from host.simulator.errors import SimulationError
from host.simulator.processes import Launcher, Listener

BOOT_S = 60
HEAP_KIB = 192
SILENT_S = 20.0
REFUSAL = "TariffRefused: "
"""Begins the last line of a firmware's log that would not bill by its tariff."""


class Life:
    """`slots` are the boards, one for each of `roles` (the scene's); `argv` is their interpreter.

    `heap_kib` is what the firmware may use, `silent_s` how many real seconds it may be silent,
    `restart_s` how many simulated seconds a board is down after its process has ended, `socket`
    where the world listens (a place of its own otherwise), `templates` what tariffs the build has
    in flash, by name, `programs` modules to run in place of the firmware's own, by role.
    """

    def __init__(
        self,
        scene,
        argv,
        *,
        heap_kib=HEAP_KIB,
        silent_s=SILENT_S,
        restart_s=scheduler.RESTART_S,
        socket=None,
        roles=None,
        templates=(),
        programs=None,
    ):
        self._scene = scene
        self._latest_us = scene.power_fail_us + round((restart_s + BOOT_S) * 1e6)
        roles = roles or scene.roles
        self._listener = Listener(socket)

        def launcher(role):
            module = (programs or {}).get(role)
            code = code_of(argv, templates, module)
            main = Path(module).stem if module else "firmware.main"
            return Launcher(self._listener, argv, code, heap_kib, silent_s, main)

        self.launchers = [launcher(role) for role in roles]
        pairs = zip(roles, self.launchers, strict=True)
        self.slots = [
            scheduler.Slot(scene.world, role, launcher, restart_s) for role, launcher in pairs
        ]

    def live(self, after_step=lambda: None):
        """Until every board has given its final report; `after_step` after each request."""
        try:
            with one_core():
                scheduler.run(self._scene.world, self.slots, self._finished, after_step)
        except SimulationError as error:
            raise _refusal(error) or error from None
        finally:
            for slot in self.slots:
                slot.close()
            self._listener.close()

    def _finished(self):
        world = self._scene.world
        if world.now_us > self._latest_us:
            raise SimulationError(
                f"the firmware gave no final report within {BOOT_S} s of the end"
            )
        if world.now_us < self._scene.power_fail_us:
            return False  # that was the last gasp of another loss of supply
        said = [
            world.last_display.get(slot.role, {}) for slot in self.slots if _is_waited_for(slot)
        ]
        return all(status.get("final") for status in said)


def _is_waited_for(slot):
    """The communication processor may be as dead as it likes."""
    return slot.role != "communication"


def _refusal(error):
    """What the firmware itself said of its tariff, where that is how it ended; else None."""
    last = str(error).splitlines()[-1]
    return SimulationError(last.removeprefix(REFUSAL)) if last.startswith(REFUSAL) else None
