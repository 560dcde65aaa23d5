"""The command `meter`: one word for each thing it does.

A user's mistake is answered with one message on standard error and exit code 2. A signal that asks
the command to end lets it clear away what it made; the exit code is then 128 and the signal's
number, as a shell would say. What takes long to import is imported where an interrupt is caught.
"""

import os
import signal
import sys
from contextlib import contextmanager

ENDING = (signal.SIGTERM, signal.SIGHUP)
USER_MISTAKE = 2
SIGNALLED = 128


class Ended(BaseException):
    """A signal asked the command to end; its argument is the signal's number."""


def main(argv=None):
    """Run one command; its exit code."""
    _bear_any_letter()
    try:
        with _signals_caught():
            code = _carry_out(argv)
            if sys.stdout:
                sys.stdout.flush()
            return code
    except KeyboardInterrupt:
        print("meter: interrupted", file=sys.stderr)
        return SIGNALLED + signal.SIGINT
    except Ended as ended:
        return SIGNALLED + ended.args[0]
    except BrokenPipeError:
        _drop_output()
        return SIGNALLED + signal.SIGPIPE
    except OSError as error:
        return _no_room(error)


def _carry_out(argv):
    """Parse, carry out, and answer a user's mistake."""
    from host.runtimes.errors import SetupError  # noqa: PLC0415 - see above
    from host.simulator.errors import SimulationError  # noqa: PLC0415
    from tariffs.errors import TariffError  # noqa: PLC0415

    options = _parser().parse_args(argv)
    try:
        return options.carry_out(options)
    except (SimulationError, SetupError, TariffError) as error:
        print(f"meter: {error}", file=sys.stderr)
        return USER_MISTAKE
    except SystemExit:  # Rich ends the program where a pipe is closed
        raise BrokenPipeError from None


def _parser():
    import argparse  # noqa: PLC0415 - see above

    from host.bill import command as bill_command  # noqa: PLC0415
    from host.park import command as park_command  # noqa: PLC0415
    from host.run import command as run_command  # noqa: PLC0415
    from host.tariff import command as tariff_command  # noqa: PLC0415
    from host.templates import command as templates_command  # noqa: PLC0415

    parser = argparse.ArgumentParser(prog="meter", description="A prepaid three-phase meter.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    modules = run_command, bill_command, templates_command, tariff_command, park_command
    for module in modules:
        module.add_parser(commands).set_defaults(carry_out=module.carry_out)
    return parser


def _bear_any_letter():
    """A terminal that has not every letter shows a mark in its place, rather than a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


@contextmanager
def _signals_caught():
    """Inside, a signal that would end the process raises Ended; one that is ignored stays so."""
    before = {number: signal.getsignal(number) for number in ENDING}
    caught = [number for number in ENDING if before[number] == signal.SIG_DFL]
    for number in caught:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, before[number])


def _end(number, frame):
    raise Ended(number)


def _no_room(error):
    """Say what could not be written or read; where it was the output, nothing more is written."""
    where = error.filename
    if where is None:
        where = "standard output"
        _drop_output()
    print(f"meter: {where}: {error.strerror or error}", file=sys.stderr)
    return USER_MISTAKE


def _drop_output():
    """What is still buffered goes nowhere, so that the end of the program stays silent."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main())
