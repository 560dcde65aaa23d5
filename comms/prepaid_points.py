"""The points of a meter with a prepaid scheme, beside those that every meter has.

Rows are as in `comms.points`. A status holds their values by themselves, so that a meter without a
scheme has no part in them.
"""

POINTS = (
    ("supply_closed", "", 0, "1 if the supply's switch is closed"),
    ("supply_causes", "", 0, "What holds it open, as bits (docs/SPEC.md)"),
    ("supply_welded", "", 0, "1 if it did not open although it was told to three times"),
    ("alarm", "", 0, "Alarm of the balance: 0, 1 or 2"),
    ("emergency_u", "", 6, "Emergency credit that was taken and is not repaid, 0 for none"),
    ("emergency_offered", "", 0, "1 if emergency credit may be taken"),
    ("held_u", "", 6, "Standing charges that wait for the next top-up"),
    ("debt_u", "", 6, "Debt that is left"),
    ("fees_u", "", 6, "Fees that wait for the next top-up"),
    ("bought_u", "", 6, "Sum of all top-ups"),
    ("refunded_u", "", 6, "Sum of all refunds"),
    ("opening_u", "", 6, "First balance, and what was carried over from a meter before"),
    ("debt_paid_u", "", 6, "Sum of all that was paid off debts"),
    ("fees_paid_u", "", 6, "Sum of all fees paid"),
    ("hours_left", "h", 0, "How long the credit lasts at the rate of the last hours"),
    ("would_trip", "", 0, "1 if supply would be off, and no switch is there for it alone"),
)
SUPPLY_CAUSES = (
    (0x01, "no credit"),
    (0x02, "second alarm"),
    (0x04, "guard time between closings"),
    (0x08, "most closings of a day"),
    (0x10, "command"),
    (0x20, "waits for the button"),
    (0x40, "protection"),
)
"""The bits of `supply_causes`."""
NAMES = tuple([row[0] for row in POINTS])
