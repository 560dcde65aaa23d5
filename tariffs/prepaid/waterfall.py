"""The waterfall: what of a top-up goes where, in the order of the scheme; the rest is balance.

    emergency   up to zero, where the balance is below
    held        standing charges that were held back
    debt        a share of the payment, until the most of the week is reached
    fee         of this top-up and of the months begun since the last, and what was left of them

A share is rounded down, so that the customer is never asked for more than the percentage.
"""

from tariffs.prepaid.scheme import DEBT, EMERGENCY, FEE, HELD, HUNDRED_PERCENT

MOST_MONTHS = 12
"""Of fees at once: a clock that leapt asks for no more."""
BALANCE = "balance"


def share_out(account, scheme, amount_u, utc_s):
    """{step: its part} of a top-up; the parts add up to `amount_u`. Nothing is changed."""
    left_u = amount_u
    parts = {}
    for step in scheme.order:
        wanted_u = _WANTED[step](account, scheme, amount_u, utc_s)
        parts[step] = min(left_u, wanted_u)
        left_u -= parts[step]
    parts[BALANCE] = left_u
    return parts


def to_balance(parts):
    """What of the parts the balance grows by."""
    return parts[BALANCE] + parts.get(EMERGENCY, 0)


def pay(account, scheme, parts, amount_u, utc_s):
    """Carry out what `share_out` said."""
    account.fees_u = fees_due_u(account, scheme, amount_u, utc_s) - parts.get(FEE, 0)
    account.fees_paid_u += parts.get(FEE, 0)
    account.fee_month = max(account.fee_month, scheme.month(utc_s))
    account.held_u -= parts.get(HELD, 0)
    account.debt_u -= parts.get(DEBT, 0)
    account.debt_paid_u += parts.get(DEBT, 0)
    account.week_paid_u = _paid_this_week_u(account, scheme, utc_s) + parts.get(DEBT, 0)
    account.week = scheme.week(utc_s)
    account.balance_u += to_balance(parts)
    if account.balance_u >= 0:
        account.emergency_u = 0


def fees_due_u(account, scheme, amount_u, utc_s):
    """Fees owed once a top-up of this amount is made."""
    months = 1
    if account.fee_month:
        months = min(max(scheme.month(utc_s) - account.fee_month, 0), MOST_MONTHS)
    share_u = amount_u * scheme.fee_percent // HUNDRED_PERCENT
    return account.fees_u + scheme.fee + share_u + months * scheme.fee_monthly


def _below_zero_u(account, scheme, amount_u, utc_s):
    return max(0, -account.balance_u)


def _held_u(account, scheme, amount_u, utc_s):
    return account.held_u


def _debt_share_u(account, scheme, amount_u, utc_s):
    terms = scheme.debt
    if terms is None:
        return account.debt_u
    share_u = min(account.debt_u, amount_u * terms.percent // HUNDRED_PERCENT)
    if terms.most_a_week is None:
        return share_u
    return min(share_u, max(0, terms.most_a_week - _paid_this_week_u(account, scheme, utc_s)))


def _paid_this_week_u(account, scheme, utc_s):
    return account.week_paid_u if account.week == scheme.week(utc_s) else 0


_WANTED = {EMERGENCY: _below_zero_u, HELD: _held_u, DEBT: _debt_share_u, FEE: fees_due_u}
