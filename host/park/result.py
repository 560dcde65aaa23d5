"""What a park's accounts come to, as a dict that JSON can hold; amounts are decimals as text."""

from host.bill.result import amount, collect, decimals_of, local

KWH = 1_000_000


def result_of(park, accounts):
    """The whole result: statements of all tenants, the supply's bill, and how both compare."""
    supply, common = accounts.supply, accounts.common
    statements = [_statement(accounts, tenant) for tenant in accounts.tenants]
    return {
        "park": park.given.park,
        "currency": supply.tariff.currency,
        "start": local(supply.tariff.zone, supply.load.begin_s),
        "end": local(supply.tariff.zone, supply.load.end_s),
        "tenants": statements,
        "supply": _own(supply),
        "common": _own(common),
        "balance": _balance(accounts),
    }


def _own(billed):
    return collect(billed.tariff, billed.load, billed.bills)


def _statement(accounts, tenant):
    decimals = decimals_of(accounts.common.tariff.line_rounding)
    zone = accounts.common.tariff.zone
    shares = accounts.common_shares[tenant.name]
    return {
        "name": tenant.name,
        "own": _own(tenant),
        "common": [
            {
                "start": local(zone, share.start_s),
                "end": local(zone, share.end_s),
                "kwh": share.mwh / KWH,
                "amount": amount(share.amount_u, decimals),
                "lost_kwh": share.lost_mwh / KWH,
                "lost_amount": amount(share.lost_u, decimals),
            }
            for share in shares
        ],
        "total": amount(owed_u(accounts, tenant), decimals),
    }


def owed_u(accounts, tenant):
    """All that a tenant owes: his own bills and his shares, in micro-units."""
    shares = accounts.common_shares[tenant.name]
    own_u = sum(bill.total_u for bill in tenant.bills)
    return own_u + sum(share.amount_u + share.lost_u for share in shares)


def _balance(accounts):
    """Energy in and out, and money paid for the supply and taken from tenants."""
    paid_u = sum(bill.total_u for bill in accounts.supply.bills)
    taken_u = sum(owed_u(accounts, tenant) for tenant in accounts.tenants)
    decimals = decimals_of(accounts.supply.tariff.line_rounding)
    return {
        "supplied_kwh": _kwh(accounts.supply),
        "tenants_kwh": sum(_kwh(tenant) for tenant in accounts.tenants),
        "common_kwh": sum(s.mwh for each in accounts.common_shares.values() for s in each) / KWH,
        "lost_kwh": sum(s.lost_mwh for each in accounts.common_shares.values() for s in each)
        / KWH,
        "supply_cost": amount(paid_u, decimals),
        "tenants_pay": amount(taken_u, decimals),
        "difference": amount(taken_u - paid_u, decimals),
    }


def _kwh(billed):
    """Active energy, net of what was delivered."""
    columns = billed.load.columns
    return (sum(columns["kwh"]) - sum(columns.get("kwh_export", ()))) / KWH
