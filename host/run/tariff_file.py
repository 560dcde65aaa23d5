"""The tariff that `meter run` was given: a template by its name, or a file.

What a meter could not take is refused here, before anything is sent to it: a document that is too
large or nested too deep, a key that stands twice, a number that JSON does not have.
"""

import json
import os
from contextlib import contextmanager
from pathlib import Path

from host.simulator.errors import SimulationError
from host.simulator.text import quoted
from tariffs.compiler import compile_tariff
from tariffs.errors import TariffError

TEMPLATES = Path(__file__).resolve().parents[2] / "tariffs" / "templates"
MOST_KIB = 64
MOST_DEPTH = 10


def read_tariff(name):
    """(document, compiled tariff) of that name or file; SimulationError says what to mend."""
    document = read_document(name)
    with one_message(f"tariff {name}"):
        return document, compile_tariff(document)


def read_document(name):
    """What is in the tariff of that name or file, not compiled; SimulationError as above."""
    path = tariff_path(name)
    names = ", ".join(sorted(each.stem for each in TEMPLATES.glob("*.json")))
    return read_json(path, f"tariff {name}", f"templates are {names}")


def read_json(path, what, advice="choose another file", most_kib=MOST_KIB):
    """What is in a JSON file; `what` begins each message about it."""
    with one_message(what):
        try:
            with Path(path).open("rb") as file:
                content = file.read(most_kib * 1024 + 1)
        except OSError as error:
            name = Path(path).name
            raise ValueError(f"cannot read {name}: {error.strerror}; {advice}") from None
        if len(content) > most_kib * 1024:
            raise ValueError(
                f"got more than {most_kib} KiB, expected less; shorten its texts or lists"
            )
        return _parsed(content, most_kib)


@contextmanager
def one_message(what):
    """What is wrong inside is a SimulationError that begins with `what`."""
    try:
        yield
    except (TariffError, ValueError) as error:
        raise SimulationError(f"{what}: {error}") from None
    except RecursionError:
        raise SimulationError(f"{what}: {_too_deep()}") from None


def tariff_path(name):
    """The file of a tariff's name: a template's, unless it looks like a file or is one."""
    path = Path(name)
    if path.suffix or os.sep in name or os.path.isfile(name):
        return path
    return TEMPLATES / f"{name}.json"


def _parsed(content, most_kib):
    """The document in these bytes; ValueError says why there is none."""
    try:
        text = content.decode("utf-8-sig")
        document = json.loads(text, parse_constant=_no_number, object_pairs_hook=_distinct)
    except UnicodeDecodeError:
        raise ValueError("not a JSON document: not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not a JSON document: {error}") from None
    if _depth(document) > MOST_DEPTH:
        raise ValueError(_too_deep())
    if len(json.dumps(document)) > most_kib * 1024:
        raise ValueError(
            f"got more than {most_kib} KiB as it is sent, expected less; shorten its texts"
        )
    return document


def _no_number(word):
    raise ValueError(f"got {word}, which is no JSON number; write a decimal as text")


def _distinct(pairs):
    """A dict of these pairs; of two entries with one name only one could hold."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"got the key {quoted(twice)} twice in one object; remove one")
    return found


def _depth(value):
    """How many objects and lists are inside each other."""
    if not isinstance(value, (dict, list)):
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(map(_depth, inner), default=0)


def _too_deep():
    return f"got objects nested deeper than {MOST_DEPTH}, expected a tariff document"
