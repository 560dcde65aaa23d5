"""A park's bills: each tenant's own, the common one shared out, and the supply's beside them."""

from dataclasses import dataclass

from host.bill.replay import replay
from host.park.document import BY_AREA, BY_ENERGY, BY_KEY, WHOLE, refused
from host.park.energy import added, common_load, net_mwh, read_loads
from host.park.shares import mixed, shared
from host.run.tariff_file import one_message, read_document, read_json
from tariffs.compiler import compile_tariff
from tariffs.rounding import divide

MOST_SITE_KIB = 16 * 1024
MOST_INTERVALS = 1_000_000


@dataclass(frozen=True)
class Billed:
    """Somebody's load and what its tariff makes of it; `tariff` is compiled."""

    name: str
    tariff: object
    load: object
    bills: list


@dataclass(frozen=True)
class CommonShare:
    """What one tenant has of one bill of common energy; amounts in micro-units."""

    start_s: int
    end_s: int
    mwh: int
    amount_u: int
    lost_mwh: int
    lost_u: int


@dataclass(frozen=True)
class Accounts:
    """All that is owed in a park: `common_shares` are {tenant: [CommonShare of each bill]}."""

    tenants: list
    supply: Billed
    common: Billed
    common_shares: dict


def accounts_of(park):
    """The Accounts of a Park; SimulationError where it cannot be billed."""
    given = park.given
    supply_tariff = _tariff(park, given.supply, "supply")
    zone = supply_tariff.zone
    loads = read_loads(park, zone)
    supply = _billed("supply", supply_tariff, loads[park.root.name])
    common_tariff = _tariff(park, given.common, "common", supply_tariff.currency)
    common = _billed("common", common_tariff, common_load(park, loads, zone))
    tenants = [
        _billed(
            tenant.name,
            _tariff(park, tenant, f"tenant {tenant.name}", supply_tariff.currency),
            added([loads[name] for name in tenant.meters]),
        )
        for tenant in given.tenants
    ]
    shares = {tenant.name: [] for tenant in tenants}
    for bill in common.bills:
        for name, share in _shared_out(park, bill, common, supply, tenants):
            shares[name].append(share)
    return Accounts(tenants, supply, common, shares)


def _billed(name, tariff, load):
    return Billed(name, tariff, load, replay(tariff, load))


def _tariff(park, given, whose, currency=None):
    """The compiled tariff of a part of the park; its file is looked for beside the park's."""
    beside = park.path(given.tariff)
    document = read_document(str(beside) if beside.is_file() else given.tariff)
    site = None
    if given.site:
        path = park.path(given.site)
        site = read_json(path, f"site {path}", most_kib=MOST_SITE_KIB, root="site")
    with one_message(f"{whose}: tariff {given.tariff}", document, site):
        tariff = compile_tariff(document, site, MOST_INTERVALS)
    if currency not in (None, tariff.currency):
        raise refused(
            f"{whose}: got a tariff in {tariff.currency}, the supply's is in {currency}; choose"
            " tariffs of one currency"
        )
    return tariff


def _shared_out(park, bill, common, supply, tenants):
    """(tenant, CommonShare) of each tenant, for one bill of common energy."""
    given = park.given
    unit_u = _unit_u(common.tariff)
    lost_mwh, lost_u = 0, 0
    if given.losses and bill.drawn_mwh:
        through_mwh = max(0, net_mwh(supply.load, bill.start_s, bill.end_s))
        lost_mwh = min(bill.drawn_mwh, through_mwh * given.losses.percent // WHOLE)
        lost_u = divide(bill.total_u * lost_mwh, bill.drawn_mwh * unit_u) * unit_u
    drawn = [max(0, net_mwh(each.load, bill.start_s, bill.end_s)) for each in tenants]
    weights = _weights(given.common.shares, given.tenants, drawn)
    kept = shared(bill.drawn_mwh - lost_mwh, weights)
    amounts = shared(bill.total_u - lost_u, weights, unit_u)
    losing = _weights(given.losses.shares, given.tenants, drawn) if given.losses else weights
    lost = shared(lost_mwh, losing)
    lost_amounts = shared(lost_u, losing, unit_u)
    for number, tenant in enumerate(tenants):
        parts = kept[number], amounts[number], lost[number], lost_amounts[number]
        yield tenant.name, CommonShare(bill.start_s, bill.end_s, *parts)


def _weights(shares, tenants, drawn_mwh):
    """The weight of each tenant in a mix of keys."""
    keys = {
        BY_AREA: [tenant.area_m2 or 0 for tenant in tenants],
        BY_ENERGY: drawn_mwh,
        BY_KEY: [tenant.key or 0 for tenant in tenants],
    }
    equal = [1] * len(tenants)
    return mixed([(share.percent, keys.get(share.by, equal)) for share in shares])


def _unit_u(tariff):
    """The smallest unit of money that the tariff's bills have."""
    for rounding in (tariff.total_rounding, tariff.line_rounding):
        if rounding.unit_u > 1:
            return rounding.unit_u
    return 1
