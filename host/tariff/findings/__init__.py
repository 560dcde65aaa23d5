"""What is odd about a tariff that compiles: slips that a compiler cannot call wrong.

    for finding in findings(document, tariff, site):
        print(finding.level, finding.path, finding.text)

A warning is very likely a slip, a note is something to know. None of the built-in templates has a
warning (a test sees to it), so that a warning is worth reading.
"""

from host.tariff.findings import days, prices, references, sites, tiers
from host.tariff.findings.finding import NOTE, WARNING, Finding

LEVELS = (WARNING, NOTE)
PARTS = (days, prices, tiers, references, sites)

__all__ = ("LEVELS", "NOTE", "WARNING", "Finding", "findings")


def findings(document, tariff, site=None):
    """All Findings, warnings first; `site` is the parsed site file or None."""
    found = [each for part in PARTS for each in part.findings(document, tariff, site)]
    return sorted(found, key=lambda each: LEVELS.index(each.level))
