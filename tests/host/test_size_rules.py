"""Files stay under 350 lines and functions under 50, so that each fits a head.

Tables do not count: a register map is as long as the chip is rich. Nor do viper kernels, which
must stay in one function to be fast.
"""

import ast

import pytest

from tests.host.sources import EVERYWHERE, modules, read

FILE_LINES = 350
FUNCTION_LINES = 50
KERNELS = ("viper", "native", "asm_thumb")


def oversized(path, source):
    """One message for the file if it is too long, and one for each function that is."""
    tree = ast.parse(source)
    lines = len(source.splitlines()) - sum(length(node) for node in tree.body if is_table(node))
    if lines > FILE_LINES:
        yield f"{path}: {lines} lines without its tables, at most {FILE_LINES}; split it by idea"
    for node in ast.walk(tree):
        if is_function(node) and length(node) > FUNCTION_LINES and not is_kernel(node):
            yield f"{path}:{node.lineno}: {node.name}() has {length(node)} lines, at most 50"


def length(node):
    """Lines from the first to the last of a statement."""
    return node.end_lineno - node.lineno + 1


def is_table(node):
    """A literal, or one inside a call such as const(...) or frozenset(...), given a name."""
    if not isinstance(node, (ast.Assign, ast.AnnAssign)):
        return False
    value = node.value
    if isinstance(value, ast.Call) and value.args:
        value = value.args[0]
    return isinstance(value, (ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Constant))


def is_function(node):
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))


def is_kernel(node):
    return any(ast.unparse(mark).endswith(KERNELS) for mark in node.decorator_list)


@pytest.mark.parametrize("path", modules(*EVERYWHERE))
def test_sizes_are_kept(path):
    assert not list(oversized(path, read(path)))


def function(lines, head="def f():"):
    return head + "\n" + "    pass\n" * (lines - head.count("\n") - 1)


def test_a_long_function_is_found():
    assert list(oversized("x.py", function(51)))
    assert list(oversized("x.py", "class A:\n    async " + function(52).replace("\n", "\n    ")))


def test_a_function_at_the_limit_passes():
    assert not list(oversized("x.py", function(50)))


def test_a_viper_kernel_may_be_long():
    assert not list(oversized("x.py", "@micropython.viper\n" + function(80)))


def test_a_long_file_is_found_and_a_long_table_is_not():
    assert list(oversized("x.py", "pass\n" * 351))
    assert not list(oversized("x.py", "ROWS = (\n" + "    1,\n" * 400 + ")\n"))
    assert not list(oversized("x.py", "ROWS = const((\n" + "    1,\n" * 400 + "))\n"))
    assert list(oversized("x.py", "ROWS = (\n" + "    1,\n" * 400 + ")\n" + "pass\n" * 351))
