"""What flows where in a park: loads of its meters, sums of tenants, and what nobody metered.

Behind a meter is common what its own energy is more than that of the meters behind it: lights,
lifts, and what transformers and lines lose. Active energy is net of export, so that a tenant who
feeds in takes nothing from the others.
"""

from array import array

from host.bill.load import ENERGIES, Load, read_load
from host.bill.timeline import duration, written
from host.park.document import refused

DRAWN, EXPORT, LAG, LEAD = ENERGIES


def read_loads(park, zone):
    """{meter: Load}, all of the same intervals; SimulationError says which is not."""
    loads = {}
    for name, meter in park.meters.items():
        load = read_load(park.path(meter.load), zone, channel=meter.channel)
        if not set(load.columns) <= set(ENERGIES):
            raise refused(
                f"meter {name}: got means of power, expected energies; meters can only be added up"
                " and taken off by energy: give kwh and kvarh"
            )
        loads[name] = load
    first = loads[park.root.name]
    for name, load in loads.items():
        _expect_alike(name, load, park.root.name, first, zone)
    return loads


def _expect_alike(name, load, root, first, zone):
    same = "the same in every load of a park"
    if load.interval_s != first.interval_s:
        found, expected = duration(load.interval_s), duration(first.interval_s)
        raise refused(f"meter {name}: got intervals of {found}, expected {expected}, {same}")
    for what, found, expected in (
        ("begin", load.begin_s, first.begin_s),
        ("end", load.end_s, first.end_s),
    ):
        if found != expected:
            shown = written(zone.local_s(found)), written(zone.local_s(expected))
            raise refused(f"meter {name}: got its {what} at {shown[0]}, {root} {shown[1]}, {same}")


def added(loads):
    """One Load of several."""
    first = loads[0]
    names = [name for name in ENERGIES if any(name in load.columns for load in loads)]
    return Load(first.begin_s, first.interval_s, {name: _sum(loads, name) for name in names})


def _sum(loads, name):
    rows = zip(*[_column(load, name) for load in loads], strict=True)
    return array("q", map(sum, rows))


def common_load(park, loads, zone):
    """The Load that no tenant's meter has seen, of all meters with others behind them.

    Where the meters behind show more than the one before them, as two clocks that differ by
    seconds make them, the difference is taken off the next intervals; what is more in all is
    refused.
    """
    parts = []
    for name in park.meters:
        children = [loads[meter.name] for meter in park.children(name)]
        if children:
            parts.append(_behind(name, loads[name], children, zone))
    return added(parts or [_nothing(loads[park.root.name])])


def _nothing(load):
    """A load without energy: a park of one meter has nothing in common."""
    return Load(load.begin_s, load.interval_s, {DRAWN: array("q", bytes(8 * len(load)))})


def net_mwh(load, start_s, end_s):
    """Active energy drawn less delivered between two times."""
    rows = slice(load.index(start_s), load.index(end_s))
    return sum(_column(load, DRAWN)[rows]) - sum(_column(load, EXPORT)[rows])


def _behind(name, load, children, zone):
    active, reactive = _net(load, DRAWN, EXPORT), _net(load, LAG, LEAD)
    for child in children:
        for place, mwh in enumerate(_net(child, DRAWN, EXPORT)):
            active[place] -= mwh
        for place, mvarh in enumerate(_net(child, LAG, LEAD)):
            reactive[place] -= mvarh
    lag = array("q", [max(each, 0) for each in reactive])
    lead = array("q", [max(-each, 0) for each in reactive])
    columns = {DRAWN: _carried(name, active, load, zone), LAG: lag, LEAD: lead}
    return Load(load.begin_s, load.interval_s, columns)


def _carried(name, net, load, zone):
    """The differences of a meter, none of them below zero."""
    found, owed, since = array("q"), 0, 0
    for place, mwh in enumerate(net):
        if not owed:
            since = place
        left = mwh + owed
        owed = min(left, 0)
        found.append(max(left, 0))
    if owed:
        at = written(zone.local_s(load.begin_s + since * load.interval_s))
        raise refused(
            f"meter {name}: got {-owed / 1e6:,.3f} kWh less than the meters behind it, from {at}"
            " on, expected at least as much; is a meter wired or named wrongly?"
        )
    return found


def _net(load, plus, minus):
    pairs = zip(_column(load, plus), _column(load, minus), strict=True)
    return array("q", [one - other for one, other in pairs])


def _column(load, name):
    return load.columns.get(name) or array("q", bytes(8 * len(load)))
