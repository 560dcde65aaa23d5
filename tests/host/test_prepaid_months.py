"""A written month of the Chinese scheme and of the British one, worked out by hand."""

from tests.host.prepaid_month import MICRO_CENT, Month

JANUARY_CHINA_S = 1514736000  # 1 January 2018, 00:00 in China
JANUARY_BRITAIN_S = 1514764800  # the same in Great Britain; a Monday and a bank holiday

CHINA = {
    (4, 20): [("button",)],
    (5, 9): [("top_up", "200")],
    (5, 10): [("button",)],
    (13, 12): [("top_up", "500"), ("button",)],
}
IN_CHINA = [
    (3, 22, "alarm 1", 3000),  # 100.00 less 70 hours of 1.00
    (4, 18, "alarm 2", 1000),
    (4, 18, "trip: second alarm", 1000),
    (4, 20, "close", 1000),
    (5, 6, "trip: no credit", 0),  # ten more hours
    (5, 9, "top_up", 20000),
    (5, 10, "close", 20000),
    (12, 12, "alarm 1", 3000),  # 170 hours
    (13, 8, "alarm 2", 1000),
    (13, 8, "trip: second alarm", 1000),
    (13, 12, "top_up", 51000),
    (13, 12, "close", 51000),
]

BRITAIN = {
    (1, 0): [("debt", "12")],
    (8, 6): [("emergency",)],
    (14, 10): [("top_up", "20")],
    (14, 11): [("button",)],
    (15, 18): [("top_up", "30"), ("button",)],
    (25, 12): [("top_up", "10"), ("button",)],
    (28, 10): [("emergency",)],
}
IN_BRITAIN = [
    (1, 0, "debt", 2000),
    (8, 3, "alarm 1", 50),  # 20.00 less 171 hours of 0.10 and the eighth day of 0.30
    (8, 6, "emergency", 20),
    (12, 12, "trip: no credit", -1000),  # zero at 08:00 on the 8th; standing charges are held
    (14, 10, "top_up", 320),  # 20: 10 emergency, 6 x 0.30 held, 5 (25 %) debt
    (14, 11, "close", 320),
    (15, 11, "alarm 1", 50),
    (15, 16, "trip: no credit", 0),
    (15, 18, "top_up", 2500),  # a new week: 25 % of 30 is 7.50, but 5 is the most of a week
    (15, 18, "close", 2500),
    (24, 20, "alarm 1", 50),
    (25, 9, "trip: no credit", -110),  # at the limit since 01:00, friendly until 09:00
    (25, 12, "top_up", 690),  # 10: 1.10 below zero, the last 2 of the debt
    (25, 12, "close", 690),
    (27, 22, "alarm 1", 50),  # a Saturday; below zero at 01:00, and nobody is cut off on Sunday
    (28, 10, "emergency", -100),
]


def test_a_month_in_china():
    month = Month("cn-two-alarms", JANUARY_CHINA_S, 10000, 100, 0, CHINA)
    assert month.live(31) == IN_CHINA
    assert month.account.balance_u == 66_000_000  # 800 bought, 734 hours


def test_a_month_in_great_britain():
    month = Month("gb-emergency-credit", JANUARY_BRITAIN_S, 2000, 10, 30, BRITAIN)
    assert month.live(31) == IN_BRITAIN
    account = month.account
    assert (account.debt_u, account.debt_paid_u) == (0, 1200 * MICRO_CENT)
    assert account.balance_u == -960 * MICRO_CENT  # -0.10 at 01:00 on the 28th, 95 hours since
    assert account.held_u == 90 * MICRO_CENT  # 29, 30 and 31 January
    assert account.standing_u == 31 * 30 * MICRO_CENT
