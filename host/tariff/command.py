"""`meter tariff`: one subcommand for each thing to do with a tariff document.

A module in SUBCOMMANDS has `add_parser(commands)`, which returns the parser it added, and
`carry_out(options)`, which returns the exit code.
"""

from host.tariff import check
from host.tariff.compare import command as compare
from host.tariff.diff import command as diff
from host.tariff.explain import command as explain
from host.tariff.new import command as new
from host.urdb import command as import_urdb

SUBCOMMANDS = (new, check, explain, compare, diff, import_urdb)


def add_parser(commands):
    """The parser of `tariff`, added to the commands of `meter`."""
    parser = commands.add_parser(
        "tariff",
        help="tariff documents: make, check, explain, compare them",
        description="Make a tariff document of a template or of another format, check it, explain"
        " it in plain words, compare what tariffs cost, tell what a new version changes.",
    )
    subcommands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for module in SUBCOMMANDS:
        module.add_parser(subcommands).set_defaults(carry_out_tariff=module.carry_out)
    return parser


def carry_out(options):
    """Carry out the subcommand; its exit code."""
    return options.carry_out_tariff(options)
