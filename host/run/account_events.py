"""What happened to the account in the course of a run: alarms, trips, closings, commands."""

from host.run.result import points

SECOND_US = 1_000_000


class AccountEvents:
    """Collects the events that the displays of a board show; `found` is one dict each.

    A meter numbers its events from its start on, so that a start begins a new count.
    """

    def __init__(self, scene, role="metering"):
        self._scene = scene
        self._role = role
        self._seen = None
        self._boots = None
        self._last = {}
        self.found = []
        settings = scene.world.settings
        self.are_told = any("scheme" in each for each in (settings, *settings.get("subjects", ())))

    def look(self):
        """Note the events that are shown now and were not before."""
        said = self._scene.world.last_display.get(self._role)
        if said is self._seen or said is None:
            return
        self._seen = said
        boots = points(said)["boots"]
        if boots != self._boots:
            self._boots, self._last = boots, {}
        for each in said.get("subjects", [said]):
            self._note(each.get("name"), each.get("events", ()))

    def _note(self, subject, events):
        for number, *event in events:
            if number > self._last.get(subject, 0):
                self._last[subject] = number
                self.found.append(self._event(subject, *event))

    def all(self):
        """Every event, with the commands that were refused, in the order of time."""
        refused = [self._refused(*each) for each in self._scene.world.answers if each[2]["said"]]
        return sorted(self.found + refused, key=lambda event: event["utc_s"])

    def _event(self, subject, utc_s, what, why, balance_u):
        at = self._scene.local_time_of(utc_s)
        return ({} if subject is None else {"subject": subject}) | {
            "utc_s": utc_s,
            "at": at.isoformat(),
            "what": what,
            "why": why,
            "balance_u": balance_u,
        }

    def _refused(self, t_us, command, answer):
        utc_s = self._scene.begin_utc_s + (t_us - self._scene.begin_us) // SECOND_US
        return self._event(command.get("subject"), utc_s, "refused", answer["said"], None)
