"""`meter park bill`: a park's file in, one statement a tenant out."""

from pathlib import Path

from host.park.billing import accounts_of
from host.park.document import read_park
from host.park.result import result_of
from host.park.statement import file_name, show, statement
from host.run.output import result_file
from host.simulator.errors import SimulationError


def add_parser(commands):
    """The parser of `park`, added to the commands of `meter`."""
    parser = commands.add_parser(
        "park",
        help="tenants behind a common supply",
        description="Bill the tenants of a park, a mall or a house with a common supply.",
    )
    subcommands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    bill = subcommands.add_parser(
        "bill",
        help="one statement a tenant",
        description="Bill each tenant by a tariff of his own, and share out what no tenant's"
        " meter has seen: common energy and losses. docs/park.md describes the file. Exit code 2"
        " for a mistake in what was asked; nothing is written then.",
    )
    bill.add_argument("park", type=Path, metavar="FILE", help="the park, as JSON")
    bill.add_argument("--json", type=Path, metavar="FILE", help="write the result there")
    folder_help = "write one Markdown file a tenant there"
    bill.add_argument("--statements", type=Path, metavar="FOLDER", help=folder_help)
    return parser


def carry_out(options):
    """Bill the park; the exit code."""
    park = read_park(options.park)
    names = _file_names(park) if options.statements else ()
    result = result_of(park, accounts_of(park))
    with result_file(options.json) as write:
        write(result)
    if names:
        _write(options.statements, names, result)
    show(result)
    return 0


def _file_names(park):
    """A file for each tenant; two that would share one are refused."""
    names = [file_name({"name": tenant.name}) for tenant in park.given.tenants]
    for number, name in enumerate(names):
        if name in names[:number] or name == ".md":
            raise SimulationError(
                f"--statements: {park.given.tenants[number].name}: got the file {name}, expected"
                " one of its own; give the tenant another name"
            )
    return names


def _write(folder, names, result):
    folder.mkdir(parents=True, exist_ok=True)
    for name, tenant in zip(names, result["tenants"], strict=True):
        (folder / name).write_text(statement(result, tenant), encoding="utf-8")
