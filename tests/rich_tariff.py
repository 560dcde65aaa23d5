"""A tariff with something of everything that the engine itself must bear, for device tests."""

RICH = {
    "format": 2,
    "name": "rich",
    "currency": "EUR",
    "zone": {
        "utc_offset_min": 60,
        "dst": {
            "clock": "utc",
            "from": {"month": 3, "weekday": "sun", "nth": -1, "at": "01:00"},
            "to": {"month": 10, "weekday": "sun", "nth": -1, "at": "01:00"},
        },
    },
    "calendars": [
        {
            "name": "use",
            "periods": ["low", "high"],
            "otherwise": "low",
            "schedule": [
                {
                    "days": ["mon", "tue", "wed", "thu", "fri"],
                    "from": "07:30",
                    "to": "21:15",
                    "period": "high",
                }
            ],
        }
    ],
    "rules": [
        {"rule": "energy", "kind": "energy", "prices": {"low": "0.10357", "high": "0.20111"}},
        {"rule": "lag", "kind": "energy", "of": "lag", "price": "0.01"},
        {"rule": "demand", "kind": "demand", "window_min": 15, "price": "9.5"},
        {
            "rule": "high demand",
            "kind": "demand",
            "window_min": 30,
            "step_min": 5,
            "periods": ["high"],
            "price": "3.25",
        },
        {"rule": "daily peaks", "kind": "demand", "statistic": "daily_sum", "price": "0.1"},
        {"rule": "top", "kind": "demand", "window_min": 60, "statistic": "top", "price": "1"},
        {"rule": "standing", "kind": "fixed", "price": "30"},
        {"rule": "meter rent", "kind": "fixed", "price": "0.25", "per": "day"},
        {
            "rule": "rebate",
            "kind": "discount",
            "base": ["energy"],
            "percent": "2.5",
            "when": [{"quantity": "energy", "at_least": "100"}],
        },
        {
            "rule": "vat",
            "kind": "tax",
            "base": ["energy", "lag", "demand", "high demand", "standing", "meter rent", "rebate"],
            "percent": "19",
        },
    ],
}


def copy(value):
    """A document of its own, for a test to change."""
    if isinstance(value, dict):
        return {name: copy(each) for name, each in value.items()}
    return [copy(each) for each in value] if isinstance(value, list) else value
