"""Statements of a park as people read them: one Markdown text a tenant, and a table of all."""

import re
from decimal import Decimal

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from host.bill.text import PLAIN_COLUMNS


def statement(result, tenant):
    """A tenant's statement, ready to be handed out."""
    currency = result["currency"]
    when = f"{result['start']} to {result['end']}"
    heading = f"{result['park']}, {when}, tariff {tenant['own']['tariff']}"
    lines = [f"# {tenant['name']}", "", heading, ""]
    for month in tenant["own"]["months"]:
        lines += _month(month, currency)
    if tenant["common"]:
        lines += _common(tenant["common"], currency)
    return "\n".join([*lines, f"**To pay: {_money(tenant['total'])} {currency}**", ""])


def _month(month, currency):
    yield f"## {month['start']} to {month['end']}: {month['kwh']:,.3f} kWh"
    yield ""
    yield f"| what | quantity | {currency} |"
    yield "|---|---:|---:|"
    for line in month["lines"]:
        if line["quantity"] or Decimal(line["amount"]):
            what = f"{line['rule']} {line['part']}".strip()
            quantity = f"{line['quantity']:,.3f} {line['unit']}"
            yield f"| {what} | {quantity} | {_money(line['amount'])} |"
    if Decimal(month["rounding"]):
        yield f"| rounding | | {_money(month['rounding'])} |"
    yield f"| **total** | | **{_money(month['total'])}** |"
    yield ""


def _common(shares, currency):
    yield "## Common energy and losses"
    yield ""
    yield f"| from | to | common kWh | {currency} | lost kWh | {currency} |"
    yield "|---|---|---:|---:|---:|---:|"
    for share in shares:
        amounts = (
            f"{share['kwh']:,.3f}",
            _money(share["amount"]),
            f"{share['lost_kwh']:,.3f}",
            _money(share["lost_amount"]),
        )
        yield f"| {share['start']} | {share['end']} | " + " | ".join(amounts) + " |"
    yield ""


def file_name(tenant):
    """A file's name for a tenant's statement."""
    return re.sub(r"[^\w-]+", "-", tenant["name"]).strip("-").lower() + ".md"


def show(result):
    """Print what each tenant owes, and the park's balance."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PLAIN_COLUMNS
    console.print(Text(f"{result['park']}, {result['start']} to {result['end']}", style="bold"))
    console.print(_table(result))
    balance = result["balance"]
    energies = [f"{balance[name]:,.3f}" for name in ("supplied_kwh", "tenants_kwh")]
    rest = [f"{balance[name]:,.3f}" for name in ("common_kwh", "lost_kwh")]
    console.print(f"energy: {energies[0]} kWh supplied = {energies[1]} of tenants", end="")
    console.print(f" + {rest[0]} common + {rest[1]} lost")
    money = [_money(balance[name]) for name in ("tenants_pay", "supply_cost", "difference")]
    console.print(f"money:  tenants pay {money[0]}, the supply costs {money[1]}: {money[2]} over")


def _table(result):
    table = Table(box=SIMPLE_HEAD)
    for heading in ("tenant", "tariff"):
        table.add_column(heading)
    currency = result["currency"]
    for heading in ("own kWh", f"own {currency}", "common kWh", "common and losses", "to pay"):
        table.add_column(heading, justify="right")
    for tenant in result["tenants"]:
        own, shares = tenant["own"], tenant["common"]
        common = sum(Decimal(each["amount"]) + Decimal(each["lost_amount"]) for each in shares)
        cells = (
            tenant["name"],
            own["tariff"],
            f"{sum(month['kwh'] for month in own['months']):,.3f}",
            _money(own["total"]),
            f"{sum(each['kwh'] + each['lost_kwh'] for each in shares):,.3f}",
            _money(common),
            _money(tenant["total"]),
        )
        table.add_row(*map(Text, cells))
    return table


def _money(text):
    """With thousands told apart, and at least two decimals."""
    value = Decimal(text)
    places = max(2, -value.normalize().as_tuple().exponent)
    return f"{value:,.{places}f}"
