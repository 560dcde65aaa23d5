"""Device tests that pass, fail, crash and hang, for test_device_tests.py to watch."""

import sys

HEAP_KIB = 64


def passes():
    print("hello from a test")


def fails():
    print("before the failure", end="")
    wanted = 4
    assert wanted == 5


def needs_too_much_heap():
    return bytearray(1000000)


def ends_the_interpreter():
    print("last words")
    sys.exit(3)


def hangs():
    while True:
        pass
