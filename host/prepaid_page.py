"""docs/prepaid.md, made from the table of a scheme's fields and the schemes: `make docs`."""

import json
from pathlib import Path

from host.run.prepaid import SCHEMES
from host.tariff.meanings import MEANINGS as COMMON
from host.tariff.page import COLUMNS, rows
from tariffs.prepaid.terms import FIELDS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "prepaid.md"
MEANINGS = {
    "format": "which format of document this is",
    "name": "the scheme's name",
    "text": "for people",
    "source": "where the figures are from, for people",
    "verified": "whether somebody has compared it with the supplier's text",
    "currency": "that of the tariff, too; a command of another is refused",
    "zone": "local time, for friendly hours, days, weeks and months",
    "alarm_1": "at this balance the first alarm is told",
    "alarm_2": "at this one the second",
    "alarm_2_trips": "the second alarm interrupts supply until the customer presses the button",
    "overdraft": "how far below zero supply goes on",
    "trip_delay_min": "minutes at the limit before supply ends",
    "friendly": "when nobody is cut off for want of credit; who is off then stays off",
    "seasons": "ranges of days of the year by name, for the rows",
    "special_days": "days that do not go by their weekday, as in a tariff",
    "schedule": "rows of months, seasons, days, from, to: friendly where one fits",
    "close_at": "balance from which supply may be closed again",
    "reconnect": "who closes then: the meter, or the customer by the button",
    "guard_min": "minutes from one closing to the next",
    "most_closings_a_day": "closings of one local day; any number without",
    "emergency": "emergency credit, which the customer asks for",
    "amount": "how far below zero it lets supply go on, beside the overdraft",
    "offered_below": "balance at which it may be taken",
    "standing": "what of group `fixed` falls due while nothing is left: debited all the same,"
    " or held until the next top-up",
    "order": "what a top-up goes to, one after the other; the rest is balance",
    "debt": "how debts are collected; all of them at once without",
    "percent": "share of each payment, rounded down",
    "most_a_week": "most of a week, from Monday on",
    "fee": "taken from each top-up",
    "fee_percent": "taken from each top-up, rounded down",
    "fee_monthly": "for each month begun since the top-up before, at most twelve",
    "max_top_up": "a larger top-up is refused",
    "max_balance": "a top-up that would lead beyond is refused whole",
    "forecast_hours": "the forecast goes by the rate of the last hours, half of so many or more",
    "friendly.special_days[].name": "the day's name, for the rows",
}
HEAD = """# Prepaid schemes

An account without a scheme is a plain balance: the bill is debited minute by minute, and nothing
happens at zero. With a scheme it warns, cuts off and lets supply be closed again, takes top-ups,
lends emergency credit and collects debts. A scheme is a JSON document of its own beside the
tariff; this page is made from the table of its fields by `make docs`.

    meter run --tariff mine.json --prepaid 20 --scheme gb-emergency-credit --topups topups.csv

The run tells every alarm, trip, closing and command with its time and balance; so does
`account_events` of `--json`.

## In plain words

- **Alarms** are told when the balance has come down to their amounts. The second may interrupt
  supply, so that it is noticed; the button brings it back.
- **Supply ends** where the balance is at its limit (zero, less the overdraft, less emergency
  credit that was taken), for as long as the scheme says, and not in friendly hours.
- **It comes back** when the balance is at `close_at`, or above the limit by emergency credit; by
  itself or by the button, not too soon after the closing before and not too often a day.
- **A top-up** goes to what the order says: what the balance is below zero, standing charges that
  were held, a share for debts, fees. The rest is balance.
- **Emergency credit** is there for whoever asks once the balance is low enough. It is repaid when
  the balance is at zero again, and can be taken again then.
- **The switch** is open while any cause holds it: no credit, second alarm, a command, and the time
  between closings. A switch that does not open is told to three times; what passes is debited.

Bought and brought along, less refunded, is at every moment what was debited, less what is held,
plus the balance and all that was paid off debts and for fees.

## Commands

`--topups FILE` is CSV with columns `at,kind,amount,id`, and further ones where a kind has them.
`at` is local time; ids count up for each kind, and one that is left out is the next. A command
whose id is not above the last of its kind changes nothing; one that is refused (zero, negative,
beyond the most, another currency) changes nothing and uses up no id.

| kind | does |
|---|---|
| `top_up` | pays `amount` in |
| `refund` | pays `amount` out, at most the balance |
| `emergency` | the customer takes emergency credit |
| `debt` | adds `amount` to the debt |
| `carry` | brings the account of the meter before along, once: see below |
| `open` | opens the switch |
| `permit` | gives leave to close it after `open` |
| `close` | the customer presses the button |
| `tariff` | installs the document `tariff` (name or file) at the local time `from`, if it fits |
| `set_clock` | sets the clock to the local time `to`, or to `at` |

With several subjects a column `subject` names whom a row is for, and ids count for each
([subjects.md](subjects.md)). Without a switch the account warns: `would_trip` is told where supply
would end, `would_close` where it would come back, and `open` is refused.

`carry` has the balance as `amount`, which may be negative, and as `debt`, `last_top_up` and
`last_refund` what was owed and the last ids that were used. `currency` may be given with each
amount, and must be the scheme's then.

## Schemes that are there

They are settings of one engine, and starting points: amounts are each supplier's own.

"""
FIELDS_HEAD = """
## Fields

Amounts are decimals as text in the scheme's currency, with at most six decimals.

"""


def text():
    """The whole page."""
    return HEAD + "".join(map(_scheme, sorted(SCHEMES.glob("*.json")))) + _fields()


def _scheme(path):
    """A scheme as a paragraph."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return f"- **`{found['name']}`** ({found['currency']}): {found['text']} *{found['source']}*\n"


def _fields():
    return FIELDS_HEAD + COLUMNS + rows(FIELDS, meanings={**COMMON, **MEANINGS})


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
