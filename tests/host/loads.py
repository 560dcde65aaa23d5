"""Small load files for the tests of `meter bill`, and the zones they are in."""

from datetime import UTC, datetime, timedelta

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


ZONE = {"utc_offset_min": 540}


def document(*rules, **more):
    """A tariff document with these rules, its prices dear on workdays from 9 to 12."""
    row = {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "12:00"}
    calendar = {"name": "energy", "periods": ["low", "high"], "otherwise": "low"}
    calendar["schedule"] = [{**row, "period": "high"}]
    base = {"format": 2, "name": "test", "currency": "KRW", "zone": ZONE, "calendars": [calendar]}
    return {**base, "rules": list(rules), **more}


ENERGY = {"rule": "energy", "kind": "energy", "prices": {"low": "0.1", "high": "0.3"}}
DEMAND = {"rule": "demand", "kind": "demand", "window_min": 15, "price": "9.5"}
STANDING = {"rule": "standing", "kind": "fixed", "price": "31", "per": "month"}
VAT = {"rule": "vat", "kind": "tax", "base": ["energy", "standing"], "percent": "7.5"}


def load_of(folder, values, start="2018-01-01T00:00", interval_s=900):
    """A file of these kWh, one row after the other from a local time on."""
    first = datetime.fromisoformat(start)
    lines = [
        f"{(first + timedelta(seconds=interval_s * n)).isoformat()},{value}"
        for n, value in enumerate(values)
    ]
    return file_of(folder, "start,kwh", *lines)
