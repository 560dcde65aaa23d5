"""The tariff that `meter run` was given: a template by its name, or a file.

What a meter could not take is refused here, before anything is sent to it: a document that is too
large or nested too deep, a key that stands twice, a number that JSON does not have.
"""

import json
import os
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

from host.run.json_places import Document, places_of, twins
from host.simulator.errors import SimulationError
from host.simulator.text import quoted
from tariffs.compiler import compile_tariff
from tariffs.errors import TariffError

TEMPLATES = Path(__file__).resolve().parents[2] / "tariffs" / "templates"
SITES = Path(__file__).resolve().parents[1] / "data" / "sites"
"""An example of the site facts of each template that asks for some."""
MOST_KIB = 64
MOST_DEPTH = 10
SHORT_QUOTE = 30


def read_tariff(name):
    """(document, compiled tariff) of that name or file; SimulationError says what to mend."""
    document = read_document(name)
    with one_message(f"tariff {name}", document):
        return document, compile_tariff(document)


def read_document(name):
    """What is in the tariff of that name or file, not compiled; SimulationError as above."""
    path = tariff_path(name)
    return read_json(path, f"tariff {name}", nearest_templates(name))


def nearest_templates(name):
    """Which templates may have been meant, for a message."""
    names = sorted(each.stem for each in TEMPLATES.glob("*.json"))
    near = get_close_matches(name, names, 3, 0.4) or names[:1]
    nearest = f"of {len(names)} templates the nearest is {' or '.join(near)}"
    return nearest + "; `meter templates` lists all"


def read_site(path, most_kib):
    """The site facts in a file, None where no file is named."""
    if not path:
        return None
    return read_json(path, f"--site {path}", most_kib=most_kib, root="site")


def read_json(path, what, advice="choose another file", most_kib=MOST_KIB, root=""):
    """What is in a JSON file, an object as a Document; `what` begins each message about it."""
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
        text, found = _parsed(content, most_kib)
        return Document(found, text, what, root) if isinstance(found, dict) else found


class LineError(ValueError):
    """Something is wrong in a line of the file that is being read."""

    def __init__(self, message, line):
        super().__init__(message)
        self.line = line


@contextmanager
def one_message(what, *documents):
    """What is wrong inside is a SimulationError that begins with `what`.

    A TariffError about one of these Documents names its file and the line.
    """
    try:
        yield
    except LineError as error:
        raise SimulationError(f"{what}:{error.line}: {error}") from None
    except (TariffError, ValueError) as error:
        said = f"{_where(what, str(error), documents)}: {error}"
        raise SimulationError(said + _example_of(documents, str(error))) from None
    except RecursionError:
        raise SimulationError(f"{what}: {_too_deep()}") from None


def _example_of(documents, message):
    """Where there is an example of the site that a template misses, for the end of a message."""
    asks = documents and documents[-1] is None and "site" in message
    if not asks or not isinstance(documents[0], Document):
        return ""
    path = example_site(documents[0].what.partition(" ")[2])
    return f"; give --site FILE, of which {shown_path(path)} is an example" if path else ""


def _where(what, message, documents):
    """The file, and the line of it, that a message is about; `what` where no line is known."""
    for document in documents:
        line = document.line_of(message) if isinstance(document, Document) else None
        if line is not None:
            return f"{what if what.endswith(document.what) else document.what}:{line}"
    return what


def example_site(name):
    """The file with an example of the site of the template of this name, or None."""
    path = SITES / f"{name}.json"
    return path if tariff_path(name).parent == TEMPLATES and path.is_file() else None


def shown_path(path):
    """A path as it is typed from here, where that is shorter."""
    near = Path(os.path.relpath(path))
    return str(path if near.parts[:1] == ("..",) else near)


def tariff_path(name):
    """The file of a tariff's name: a template's, unless it looks like a file or is one."""
    path = Path(name)
    if path.suffix or os.sep in name or os.path.isfile(name):
        return path
    return TEMPLATES / f"{name}.json"


def _parsed(content, most_kib):
    """(text, document) in these bytes; ValueError says why there is none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LineError("not a JSON document: not UTF-8 text", line) from None
    try:
        document = json.loads(text, parse_constant=_no_number, object_pairs_hook=_distinct)
    except json.JSONDecodeError as error:
        raise LineError(f"not a JSON document: {_slip(text, error)}", error.lineno) from None
    except _Twins:
        raise _doubled(text) from None
    if _depth(document) > MOST_DEPTH:
        raise ValueError(_too_deep())
    if len(json.dumps(document)) > most_kib * 1024:
        raise ValueError(
            f"got more than {most_kib} KiB as it is sent, expected less; shorten its texts"
        )
    return text, document


def _slip(text, error):
    """What was found where JSON expects something else."""
    rest = text[error.pos :]
    found = quoted(rest.split(maxsplit=1)[0], SHORT_QUOTE) if rest.strip() else "the end"
    return f"line {error.lineno}, column {error.colno}: got {found}: {error.msg}"


class _Twins(Exception):
    """A key stands twice in one object."""


def _doubled(text):
    name, first, second = twins(places_of(text), text)
    return LineError(
        f"got the key {quoted(name)} twice in one object, in line {first} and in line {second};"
        " remove one",
        second,
    )


def _no_number(word):
    raise ValueError(f"got {word}, which is no JSON number; write a decimal as text")


def _distinct(pairs):
    """A dict of these pairs; of two entries with one name only one could hold."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twins
    return found


def _depth(value):
    """How many objects and lists are inside each other."""
    if not isinstance(value, (dict, list)):
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(map(_depth, inner), default=0)


def _too_deep():
    return f"got objects nested deeper than {MOST_DEPTH}, expected at most so many levels"
