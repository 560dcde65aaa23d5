"""The MicroPython side of a device test file: runs its tests by name, one line on stdin each.

    micropython -X heapsize=192k tests/micropython_runner.py tests.test_frames

Answers each name with whatever the test printed and a line that starts with MARK. Ends at the
end of stdin, so that it never outlives whoever started it.
"""

import gc
import sys

MARK = "\x02meterwright:"  # a control character, so that no test prints it by chance


def run(test):
    """Runs one test; returns "passed", or "failed" after printing the traceback."""
    gc.collect()
    try:
        test()
    except Exception as error:
        sys.print_exception(error, sys.stdout)
        return "failed"
    return "passed"


def main(module_name):
    """Imports the test file, then serves stdin; a failed import ends with its traceback."""
    module = __import__(module_name, None, None, ("*",))
    print(MARK + "ready")
    for line in sys.stdin:
        outcome = run(getattr(module, line.strip()))
        print(MARK + outcome)


sys.path.pop(0)  # the folder of this file: tests/host is not the package `host`
main(sys.argv[1])
