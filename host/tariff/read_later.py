"""Fields that one module of the compiler passes on to another: what they are read as in the end.

The compiler's tables say `Anything` there, so that the meter reads a part of the document when its
turn comes and keeps no copy. A field without a row here fails `make docs`.
"""

from tariffs import cycle, rounding, zone
from tariffs.events import EVENTS
from tariffs.fields import Choice, Object
from tariffs.rules import KINDS
from tariffs.schedule import CALENDARS
from tariffs.seasons import SEASONS
from tariffs.special_days import ENTRIES

ROUNDING = Object(*rounding.FIELDS)
TYPES = {
    "zone": Object(*zone.ZONE_FIELDS),
    "cycle": Object(*cycle.CYCLE_FIELDS),
    "seasons": SEASONS,
    "special_days": ENTRIES,
    "events": EVENTS,
    "calendars": CALENDARS,
    "kind": Choice(*KINDS),
    "rounding": ROUNDING,
    "line": ROUNDING,
    "quantity_rounding": ROUNDING,
}
"""Field: the type that it is read as."""
