"""`meter tariff compare`: one load, rated by several tariffs with the meter's own engine."""

from pathlib import Path

from host.bill.load import read_load
from host.bill.options import FORMS, chart
from host.bill.replay import replay
from host.bill.result import collect
from host.bill.tariff import MOST_SITE_KIB
from host.run.options import local_date
from host.run.output import result_file
from host.run.tariff_file import read_document, read_site
from host.simulator.errors import SimulationError
from host.tariff.compare.result import Billed, are_comparable, collected
from host.tariff.compare.text import show
from host.tariff.compiled import compiled
from host.templates.command import console

MOST_TARIFFS = 6


def add_parser(commands):
    """The parser of `compare`, added to the commands of `meter tariff`."""
    parser = commands.add_parser(
        "compare",
        help="what tariffs make of one load",
        description="Rate a recorded load by two or more tariffs with the engine that runs on the"
        " meter: by group of lines, by rule, by bill, with the difference from the first one, and"
        " which is the cheapest. Tariffs in different currencies are shown without differences.",
    )
    add = parser.add_argument
    add("tariffs", nargs="+", metavar="FILE|NAME", help="two or more; the first is compared with")
    add("--load", required=True, type=Path, metavar="FILE", help=f"CSV: {FORMS}")
    add("--site", type=Path, metavar="FILE", help="JSON: facts of the site, for all of them")
    add("--start", type=local_date, metavar="DATE", help="date the first row of the load so")
    add("--json", type=Path, metavar="FILE", help="the comparison as JSON, to FILE")
    add("--plot", type=chart, metavar="FILE", help="a chart (.png, .svg, .pdf)")
    return parser


def carry_out(options):
    """Rate and show; 0, or SimulationError with what is wrong."""
    _check(options)
    with result_file(options.json) as write:
        site = read_site(options.site, MOST_SITE_KIB)
        billed = [_billed(name, site, options) for name in options.tariffs]
        if options.plot and not are_comparable(billed):
            names = ", ".join(f"{each.label} {each.currency}" for each in billed)
            raise SimulationError(f"--plot: got different currencies ({names}), expected one")
        if options.plot:
            _plot(options.plot, billed)
        write(collected(billed))
    show(billed, console())
    return 0


def _check(options):
    """What can be said before anything is rated."""
    count = len(options.tariffs)
    if not 2 <= count <= MOST_TARIFFS:
        raise SimulationError(f"compare: got {count} tariffs, expected 2 to {MOST_TARIFFS}")
    if len(set(options.tariffs)) < count:
        raise SimulationError("compare: got one tariff twice, expected different ones")
    if options.plot and not options.plot.parent.is_dir():
        folder = options.plot.parent
        raise SimulationError(
            f"--plot: got {options.plot}, but no folder {folder}; create it first"
        )


def _billed(name, site, options):
    document = read_document(name)
    tariff = compiled(name, document, site, whole=True)
    load = read_load(options.load, tariff.zone, options.start)
    return Billed(_label(name, options.tariffs), collect(tariff, load, replay(tariff, load)))


def _label(name, names):
    """The file's name without folder and ending, where that tells it from the others."""
    stems = [Path(each).stem for each in names]
    return name if stems.count(Path(name).stem) > 1 else Path(name).stem


def _plot(path, billed):
    from host.tariff.compare.plot import draw  # noqa: PLC0415 - matplotlib takes long to import

    draw(path, billed)
