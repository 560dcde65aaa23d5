"""What is debited, and which standing charges wait instead."""

from tariffs.prepaid.scheme import HOLD


def settle(account, scheme, owed_u, standing_u):
    """Debit what was added to all that was ever owed, of which `standing_u` is standing charges.

    Where the scheme holds them, those that fall due while the balance is used up become a debt:
    they are asked for first thing by the next top-up. One that falls lessens what is held.
    """
    debit_u = owed_u - account.debited_u
    standing_debit_u = standing_u - account.standing_u
    held_u = 0
    if scheme.standing == HOLD and account.balance_u <= 0:
        held_u = max(standing_debit_u, -account.held_u)
    account.balance_u -= debit_u - held_u
    account.held_u += held_u
    account.debited_u, account.standing_u = owed_u, standing_u
