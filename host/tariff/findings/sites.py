"""What the site tells and nobody asks, and what is asked and not told."""

from host.tariff.findings.finding import note, warning
from host.tariff.needs import needs
from host.tariff.unused import unused
from tariffs.contracted import FROM

NAMED = ("facts", "contracts", "feeds", "events")


def findings(document, tariff, site):
    asked = needs(document)
    for part in NAMED if site else ():
        for name in site.get(part, {}):
            if name.partition(FROM)[0] not in asked.get(part, {}):
                yield warning(f"site.{part}.{name}", f"nothing of the tariff asks for {name}")
    for sentence in unused(tariff):
        path, _, text = sentence.partition(": ")
        yield (warning if site else note)(path, text)
