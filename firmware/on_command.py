"""What carries out commands takes memory only while one is carried out.

A processor loads it for each batch that waits, and lets it go: 6 KiB that the tariff can have.
"""

from firmware.compat import forget

_MODULES = ("firmware.commands", "tariffs.prepaid.commands", "tariffs.prepaid.waterfall")


def take_all(meter, board):
    """Carry out every command that waits."""
    from firmware import commands

    try:
        commands.take_all(meter, board)
    finally:
        _let_go()


def answer_to(meter, text):
    """Carry out one command (bytes of JSON) and answer it; see `firmware.commands`."""
    return _with_commands("answer_to", meter, text)


def answer_before(meter, text):
    """The answer to a command that was the last of its kind to be done, or None; likewise."""
    return _with_commands("answer_before", meter, text)


def _with_commands(name, meter, text):
    from firmware import commands

    try:
        return getattr(commands, name)(meter, text)
    finally:
        _let_go()


def _let_go():
    for name in _MODULES:
        forget(name)
