"""The templates and what can be said of each without compiling it."""

import json
from dataclasses import dataclass
from pathlib import Path

from host.run.tariff_file import (
    TEMPLATES,
    example_site,
    nearest_templates,
    one_message,
    read_json,
)
from host.simulator.errors import SimulationError
from host.simulator.text import quoted
from host.tariff.needs import kinds_of


@dataclass(frozen=True)
class Template:
    """A tariff document that comes with the meter."""

    name: str
    document: dict

    @property
    def country(self):
        """Two letters, from its name; empty where that has none."""
        first = self.name.partition("-")[0]
        return first.upper() if len(first) == 2 else ""

    @property
    def summary(self):
        """The first sentence of its text."""
        text = self.document.get("text", "")
        end = text.find(". ")
        return text if end < 0 else text[: end + 1]

    @property
    def kinds(self):
        """The kinds of its rules."""
        return kinds_of(self.document)

    @property
    def site_path(self):
        """The file of an example site, or None."""
        return example_site(self.name)

    def has(self, word):
        """Whether name, text, source or rules have a word, whatever its case."""
        return (
            word.lower() in f"{self.name} {json.dumps(self.document, ensure_ascii=False)}".lower()
        )


def templates():
    """All Templates, by name."""
    return [template(path.stem) for path in sorted(TEMPLATES.glob("*.json"))]


def template(name):
    """The Template of that name; SimulationError with names like it where there is none."""
    path = TEMPLATES / f"{name}.json"
    if Path(name).name != name or not path.is_file():
        raise SimulationError(f"template {quoted(name)}: there is none; {nearest_templates(name)}")
    document = read_json(path, f"template {name}")
    with one_message(f"template {name}"):
        if not isinstance(document, dict):
            raise ValueError("got no object, expected a tariff document")
    return Template(name, document)


def chosen(found, options):
    """Those Templates that the filters of these options leave."""
    if options.country:
        found = [each for each in found if each.country == options.country.upper()]
    if options.kind:
        found = [each for each in found if options.kind in each.kinds]
    if options.currency:
        found = [each for each in found if each.document["currency"] == options.currency.upper()]
    if options.search:
        found = [each for each in found if each.has(options.search)]
    return found
