"""What the firmware says of a reset, once it runs again, beside what the world saw of it."""


class ResetTales:
    """Completes the resets of a slot by `task` and `error`, where a status tells them."""

    def __init__(self, world, slot):
        self._world = world
        self._slot = slot
        self._seen = None

    def look(self):
        """The first status after a reset tells of it."""
        said = self._world.last_display.get(self._slot.role)
        if said is self._seen or said is None:
            return
        self._seen = said
        if self._slot.resets and "reset_cause" in said:
            reset = self._slot.resets[-1]
            if "is_told" not in reset:
                reset["is_told"] = True
                reset["task"], reset["error"] = said.get("reset_task"), said.get("reset_error")
