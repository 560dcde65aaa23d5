"""No float ever touches a bill: there is none in tariffs/, read from the source.

A board's float has 24 bits, and its sums depend on their order.
"""

import ast

import pytest

from tests.host.sources import imports, modules, read

CALLS = {"float", "complex", "round"}
ATTRIBUTES = {"fromhex", "is_integer", "as_integer_ratio"}
MODULES = {"math", "cmath", "statistics", "random", "decimal", "fractions", "time"}
STRUCT_CALLS = {"pack", "pack_into", "unpack", "unpack_from", "calcsize", "array", "iter_unpack"}
FLOAT_CODES = set("efd")


def floats(path, source):
    """One message for each float that is written, computed or read in `source`."""
    for line, name in imports(path, source):
        if name.split(".")[0] in MODULES:
            yield f"{path}:{line}: import of {name}"
    for node in ast.walk(ast.parse(source)):
        reason = reason_of(node)
        if reason:
            yield f"{path}:{node.lineno}: {reason}"


def reason_of(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, (float, complex)):
        return f"the float {node.value}"
    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        return reason_of_operator(node)
    if isinstance(node, ast.Call):
        return reason_of_call(node)
    if isinstance(node, ast.Attribute) and node.attr in ATTRIBUTES:
        return f".{node.attr} of a float"
    return None


def reason_of_operator(node):
    if isinstance(node.op, ast.Div):
        return "division with /, write // or a fraction"
    power = node.right if isinstance(node, ast.BinOp) else node.value
    if isinstance(node.op, ast.Pow) and isinstance(power, ast.UnaryOp):
        return "a negative power"
    return None


def reason_of_call(node):
    name = ast.unparse(node.func).split(".")[-1]
    if name in CALLS:
        return f"{name}()"
    if name in STRUCT_CALLS and node.args and has_float_code(node.args[0]):
        return f"{name}() of a float"
    return None


def has_float_code(layout):
    """Whether a layout, also one that is put together, names a float."""
    texts = [each.value for each in ast.walk(layout) if isinstance(each, ast.Constant)]
    plain = [text.replace("%d", "") for text in texts if isinstance(text, str)]
    return any(set(text) & FLOAT_CODES for text in plain)


@pytest.mark.parametrize("path", modules("tariffs"))
def test_tariffs_have_no_float(path):
    assert not list(floats(path, read(path)))


@pytest.mark.parametrize(
    "source",
    [
        "price = 0.1",
        "price = 1e9",
        "price = 2j",
        "share = energy / total",
        "share /= total",
        "share = float(energy)",
        "share = round(energy, 2)",
        "share = 10 ** -9",
        "import math",
        "from math import sqrt",
        "def late():\n    from fractions import Fraction",
        "import struct\nstruct.unpack('<d', stored)",
        "from array import array\nprices = array('f')",
        "share = x.is_integer()",
        "def late():\n    return __import__('math')",
    ],
)
def test_a_float_is_found(source):
    assert len(list(floats("tariffs/x.py", source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "half = (2 * dividend + divisor) // (2 * divisor)",
        "unit = 10**9",
        "isinstance(found, (bool, float))",
        "path = f'{folder}/name'",
        "text = 'a/b 0.125'",
        "import struct\nstruct.pack_into('<%dq' % count, buffer, 0)",
    ],
)
def test_whole_numbers_are_let_through(source):
    assert not list(floats("tariffs/x.py", source))
