"""The latching relay's driver: pulses, and what the contacts say."""

from drivers.relay import ALL_PHASES, LatchingRelay


class Lines:
    """Coils and contacts; `welded` phases stay closed. `said` is what was done, in order."""

    def __init__(self, welded=0):
        self.contacts = ALL_PHASES
        self.welded = welded
        self.said = []
        self.slept_ms = 0

    def open_coil(self, on):
        self.said.append(("open", on, self.slept_ms))
        if not on:
            self.contacts = self.welded

    def close_coil(self, on):
        self.said.append(("close", on, self.slept_ms))
        if not on:
            self.contacts = ALL_PHASES

    def closed(self):
        return self.contacts

    def sleep_ms(self, ms):
        self.slept_ms += ms


def relay_on(lines, **ways):
    return LatchingRelay(lines, lines.sleep_ms, **ways)


def test_a_move_is_one_pulse_of_one_coil():
    lines = Lines()
    relay = relay_on(lines)
    assert relay.move(False)
    assert not relay.is_closed()
    assert relay.move(True)
    assert relay.is_closed()
    assert lines.said == [
        ("open", True, 0),
        ("open", False, 50),
        ("close", True, 60),
        ("close", False, 110),
    ]


def test_a_weld_is_seen_and_counts_as_closed():
    relay = relay_on(Lines(welded=0b010))
    assert not relay.move(False)
    assert relay.is_closed()


def test_contacts_that_it_has_not_do_not_count():
    lines = Lines(welded=0b110)
    assert relay_on(lines, phases=0b001).move(False)


def test_a_coil_is_let_go_where_the_wait_fails():
    lines = Lines()

    def fail(ms):
        raise OSError

    try:
        LatchingRelay(lines, fail).move(False)
    except OSError:
        pass
    assert lines.said[-1][:2] == ("open", False)
