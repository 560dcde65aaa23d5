"""The park file: meters, tenants, the common supply, and how what nobody metered is shared.

docs/park.md describes it. It is read with the field tables of tariffs, so that every message names
path, found and expected; paths in it are relative to the file.
"""

from pathlib import Path

from host.bill.load import CHANNELS
from host.run.tariff_file import one_message, read_json
from host.simulator.errors import SimulationError
from tariffs.errors import TariffError, expect
from tariffs.fields import (
    NAME,
    NAMES,
    PERCENT,
    QUANTITY,
    REQUIRED,
    Choice,
    ListOf,
    Object,
    Text,
    read_fields,
    shown,
)

PATH = Text(400)
BY_AREA, BY_ENERGY, BY_KEY, EQUALLY = KEYS = ("area", "kwh", "key", "equal")

WHOLE = 100_000_000
"""100 % in millionths of a percent."""
TARIFF = (("tariff", PATH, REQUIRED), ("site", PATH, None))
SHARE = Object(("by", Choice(*KEYS), REQUIRED), ("percent", PERCENT, WHOLE))
METER = Object(
    ("name", NAME, REQUIRED),
    ("load", PATH, REQUIRED),
    ("channel", Choice(*CHANNELS), None),
    ("behind", NAME, None),
)
TENANT = Object(
    ("name", NAME, REQUIRED),
    ("meters", NAMES, REQUIRED),
    *TARIFF,
    ("area_m2", QUANTITY, None),
    ("key", QUANTITY, None),
)
COMMON = Object(*TARIFF, ("shares", ListOf(SHARE, 4), REQUIRED))
LOSSES = Object(("percent", PERCENT, REQUIRED), ("shares", ListOf(SHARE, 4), REQUIRED))
FIELDS = (
    ("park", NAME, REQUIRED),
    ("meters", ListOf(METER, 500), REQUIRED),
    ("tenants", ListOf(TENANT, 500), REQUIRED),
    ("supply", Object(*TARIFF), REQUIRED),
    ("common", COMMON, REQUIRED),
    ("losses", LOSSES, None),
)


class Park:
    """`given` are the fields; `folder` is where its paths begin; `root` is the supply's meter."""

    def __init__(self, given, folder):
        self.given = given
        self.folder = folder
        self.meters = {meter.name: meter for meter in given.meters}
        (self.root,) = [meter for meter in given.meters if meter.behind is None]

    def children(self, name):
        """The meters just behind one."""
        return [meter for meter in self.given.meters if meter.behind == name]

    def path(self, text):
        return self.folder / text


def read_park(path):
    """The Park in a file; SimulationError says what to mend."""
    found = read_json(path, f"park {path}", most_kib=1024)
    with one_message(f"park {path}", found):
        given = read_fields(found, FIELDS, "", "park")
        _check_meters(given)
        _check_tenants(given)
        _check_shares(given.common.shares, "common.shares")
        if given.losses:
            _check_shares(given.losses.shares, "losses.shares")
            percent = given.losses.percent
            expect(0 <= percent < WHOLE, "losses.percent", shown(percent), "0 to less than 100")
        _check_keys(given)
    return Park(given, Path(path).resolve().parent)


def _check_meters(given):
    """A tree: one root, every other meter behind one that is there, no circle."""
    behind = {}
    for number, meter in enumerate(given.meters):
        path = f"meters[{number}].name"
        expect(meter.name not in behind, path, meter.name, "a name that none before it has")
        behind[meter.name] = meter.behind
    roots = [name for name, parent in behind.items() if parent is None]
    expect(len(roots) == 1, "meters", roots, "one meter that is behind none: the supply's")
    for number, meter in enumerate(given.meters):
        path = f"meters[{number}].behind"
        known = meter.behind is None or meter.behind in behind
        expect(known, path, meter.behind, "a meter among: " + ", ".join(sorted(behind)))
        expect(_ends_at_root(meter.name, behind), path, meter.behind, "no circle of meters")


def _ends_at_root(name, behind):
    seen = set()
    while name is not None and name not in seen:
        seen.add(name)
        name = behind.get(name)
    return name is None


def _check_tenants(given):
    """Each meter without meters behind it is one tenant's; no other meter is anybody's."""
    parents = {meter.behind for meter in given.meters}
    leaves = {meter.name for meter in given.meters} - parents
    owners = {}
    names = []
    for number, tenant in enumerate(given.tenants):
        path = f"tenants[{number}]"
        expect(tenant.name not in names, path + ".name", tenant.name, "a new name")
        names.append(tenant.name)
        for place, name in enumerate(tenant.meters):
            where = f"{path}.meters[{place}]"
            known = "a meter with none behind it: " + ", ".join(sorted(leaves))
            expect(name in leaves, where, name, known)
            expect(name not in owners, where, name, f"a meter that is not {owners.get(name)}'s")
            owners[name] = tenant.name
    free = sorted(leaves - set(owners))
    expect(not free, "tenants", free, "every last meter at a tenant; name whose these are")


def _check_shares(shares, path):
    for number, share in enumerate(shares):
        where, fits = f"{path}[{number}].percent", 0 <= share.percent <= WHOLE
        expect(fits, where, shown(share.percent), "0 to 100")
    total = sum(share.percent for share in shares)
    if total != WHOLE:
        raise TariffError(
            f"{path}: got shares of {total / 1_000_000:g} % in all, expected 100; mend a percent"
        )
    keys = [share.by for share in shares]
    expect(len(set(keys)) == len(keys), path, keys, "each key once")


def _check_keys(given):
    """Where something is shared by area or key each tenant has one, and one of them some."""
    for part, shares in (("common", given.common.shares), ("losses", _losses(given))):
        for number, share in enumerate(shares):
            field = {BY_AREA: "area_m2", BY_KEY: "key"}.get(share.by)
            if field:
                _check_key(given.tenants, field, f"{part}.shares[{number}]", share.by)


def _check_key(tenants, field, path, by):
    for number, tenant in enumerate(tenants):
        if getattr(tenant, field) is None:
            raise TariffError(
                f"tenants[{number}]: got no {field}, expected one, because {path} goes by {by};"
                ' "0" where it has no part'
            )
    some = any(getattr(tenant, field) for tenant in tenants)
    expect(some, f"{path}.by", by, f"`{field}` above 0 at one of the tenants at least")


def _losses(given):
    return given.losses.shares if given.losses else ()


def refused(message):
    """A park that is well written and cannot be billed."""
    return SimulationError(f"park: {message}")
