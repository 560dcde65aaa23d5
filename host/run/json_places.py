"""Where in a JSON text each value stands, so that a message can name the line.

The compiler names a path, such as `rules[3].prices.low`; here it becomes a line of the file. A
document is read at full speed first, and a second time, by a scanner that keeps positions, only
when something has to be said about it.
"""

import json
import re
from dataclasses import dataclass, field
from json.decoder import JSONArray, JSONObject
from json.scanner import py_make_scanner

from tariffs.errors import quoted

UNKNOWN_KEY = ': got the key "'


@dataclass
class Place:
    """A value of the text: from `start` to `end`, and what it holds: (name or number, Place)."""

    start: int
    end: int
    inside: list = field(default_factory=list)

    def child(self, name):
        """The Place of a name or number, None where there is none."""
        return next((place for each, place in self.inside if each == name), None)


class _Scanner(json.JSONDecoder):
    """The decoder of the standard library, which tells here where each value was."""

    def __init__(self):
        super().__init__()
        self.parse_object = self._object
        self.parse_array = self._array
        self.scan_once = py_make_scanner(self)
        self._inside = []

    def place(self, text):
        """The Place of the one value in `text`."""
        spy, places = self._spy(self.scan_once)
        spy(text, re.compile(r"\s*").match(text).end())
        return places[0]

    def _spy(self, scan_once):
        """A scanner that notes the place of each value, and its notes."""
        places = []

        def spy(text, start):
            self._inside = []
            value, end = scan_once(text, start)
            places.append(Place(start, end, self._inside))
            return value, end

        return spy, places

    def _object(self, text_and_start, strict, scan_once, hook, pairs_hook, memo):
        spy, places = self._spy(scan_once)
        names = []

        def note(pairs):
            names.extend(name for name, _ in pairs)
            return dict(pairs)

        found = JSONObject(text_and_start, strict, spy, None, note, memo)
        self._inside = list(zip(names, places, strict=True))
        return found

    def _array(self, text_and_start, scan_once):
        spy, places = self._spy(scan_once)
        found = JSONArray(text_and_start, spy)
        self._inside = list(enumerate(places))
        return found


def places_of(text):
    """The Place of all that is in a JSON text, which has been read before."""
    return _Scanner().place(text)


def line_at(text, position):
    """The line of a position, counted from 1."""
    return text.count("\n", 0, position) + 1


def find(place, path):
    """(the innermost Place that `path` begins with, what is left of the path).

    `path` may go on with other text, as a message does after its path.
    """
    lead = ""
    while True:
        fitting = [each for each in place.inside if _begins(path, _label(each[0], lead))]
        if not fitting:
            return place, path
        name, place = max(fitting, key=lambda each: len(str(each[0])))
        path = path[len(_label(name, lead)) :]
        lead = "."


def _label(name, lead):
    """A name or number as a path writes it."""
    return f"[{name}]" if isinstance(name, int) else lead + name


def _begins(path, label):
    return path.startswith(label) and path[len(label) : len(label) + 1] in ("", ".", "[", ":", " ")


def blamed(place, message):
    """The Place that a message is about: that of its path, or of a key that nobody knows."""
    place, rest = find(place, message.removeprefix("tariff") if _is_whole(message) else message)
    if rest.startswith(UNKNOWN_KEY):
        for name, inner in place.inside:
            if rest.startswith(f": got the key {quoted(name)}"):
                return inner
    return place


def _is_whole(message):
    """Whether a message is about the document itself."""
    return message.startswith("tariff:")


def twins(place, text):
    """(name, line of the first, line of the second) of a key that stands twice in an object."""
    seen = {}
    for name, inner in place.inside:
        if name in seen:
            return name, line_at(text, seen[name].start), line_at(text, inner.start)
        seen[name] = inner
    found = (twins(inner, text) for _, inner in place.inside)
    return next((each for each in found if each), None)


class Document(dict):
    """The object that a file holds, with its text; `what` begins each message about it.

    `root` is how paths into it begin in messages: "site" for site facts, "" for a tariff.
    """

    def __init__(self, found, text, what, root=""):
        super().__init__(found)
        self.text = text
        self.what = what
        self.root = root

    @property
    def places(self):
        """The Place of the whole document; scanned each time, because it is seldom asked for."""
        return places_of(self.text)

    def line_of(self, message):
        """The line that a message, or a path, is about; None where it is about another file."""
        if self.root:
            if not message.startswith(self.root):
                return None
            message = message.removeprefix(self.root).removeprefix(".")
        elif message.startswith("site"):
            return None
        return line_at(self.text, blamed(self.places, message).start)
