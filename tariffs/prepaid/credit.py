"""What the credit asks of the switch and of the display: warnings, trips, leave to close; and why.

`judge` answers with a set of causes, one bit each, that hold the supply open. Moving the switch is
not done here. Who moved it says so with `note_closing`.
"""

CREDIT = 1
"""The balance was at its limit for long enough."""
REMINDER = 2
"""The second alarm: the customer shall notice, and may close by the button."""
GUARD = 4
"""Closed too short a time ago to be closed again; counts only while the supply is off."""
CLOSINGS = 8
"""Closed as often as one day may have."""


def limit_u(account, scheme):
    """The balance at which supply ends."""
    return -scheme.overdraft - account.emergency_u


def alarm_level(account, scheme):
    """0, or the number of the alarm."""
    if scheme.alarm_2 is not None and account.balance_u <= scheme.alarm_2:
        return 2
    return int(scheme.alarm_1 is not None and account.balance_u <= scheme.alarm_1)


def emergency_is_offered(account, scheme):
    """Whether the customer may take emergency credit now."""
    terms = scheme.emergency
    return bool(terms and not account.emergency_u and account.balance_u <= terms.offered_below)


def judge(account, scheme, utc_s, is_closed):
    """The causes that hold the supply open at this second."""
    _watch_limit(account, scheme, utc_s)
    _watch_reminder(account, scheme)
    may_trip = not scheme.is_friendly(utc_s)
    if account.causes & CREDIT:
        if _has_credit_to_close(account, scheme):
            account.causes &= ~CREDIT
    elif may_trip and account.below_s and utc_s - account.below_s >= scheme.trip_delay_s:
        account.causes |= CREDIT
    if may_trip and is_closed and _is_due(account, scheme):
        account.causes |= REMINDER
        account.reminded = 1
    return account.causes if is_closed else account.causes | _pauses(account, scheme, utc_s)


def acknowledge(account):
    """The customer has noticed the second alarm: it holds nothing open any more."""
    account.causes &= ~REMINDER


def note_closing(account, scheme, utc_s):
    """The switch was closed after it had been open."""
    day = scheme.day(utc_s)
    if account.closings_day != day:
        account.closings_day, account.closings = day, 0
    account.closings = min(account.closings + 1, 255)
    account.closed_s = utc_s


def _watch_limit(account, scheme, utc_s):
    """Since when the balance is at its limit; a clock that was set back begins anew."""
    if account.balance_u > limit_u(account, scheme):
        account.below_s = 0
    elif not account.below_s or utc_s < account.below_s:
        account.below_s = utc_s


def _watch_reminder(account, scheme):
    """Above the second alarm it is forgotten, so that it can come again."""
    if alarm_level(account, scheme) < 2:
        account.reminded = 0
        account.causes &= ~REMINDER


def _is_due(account, scheme):
    return scheme.alarm_2_trips and not account.reminded and alarm_level(account, scheme) == 2


def _has_credit_to_close(account, scheme):
    """Enough balance; or some, by emergency credit that was taken since."""
    if account.balance_u <= limit_u(account, scheme):
        return False
    return account.emergency_u > 0 or account.balance_u >= scheme.close_at


def _pauses(account, scheme, utc_s):
    causes = 0
    if account.closed_s and 0 <= utc_s - account.closed_s < scheme.guard_s:
        causes |= GUARD
    most = scheme.most_closings_a_day
    if most and account.closings_day == scheme.day(utc_s) and account.closings >= most:
        causes |= CLOSINGS
    return causes
