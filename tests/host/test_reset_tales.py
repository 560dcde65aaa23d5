"""What the firmware says of a reset goes to the reset that it was."""

from types import SimpleNamespace

from host.run.reset_tales import ResetTales


def test_the_first_status_after_a_reset_tells_of_it_and_later_ones_of_nothing():
    world, slot = SimpleNamespace(last_display={}), SimpleNamespace(role="metering", resets=[])
    tales = ResetTales(world, slot)

    def show(**said):
        world.last_display["metering"] = said
        tales.look()

    show(reset_cause="power")
    assert slot.resets == []
    slot.resets.append({"cause": "software"})
    tales.look()
    assert "task" not in slot.resets[0], "the status is still that of the life before"
    show(reset_cause="software", reset_task="display", reset_error="ValueError: no")
    show(reset_cause="software", reset_task="clock", reset_error="later")
    assert (slot.resets[0]["task"], slot.resets[0]["error"]) == ("display", "ValueError: no")
    slot.resets.append({"cause": "killed"})
    show(reset_cause="brown-out")
    assert slot.resets[1]["task"] is None
