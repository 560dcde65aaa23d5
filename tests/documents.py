"""Tariff documents that device tests share, on CPython and MicroPython alike."""

import json


def two_prices(peak_from="09:00", name="two prices", low="100", peak="200"):
    """Korea; a peak until noon."""
    return {
        "format": 2,
        "name": name,
        "currency": "KRW",
        "zone": {"utc_offset_min": 540},
        "calendars": [
            {
                "name": "use",
                "periods": ["low", "peak"],
                "otherwise": "low",
                "schedule": [{"from": peak_from, "to": "12:00", "period": "peak"}],
            }
        ],
        "rules": [{"rule": "energy", "kind": "energy", "prices": {"low": low, "peak": peak}}],
    }


def as_bytes(document):
    """The document as a meter stores it."""
    return json.dumps(document).encode()
