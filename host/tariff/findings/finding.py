"""One thing that is odd about a tariff."""

from dataclasses import dataclass

WARNING, NOTE = "warning", "note"


@dataclass(frozen=True)
class Finding:
    """`path` is where in the document, as messages of the compiler have it."""

    level: str
    path: str
    text: str


def warning(path, text):
    return Finding(WARNING, path, text)


def note(path, text):
    return Finding(NOTE, path, text)
