"""The source files of this checkout, for the tests that read them."""

import ast
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
DEVICE = ("firmware", "drivers", "tariffs", "comms", "boards")
EVERYWHERE = (*DEVICE, "host", "tests")


def modules(*packages):
    """Every Python file of the packages, as sorted paths relative to the checkout."""
    found = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    return sorted(str(path.relative_to(ROOT)) for path in found)


def read(name):
    """The text of a file, by its path relative to the checkout."""
    return (ROOT / name).read_text(encoding="utf-8")


def imports(path, source):
    """(line, dotted name) of every import in `source`, late and __import__ ones included.

    `from a.b import c` gives "a.b.c", because c may be a module; a relative import is resolved
    against the folder of `path`.
    """
    package = ".".join(PurePosixPath(path).parent.parts)
    for node in ast.walk(ast.parse(source)):
        for name in _names(node, package):
            yield node.lineno, name


def _names(node, package):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = _absolute(node, package)
        return [f"{base}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "__import__":
        return [arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)]
    return []


def _absolute(node, package):
    """The module of a `from` import; the dots of a relative one climb up from `package`."""
    if not node.level:
        return node.module
    above = package.split(".")[: len(package.split(".")) - (node.level - 1)]
    return ".".join([*above, node.module] if node.module else above)
