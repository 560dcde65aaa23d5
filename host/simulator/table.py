"""A small CSV file: a header that names known columns, and rows that have all of them."""

import csv
import io
from pathlib import Path

from host.simulator.errors import LoadError
from host.simulator.text import quoted

MOST_BYTES = 64 * 1024 * 1024


def read_table(path, columns, needed):
    """(where, {column: text}) of each row; blank lines are nothing. LoadError names the line."""
    lines = _lines(path, _text(path))
    where, header = next(lines, (f"{path}, line 1", []))
    _check_header(where, header, columns, needed)
    for where, values in lines:
        if len(values) != len(header):
            raise LoadError(
                f"{where}: got {len(values)} values, expected {len(header)} as in the header"
            )
        yield where, dict(zip(header, values, strict=True))


def _text(path):
    try:
        with Path(path).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise LoadError(f"{path}: got more than {MOST_BYTES >> 20} MiB; shorten the load")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise LoadError(f"{path}: cannot read the load profile: {error.strerror}") from None
    except UnicodeDecodeError:
        raise LoadError(f"{path}: cannot read the load profile: not UTF-8 text") from None


def _lines(path, text):
    """(where, values) of each line that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for values in reader:
            if any(value.strip() for value in values):
                yield f"{path}, line {reader.line_num}", [value.strip() for value in values]
    except csv.Error as error:
        raise LoadError(f"{path}, line {reader.line_num}: not CSV: {error}") from None


def _check_header(where, header, columns, needed):
    unknown = [name for name in header if name not in columns]
    twice = [name for name in header if header.count(name) > 1]
    missing = [name for name in needed if name not in header]
    for names, what in ((unknown, "unknown column"), (twice, "column twice")):
        if names:
            raise LoadError(
                f"{where}: got {what} {quoted(names[0])}, expected {','.join(columns)};"
                " mend the header"
            )
    if missing:
        raise LoadError(
            f"{where}: got no column {missing[0]!r}, expected {','.join(columns)}; add it"
        )
