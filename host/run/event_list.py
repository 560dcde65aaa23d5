"""What the meter has noted in its log in the course of a run, read from its memories after it."""

from collections import Counter

from host.event_chain import BEGAN, CHAIN_BYTES, ENDED, complaints, event_of, records_of
from host.event_table import NAMES
from host.simulator.world import FLASH, MEMORY

HOW = {0: "", BEGAN: "begins", ENDED: "ends"}
OF_SHIFT = 4


def newest(said):
    """(number, name of the kind and how, UTC second) of the newest event that a display tells of;
    None where there is none.
    """
    if not said.get("event"):
        return None
    number, kind, flags, utc_s = said["event"][:4]
    return number, worded(kind, flags), utc_s


def worded(kind, flags):
    """A kind of event for people: "sag a begins"."""
    how = HOW[flags & (BEGAN | ENDED)]
    return f"{NAMES.get(kind, kind)} {how}".replace("_", " ").strip()


class EventList:
    """`found` are the events that the meter tells of, as JSON can hold them; `wrong` says what is
    not as it should be with their chain.
    """

    def __init__(self, scene, role="metering"):
        devices = scene.world.devices[role]
        last = newest(scene.world.last_display[role])
        fram, flash = bytes(devices[MEMORY].memory), bytes(devices[FLASH].memory)
        records = records_of(fram, flash, last[0] if last else 0)
        before = bytes(CHAIN_BYTES)
        if records and event_of(records[0]).number > 1:
            before = None
        self.found = [_told(scene, event_of(record)) for record in records]
        self.wrong = [f"events: {each}" for each in complaints(records, before)]


def counted(found):
    """How often each kind has happened, in words, the most frequent first."""
    names = Counter(event["name"] for event in found if event["how"] != HOW[ENDED])
    return ", ".join(f"{name.replace('_', ' ')} {times}" for name, times in names.most_common())


def _told(scene, event):
    return {
        "number": event.number,
        "utc_s": event.utc_s,
        "at": scene.local_time_of(event.utc_s).isoformat(),
        "name": NAMES.get(event.kind, str(event.kind)),
        "how": HOW[event.flags & (BEGAN | ENDED)],
        "subject": event.flags >> OF_SHIFT,
        "second": event.at_s,
        "lasted_s": event.lasted_s,
        "value": event.value,
        "energy_mwh": event.energy_mwh,
        "balance_u": event.balance_u,
        "count": event.count,
    }
