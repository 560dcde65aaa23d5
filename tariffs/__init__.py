"""Rating: calendars, rules, bills and money, in integers."""
