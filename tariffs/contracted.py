"""Contracted power and all other site facts: what holds, by period, and from which day on.

Site facts hold it, as a fact or under `contracts` by period. A change is another fact whose name
ends in a date: "contract_kw@2026-07-01". It takes effect with the first bill that begins on that
day or later.
"""

from tariffs.calendar import DAY_S
from tariffs.dates import Date
from tariffs.errors import TariffError, expect
from tariffs.site import FROM, SITE


class Contracted:
    """`rows` are (first local day, (quantity of each slot, ...)) in the order of days."""

    def __init__(self, rows, zone):
        self.rows = rows
        self._zone = zone

    def at(self, day):
        """The quantities of all slots on a local day."""
        found = self.rows[0][1]
        for first_day, quantities in self.rows[1:]:
            if day >= first_day:
                found = quantities
        return found

    def of(self, bill):
        """The quantities of all slots in a bill."""
        if len(self.rows) == 1:
            return self.rows[0][1]
        return self.at(self._zone.local_s(bill.start_s) // DAY_S)

    def grown(self, percent_e6):
        """The same with so many percent more."""
        whole = 100000000
        rows = [
            (day, tuple(each * (whole + percent_e6) // whole for each in quantities))
            for day, quantities in self.rows
        ]
        return Contracted(rows, self._zone)


class Fact:
    """A site fact where a rule's quantity could stand; one that changes is told each bill."""

    unit = ""
    version = 0

    def __init__(self, contracted):
        self.quantity_e6 = contracted.rows[0][1][0]
        self._contracted = contracted

    @property
    def changes(self):
        """Whether it has another value from some bill on."""
        return len(self._contracted.rows) > 1

    def begin(self, day):
        """A bill begins on this local day, or is gone on with."""
        self.quantity_e6 = self.at(day)

    def at(self, day):
        """What holds on a local day, in millionths."""
        return self._contracted.at(day)[0]


def read_contracted(name, parts, plan, field):
    """What is contracted by the name of a site contract or "site:FACT", for slots so named."""
    path = f"{plan.path}.{field}"
    if name.startswith(SITE):
        name = name[len(SITE) :]
        plan.site.fact(name, path)
        known = {each: {"": value} for each, value in plan.site.facts.items()}
    else:
        known = plan.site.contracts
        expect(name in known, path, name, _among(known))
    rows = [(0, _quantities(known[name], parts, f"{path}: {name}"))]
    for dated in known:
        if dated.startswith(name + FROM):
            day = Date().read(dated[len(name) + 1 :], f"{path}: {dated}")
            quantities = _quantities(known[dated], parts, f"{path}: {dated}")
            rows.append((_first_bill(day, plan), quantities))
    return Contracted(sorted(rows), plan.zone)


def _among(known):
    return '"site:FACT" or a site contract among: ' + (", ".join(sorted(known)) or "none")


def _quantities(found, parts, path):
    """The quantity of each part; the only one for whatever part there is."""
    if len(found) == 1 and (len(parts) == 1 or "" in found):
        return tuple(found.values()) * len(parts)
    for part in parts:
        if part not in found:
            names = ", ".join(sorted(found))
            raise TariffError(f"{path}: got {names}, expected {part or 'one quantity'} too")
    return tuple(found[part] for part in parts)


def _first_bill(day, plan):
    """The first local day, not before `day`, on which a bill begins."""
    midnight_s = plan.zone.utc_of_midnight(day)
    start_s, end_s = plan.cycle.bounds(plan.zone, midnight_s)
    return day if start_s == midnight_s else plan.zone.local_s(end_s) // DAY_S
