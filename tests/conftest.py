"""Runs every device test on CPython and on each MicroPython, and names all of them.

A file tests/**/test_*.py outside tests/host/ is collected by pytest as usual, and once more for
each runtime: tests/test_frames.py::test_a_frame[micropython32]. A runtime that is absent is
NOT RUN, which the last line says; with the variable CI set it is a failure.
"""

import ast
from collections import Counter

import pytest

from host.runtimes import SetupError, describe, find, is_stand_in
from host.runtimes.recipes import RECIPES
from tests import interpreter
from tests.interpreter import IN_CI, REMEDY


class DeviceFile(pytest.File):
    """One test file as the MicroPython runtimes see it: its tests, and a device for each."""

    def collect(self):
        """Yields the top-level test functions, read from the source without running it."""
        self.devices = {}
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        self.heap_kib = heap_kib(tree)
        names = [node.name for node in tree.body if self.is_test(node)]
        for runtime in RECIPES:
            for name in names:
                yield DeviceTest.from_parent(self, name=f"{name}[{runtime}]", of=(name, runtime))

    def is_test(self, node):
        """Whether a top-level statement is a test; a class of tests is refused."""
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            raise self.CollectError(
                f"{self.path}:{node.lineno}: class {node.name}: device tests are plain functions, "
                "which MicroPython runs too; write functions, or move the file to tests/host/"
            )
        return isinstance(node, ast.FunctionDef) and node.name.startswith("test")

    def device(self, runtime):
        """The interpreter of this file, started for the first test that needs it."""
        if runtime not in self.devices:
            argv = interpreter.required(runtime)
            path = self.path.relative_to(interpreter.ROOT)
            self.devices[runtime] = interpreter.Interpreter(argv, path, self.heap_kib)
        return self.devices[runtime]

    def teardown(self):
        """Ends the interpreters after the last test of the file."""
        while self.devices:
            self.devices.popitem()[1].close()


class DeviceTest(pytest.Item):
    """One test function on one MicroPython runtime."""

    def __init__(self, *, of, **node):
        super().__init__(**node)
        self.function_name, self.runtime = of

    def runtest(self):
        """Runs the test on the device; what it printed is a section of the report."""
        printed = self.parent.device(self.runtime).run(self.function_name)
        self.add_report_section("call", "stdout", printed)

    def repr_failure(self, excinfo):
        """What the device printed; pytest's own words for anything else."""
        if excinfo.errisinstance(interpreter.DeviceFailure):
            return f"on {self.runtime}:\n{excinfo.value}"
        return super().repr_failure(excinfo)

    def reportinfo(self):
        """Where pytest says that the test is."""
        return self.path, None, self.name


def heap_kib(tree):
    """The heap that a test file asks for with `HEAP_KIB = 320`, or a board's own."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "HEAP_KIB":
            return ast.literal_eval(node.value)
    return interpreter.HEAP_KIB


@pytest.hookimpl(trylast=True)  # CPython first: its reports say most
def pytest_collect_file(file_path, parent):
    """Collects device tests beside pytest's own collector; tests/host/ is CPython's alone."""
    inside = file_path.relative_to(interpreter.ROOT).parts
    if inside[0] != "tests" or inside[1] == "host" or not file_path.match("test_*.py"):
        return None
    return DeviceFile.from_parent(parent, path=file_path)


def pytest_report_header():
    """What the runtimes really are, measured by running them."""
    return [f"{runtime}: {condition(runtime)}" for runtime in RECIPES]


def condition(runtime):
    """One line about a runtime: its sizes, or its absence, or what stands in for it."""
    argv = find(runtime, stand_in=not IN_CI)
    if not argv:
        return f"ABSENT; {REMEDY}"
    try:
        stand_in = f"; WARNING: {argv[0]} stands in; {REMEDY}" if is_stand_in(argv) else ""
        return f"{describe(argv)}{stand_in}"
    except SetupError as error:
        return f"BROKEN: {error}"


def pytest_report_teststatus(report):
    """NOT RUN instead of SKIPPED, so that nobody takes it for a choice."""
    return ("not run", "N", ("NOT RUN", {"red": True})) if absence(report) else None


def absence(report):
    """Why a test was not run, or None if it was."""
    if not report.skipped or not isinstance(report.longrepr, tuple):
        return None
    _, found, reason = report.longrepr[2].partition("NOT RUN: ")
    return found + reason if found else None


def pytest_terminal_summary(terminalreporter):
    """The last word: which runtime proved nothing today, and how to get it."""
    reasons = Counter(absence(report) for report in terminalreporter.getreports("not run"))
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{reason} ({count} tests)", red=True, bold=True)
