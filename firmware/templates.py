"""Tariffs that a build brings along: files beside the modules, in flash and never on the heap.

    names()              # what this build has
    read("gb-agile")     # the document, as it is sent or stored
    document_of(text)    # that of a name, or the text itself

A build has any of the templates of this project, or none (`make package TEMPLATES='gb-* cn-*'`).
They are read only when one is chosen.
"""

import os

from firmware.errors import MeterError

ENDING = ".json"
_SHOWN = 6


class NoTemplate(MeterError):
    """A template that this build does not have."""


def names():
    """The names of all templates, in order; none where there is no folder of them."""
    try:
        found = os.listdir(_folder())
    except OSError:
        return []
    return sorted([name[: -len(ENDING)] for name in found if name.endswith(ENDING)])


def read(name):
    """The document (bytes of JSON) of a template; NoTemplate names those that are like it."""
    known = names()
    if name not in known:
        like = [each for each in known if each[:2] == name[:2]] or known
        shown = ", ".join(like[:_SHOWN]) or "none"
        raise NoTemplate(
            "tariff: got the template %s, expected one of the %d of this build, such as: %s"
            % (name[:40], len(known), shown)
        )
    with open(_folder() + "/" + name + ENDING, "rb") as file:
        return file.read()


def document_of(text):
    """The document (bytes) that a text is, or that the template of that name holds."""
    if text.lstrip().startswith("{"):
        return text.encode()
    return read(text)


def _folder():
    """Where the package of tariffs is, its templates are."""
    import tariffs

    place = tariffs.__file__
    return place[: place.rfind("/")] + "/templates"
