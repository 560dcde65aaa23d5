"""Small load files for the tests of `meter bill`, and the zones they are in."""

from datetime import UTC, datetime

import pytest

from host.bill.load import read_load
from host.simulator.errors import LoadError
from tariffs.zone import Zone, read_zone

KOREA = Zone(9 * 3600)
UNITED_STATES = {
    "utc_offset_min": -480,
    "dst": {
        "from": {"month": 3, "weekday": "sun", "nth": 2, "at": "02:00"},
        "to": {"month": 11, "weekday": "sun", "nth": 1, "at": "02:00"},
    },
}
FORWARD, BACK = datetime(2018, 3, 11), datetime(2018, 11, 4)
"""When that clock is set."""


def pacific():
    return read_zone(UNITED_STATES, "zone")


def file_of(folder, *lines):
    """The CSV file of these lines."""
    path = folder / "load.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def hours(*starts):
    """The lines of a load of 1 kWh at each of these times."""
    return ["start,kwh", *(f"{start},1" for start in starts)]


def local_hours(day, *numbers):
    """The lines of a load of 1 kWh at these full hours of a day."""
    return hours(*(f"{day:%Y-%m-%d}T{number:02}:00" for number in numbers))


def refusal(folder, lines, zone=KOREA, start=None):
    """The one message that such a load is refused with."""
    with pytest.raises(LoadError) as refused:
        read_load(file_of(folder, *lines), zone, start)
    message = str(refused.value)
    assert "\n" not in message
    assert len(message) < 450 + len(str(folder))
    return message


def utc(*moment):
    """Seconds of a UTC date and time."""
    return int(datetime(*moment, tzinfo=UTC).timestamp())
