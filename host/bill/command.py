"""`meter bill`: from a tariff and a recorded load to bills."""

import json
from pathlib import Path

from host.bill import options as bill_options
from host.bill.load import read_load
from host.bill.replay import replay
from host.bill.result import collect
from host.bill.tariff import read_tariff
from host.bill.text import show
from host.bill.watchers import Days, Prepaid
from host.run.output import result_file
from host.simulator.errors import SimulationError
from tariffs.money import MONEY_DECIMALS, scaled

add_parser = bill_options.add_parser


def carry_out(options):
    """Rate the load; the exit code."""
    _check_folder(options.plot)
    _check_result(options)
    tariff, losses = read_tariff(options)
    with result_file(_json_file(options)) as write:
        load = read_load(options.load, tariff.zone, options.start)
        prepaid = None
        if options.prepaid is not None:
            prepaid = Prepaid(scaled(options.prepaid, MONEY_DECIMALS))
        days = Days(tariff, load.begin_s) if options.plot else None
        watchers = [each for each in (prepaid, days) if each is not None]
        bills = replay(tariff, load, watchers)
        result = collect(tariff, load, bills, prepaid, losses)
        if options.plot:
            _plot(options.plot, tariff, load, bills, days, prepaid)
        write(result)
    _tell(result, options)
    return 0


def _check_folder(path):
    """Charts come last: what could not be written is said first."""
    if path is not None and not path.parent.is_dir():
        raise SimulationError(f"--plot: got {path}, but no folder {path.parent}; create it first")


def _check_result(options):
    """A result must not take the place of what it is made from."""
    result = _json_file(options)
    for name in ("load", "tariff", "site"):
        given = getattr(options, name)
        if result is not None and given is not None and _are_one(result, Path(given)):
            raise SimulationError(
                f"--json: got {result}, which is what --{name} reads; name another file"
            )


def _are_one(one, other):
    return one.exists() and other.exists() and one.samefile(other)


def _json_file(options):
    """The file that the result goes to, or None."""
    named = options.json not in (None, bill_options.TO_STDOUT)
    return Path(options.json) if named else None


def _plot(path, *drawn):
    from host.bill.plot import draw  # noqa: PLC0415 - matplotlib takes long to import

    draw(path, *drawn)


def _tell(result, options):
    if options.json == bill_options.TO_STDOUT:
        print(json.dumps(result, indent=2))
    else:
        show(result)
