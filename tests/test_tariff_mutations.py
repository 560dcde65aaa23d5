"""On a board too, a wrong document is refused with one message and nothing else."""

from tariffs.compiler import compile_tariff
from tariffs.errors import TariffError
from tests.tariff_mutations import example, mutations, site

HEAP_KIB = 352  # documents, facts and kinds that no one tariff has together
EVERY = 37
"""A sample: each 37th change of a document."""


def spoil(kind, part=None):
    """Compile each change of the sample; how many were taken and refused."""
    document, facts = example(kind), site()
    taken = refused = 0
    for number, (path, what) in enumerate(mutations(document if part is None else document[part])):
        if number % EVERY:
            continue
        try:
            compile_tariff(document, facts)
            taken += 1
        except TariffError as error:
            message = str(error)
            refused += 1
            fits = ": got " in message and "expected " in message and len(message) < 500
            assert fits, (path, what, message)
    assert taken and refused > taken
    compile_tariff(document, facts)


def test_a_whole_document():
    spoil("energy")


def test_rules_of_energy():
    spoil("tiers", "rules")
    spoil("spot", "rules")
    spoil("export", "rules")


def test_rules_of_demand():
    spoil("demand", "rules")
    spoil("contract", "rules")
    spoil("billing_demand", "rules")


def test_rules_of_reactive_energy():
    spoil("reactive", "rules")
    spoil("power_factor", "rules")


def test_rules_of_other_lines():
    spoil("minimum", "rules")
    spoil("history", "rules")
    spoil("tax", "rules")
