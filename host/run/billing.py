"""What `meter run` bills by: tariffs and site facts, read and checked as the meter will take them.

What the meter would refuse is refused here, before anything starts: a document that does not fit
into its memory, a tariff that the site facts do not suffice for, a bill beyond its 64 bits.
"""

import json
from dataclasses import dataclass
from datetime import UTC

from host.run.tariff_file import one_message, read_document, read_site
from host.simulator.errors import SimulationError
from tariffs.compiler import FOR_PEOPLE, compile_tariff
from tariffs.engine import Engine
from tariffs.room import MOST_DOCUMENT_BYTES
from tariffs.tariff import Tariff

_DAY_S = 86_400
_MWH_PER_JOULE = 1000 / 3600
MOST_SITE_KIB = 16


@dataclass(frozen=True)
class Tariffs:
    """The tariff at the start, compiled, and the documents as the meter stores them.

    `site` are the site facts or None; `next_document` and `next_s` (UTC) the tariff for later.
    """

    first: Tariff
    document: str
    site: dict | None
    next_document: str | None
    next_s: int

    def settings(self):
        """The part of the board's settings that is about billing."""
        found = {"tariff": self.document, "site": self.site}
        if self.next_document:
            found |= {"next_tariff": self.next_document, "next_tariff_s": self.next_s}
        return found


def read_tariffs(options):
    """The Tariffs of these options; SimulationError says what to mend."""
    site = read_site(options.site[-1] if options.site else None, MOST_SITE_KIB)
    first, document = _read(options.tariff, site, options.templates)
    next_document, next_s = None, 0
    if options.next_tariff:
        name, at = options.next_tariff
        _, next_document = _read(name, site, options.templates)
        next_s = utc_s(first.zone, at)
    return Tariffs(first, document, site, next_document, next_s)


def _read(name, site, templates):
    """(compiled tariff, its document as the meter stores it; its name where the meter has it)."""
    document = read_document(name)
    with one_message(f"tariff {name}", document, site):
        tariff = compile_tariff(document, site)
        return tariff, name if name in templates else stored(document)


def stored(document):
    """The JSON text that a meter stores: without spaces, and without what is for people only."""
    kept = {name: document[name] for name in document if name not in FOR_PEOPLE}
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    size = len(text.encode())
    if size > MOST_DOCUMENT_BYTES:
        raise ValueError(
            f"got {size} bytes as the meter stores it, expected at most {MOST_DOCUMENT_BYTES};"
            " shorten names or lists"
        )
    return text


def utc_s(zone, at):
    """The UTC second of a local time; of one that comes twice the first, of one skipped the next.

    `at` is a datetime without an offset.
    """
    local_s = int(at.replace(tzinfo=UTC).timestamp())
    found = {local_s - zone.offset_s(local_s + away_s) for away_s in (-_DAY_S, _DAY_S)}
    fitting = [each for each in sorted(found) if zone.local_s(each) == local_s]
    return fitting[0] if fitting else zone.next_change(min(found))


def check_bill(tariff, profile, start_s, balance_u, most_u):
    """Refuse a tariff that makes of this load a bill that the account could not hold.

    The load is billed roughly, its reactive energy as if all of it lagged.
    """
    engine = Engine(tariff)
    engine.begin(start_s)
    for watts, vars_ in zip(profile.watts, profile.vars, strict=True):
        end_s = start_s + profile.interval_s
        while start_s < end_s:
            edge_s = min(end_s, engine.next_edge(start_s))
            factor = (edge_s - start_s) * _MWH_PER_JOULE
            drawn, lagging = round(watts * factor), round(abs(vars_) * factor)
            engine.take(start_s, edge_s, (drawn, 0, lagging, 0, 0, 0, drawn + lagging))
            start_s = edge_s
    owed_u = engine.closed_u + engine.rated(final=True).total_u
    if abs(owed_u) + abs(balance_u) > most_u:
        raise SimulationError(
            f"tariff {tariff.name}: the bill could come to {owed_u / 1e6:,.0f}, more than the"
            " account holds beside --prepaid; choose a smaller one, lower prices or fewer --days"
        )
