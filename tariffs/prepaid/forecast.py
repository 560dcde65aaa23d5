"""How long the credit will last, if all goes on as in the last hours.

The rate is that of the debits since a mark which is between half of the scheme's window and the
whole of it old: two marks stand for the window, whatever its length.
"""

from tariffs.prepaid.credit import limit_u

HOUR_S = 3600
MOST_HOURS = 87600
"""Ten years: longer is no forecast."""


def note(account, scheme, utc_s):
    """A minute was debited: move the marks on."""
    if not account.older_s or utc_s < account.mark_s:
        account.older_s = account.mark_s = utc_s
        account.older_u = account.mark_u = account.debited_u
    elif utc_s - account.mark_s >= scheme.forecast_hours * HOUR_S // 2:
        account.older_s, account.older_u = account.mark_s, account.mark_u
        account.mark_s, account.mark_u = utc_s, account.debited_u


def hours_left(account, scheme, utc_s):
    """Whole hours until the limit is reached; None where nothing is being used up."""
    span_s, debited_u = utc_s - account.older_s, account.debited_u - account.older_u
    if not account.older_s or span_s <= 0 or debited_u <= 0:
        return None
    left_u = max(0, account.balance_u - limit_u(account, scheme))
    hours = left_u * span_s // debited_u // HOUR_S
    return hours if hours <= MOST_HOURS else None
