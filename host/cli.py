"""The command `meter`: one word for each thing it does.

A user's mistake is answered with one message on standard error and exit code 2.
"""

import argparse
import sys

from host.run import command as run_command
from host.runtimes.errors import SetupError
from host.simulator.errors import SimulationError
from tariffs.errors import TariffError

USER_ERRORS = (SimulationError, SetupError, TariffError)
COMMANDS = (run_command,)


def main(argv=None):
    """Run one command; its exit code."""
    options = _parser().parse_args(argv)
    try:
        return options.carry_out(options)
    except USER_ERRORS as error:
        print(f"meter: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("meter: interrupted", file=sys.stderr)
        return 130


def _parser():
    parser = argparse.ArgumentParser(prog="meter", description="A prepaid three-phase meter.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add_parser(commands).set_defaults(carry_out=module.carry_out)
    return parser


if __name__ == "__main__":
    sys.exit(main())
