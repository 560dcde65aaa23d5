"""MicroPython's read-only file system as one block of bytes: modules run from it in place.

    image({"tariffs/engine.mpy": b"...", "main.py": b"..."})

A record is its kind, the length of what follows, and that; numbers are in groups of seven bits,
the highest first, with the top bit set in all but the last.
"""

VERBATIM, DIRECTORY, FILE = 2, 4, 5
MAGIC = b"\xd2\xcd\x31"  # is the number of the outermost record's kind


def image(files):
    """The file system that holds `files`: {path with "/": bytes}."""
    body = _content(_tree(files))
    length = _number(len(body))
    if (len(MAGIC) + len(length) + len(body)) % 2:
        length = b"\x80" + length  # of even length as a whole
    return MAGIC + length + body


def _tree(files):
    """Nested dicts of what is in each folder."""
    root = {}
    for path, data in sorted(files.items()):
        *folders, name = path.split("/")
        place = root
        for folder in folders:
            place = place.setdefault(folder, {})
        place[name] = data
    return root


def _content(folder):
    return b"".join(_entry(name.encode(), inside) for name, inside in folder.items())


def _entry(name, inside):
    head = _number(len(name)) + name
    if isinstance(inside, dict):
        return _record(DIRECTORY, head + _content(inside))
    return _record(FILE, head + _record(VERBATIM, inside))


def _record(kind, body):
    return _number(kind) + _number(len(body)) + body


def _number(value):
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(0x80 | value & 0x7F)
    return bytes(reversed(groups))
