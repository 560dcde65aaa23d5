"""What rules find while a tariff is compiled: calendars, shared registers, the rules above them.

Two rules that measure the same thing share one register, so that a tariff of fifty rules takes a
step with a handful of additions.
"""

from tariffs.channels import CHANNELS, NET_IMPORT
from tariffs.errors import TariffError, expect
from tariffs.registers import EnergyRegister, Windows
from tariffs.site import SITE


class Plan:
    """One tariff being compiled; `path` is where in the document the compiler is."""

    def __init__(self, tariff, site):
        self.calendars = tariff.calendars
        self.rounding = tariff.line_rounding
        self.cycle = tariff.cycle
        self.zone = tariff.zone
        self.site = site
        self.netting_min = tariff.netting_min
        self.nets = False
        self.rules = []
        self.channels = []
        self.registers = []
        self.changing = []
        self.path = ""
        self._shared = {}

    def calendar(self, name):
        """The index of the calendar of that name, 0 where none is named."""
        if name is None:
            return 0
        names = [each.name for each in self.calendars]
        expect(name in names, self.path + ".calendar", name, "one of " + ", ".join(names))
        return names.index(name)

    def periods(self, calendar, names, field="periods"):
        """Indices of the named periods of a calendar, of all where none are named."""
        known = self.calendars[calendar].periods
        if names is None:
            return tuple(range(len(known)))
        path = f"{self.path}.{field}"
        for name in names:
            expect(name in known, path, name, "one of " + ", ".join(known))
        _expect_distinct(names, path)
        return tuple(known.index(name) for name in names)

    def channel(self, name):
        """The index of a channel among those that a step computes."""
        indices = CHANNELS[name]
        if indices[0] >= NET_IMPORT:
            wanted = "netting_min in the tariff beside it"
            expect(self.netting_min, self.path + ".of", name, wanted)
            self.nets = True
        if indices not in self.channels:
            self.channels.append(indices)
        return self.channels.index(indices)

    def energy(self, channel, calendar):
        """The shared energy register of a channel (its name) and a calendar (its index)."""
        index = self.channel(channel)
        key = ("energy", index, calendar)
        if key not in self._shared:
            count = len(self.calendars[calendar].periods)
            self._shared[key] = self.add(EnergyRegister(index, calendar, count))
        return self._shared[key]

    def windows(self, channel, calendar, part_min, parts, cut):
        """The shared windows of a channel; a demand register listens to them."""
        index = self.channel(channel)
        if CHANNELS[channel][0] >= NET_IMPORT:
            whole = not part_min % self.netting_min
            wanted = f"a multiple of netting_min, {self.netting_min}"
            expect(whole, self.path + ".window_min", part_min, wanted)
        key = ("windows", index, calendar, part_min, parts, cut)
        if key not in self._shared:
            self._shared[key] = self.add(Windows(index, calendar, part_min, parts, cut))
        return self._shared[key]

    def add(self, register):
        """A register that takes every step, or listens to one that does; has values, clear().

        One with `begin(bill)` is told each new bill, one with `next_edge(utc_s)` when it changes.
        """
        self.registers.append(register)
        return register

    def rule(self, name, field):
        """The rule above of that name."""
        for rule in self.rules:
            if rule.name == name:
                return rule
        names = ", ".join(rule.name for rule in self.rules) or "none"
        found = f"{self.path}.{field}"
        raise TariffError(f"{found}: got {name!r}, expected a rule above this one: {names}")

    def base(self, names, field="base"):
        """The rules above of these names."""
        _expect_distinct(names, f"{self.path}.{field}")
        return tuple(self.rule(name, field) for name in names)

    def quantity(self, name, field):
        """Something with `quantity_e6`: a rule above, or for "site:FACT" that fact."""
        if name.startswith(SITE):
            from tariffs.contracted import Fact, read_contracted

            fact = Fact(read_contracted(name, ("",), self, field))
            if fact.changes:
                self.changing.append(fact)
            return fact
        return self.rule(name, field)


def _expect_distinct(names, path):
    """What is named twice would count twice."""
    for number, name in enumerate(names):
        if name in names[:number]:
            raise TariffError(f"{path}: got {name} twice, expected each name once")
