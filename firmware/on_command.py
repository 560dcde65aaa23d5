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
    from firmware import commands

    try:
        return commands.answer_to(meter, text)
    finally:
        _let_go()


def _let_go():
    for name in _MODULES:
        forget(name)
