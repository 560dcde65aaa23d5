"""The supervisor by itself: rounds and restarts, with a board that only notes what it is told."""

import asyncio
import sys

from firmware import supervisor as module
from firmware.last_life import LastLife
from firmware.supervision import TASKS
from firmware.supervisor import Supervisor
from tests.expect import raises

HEAP_KIB = 320  # sources are compiled here; a board runs bytecode in place
UNHEARD = "RuntimeError: it was not heard of"


class Reset(BaseException):
    """The processor starts anew."""


class Board:
    """Notes what the watchdog is told; `seconds` is its clock."""

    reset_cause = "power"

    def __init__(self):
        self.bytes = bytearray(256)
        self.backup = self.watchdog = self.clock = self.events = self
        self.periods = []
        self.fed = 0
        self.now_s = 0
        self.noted = []
        self.left = None
        self.paused = self.restarts = None

    def read(self, offset, buf):
        buf[:] = self.bytes[offset : offset + len(buf)]

    def write(self, offset, data):
        self.bytes[offset : offset + len(data)] = data

    def start(self, period_ms):
        self.periods.append(period_ms)

    def feed(self):
        self.fed += 1

    def reset(self):
        self.left = self.left or bytes(self.bytes)
        raise Reset

    def seconds(self):
        return self.now_s

    def ms_to_next_second(self):
        self.now_s += 1
        return 0

    def note(self, kind, value=0):
        self.noted.append((kind, value))


class Task:
    """What asyncio makes of a coroutine, as far as the supervisor asks for it."""

    def __init__(self):
        self.cancelled = 0
        self.is_done = False

    def done(self):
        return self.is_done

    def cancel(self):
        self.cancelled += 1


def supervised(*names, resets=False):
    """(supervisor, board, beats) of tasks that are started, so to speak."""
    board = Board()
    found = Supervisor(board)
    found.events = board
    found._clock = board
    for name in names:
        found.watch(name, None, 2, resets)
        found._beats[-1].task = Task()
    return found, board, found._beats


def rounds(found, board, count):
    for _ in range(count):
        board.now_s += 1
        found._round(())


def words(board):
    """(task, what was said) of the life that has ended."""
    board.bytes[:] = board.left  # at the first reset; CPython's loop goes on after that
    life = LastLife(board, "software")
    return TASKS[life.task], life.error


def test_the_watchdog_is_fed_each_second_while_all_are_heard_of():
    found, board, beats = supervised("metering", "display")
    for _ in range(20):
        for beat in beats:
            beat.rests(1)
        rounds(found, board, 1)
    assert board.fed == 20


def test_it_is_not_fed_while_one_is_late():
    found, board, beats = supervised("metering", "display")
    beats[0].rests(1000)
    rounds(found, board, 2)
    assert board.fed == 2
    rounds(found, board, 1)
    assert (board.fed, beats[1].task.cancelled, beats[0].task.cancelled) == (2, 1, 0)


def test_one_that_was_told_to_end_and_does_not_is_a_reset():
    found, board, beats = supervised("display")
    rounds(found, board, 3)
    raises(Reset, rounds, found, board, 1)
    assert words(board) == ("display", UNHEARD)


def test_one_that_changes_what_is_stored_is_a_reset_at_once():
    found, board, beats = supervised("metering", resets=True)
    rounds(found, board, 2)
    raises(Reset, rounds, found, board, 1)
    assert words(board) == ("metering", UNHEARD)
    assert beats[0].task.cancelled == 0


def test_how_it_stands_is_left_every_ten_seconds():
    found, board, beats = supervised("metering", "display")
    beats[0].rests(5000)
    beats[1].rests(200)
    rounds(found, board, 59)
    life = LastLife(board, "watchdog")
    assert (life.uptime_s, TASKS[life.oldest]) == (50, "display")
    assert life.free >= life.largest > 0
    assert found.largest == life.largest


def test_a_heap_that_is_nearly_full_is_a_reset_in_good_order():
    found, board, beats = supervised("metering")
    beats[0].rests(5000)
    before, module.free_bytes = module.free_bytes, lambda: 5000
    try:
        raises(Reset, rounds, found, board, 60)
    finally:
        module.free_bytes = before
    assert words(board)[1] == "MemoryError: the heap is nearly full"


def test_an_exception_in_what_tells_of_one_is_a_reset_all_the_same():
    found, board, beats = supervised("metering")
    before, module.print_exception = module.print_exception, broken
    try:
        raises(Reset, found.end, ValueError("first"))
    finally:
        module.print_exception = before


def broken(error):
    raise RuntimeError("even this fails")


def lived(function, seconds, resets=False):
    """(supervisor, board) after a task was supervised for so long, no time being taken."""
    board = Board()
    found = Supervisor(board)
    found.events = board
    found.watch("display", function, 2, resets)
    paused = []

    async def sleep_ms(ms):
        if ms:
            paused.append(ms)
        await asyncio.sleep(0)
        if board.now_s > seconds:
            if not board.paused:  # what comes now is of the end of this test
                board.paused, board.restarts = list(paused), found.restarts
            raise Reset

    printed = module.print_exception
    module.sleep_ms, before = sleep_ms, module.sleep_ms
    if sys.implementation.name == "micropython":
        asyncio.new_event_loop()  # tasks of a loop that was ended would go on in the next
    module.print_exception = lambda error: None
    try:
        asyncio.run(found.run(board, "meter", board))
    except Reset:
        pass
    finally:
        module.sleep_ms, module.print_exception = before, printed
        for beat in found._beats:
            retrieve(beat.task)
    return found, board


def retrieve(task):
    """CPython would tell of an exception that nobody has looked at, whenever it finds out."""
    if hasattr(task, "exception") and task.done() and not task.cancelled():
        task.exception()


def failing(error, times):
    """A task that fails so often, and then is heard of; what it was started with."""
    seen = []

    async def task(meter, board, beat):
        seen.append(meter)
        if len(seen) <= times:
            raise error
        while True:
            beat.rests(1000)
            await asyncio.sleep(0)

    return task, seen


def test_whatever_a_task_raises_it_is_started_again():
    for error in (
        ValueError("no\nsecond line"),
        MemoryError(),
        KeyboardInterrupt(),
        SystemExit(1),
        asyncio.CancelledError(),
    ):
        task, seen = failing(error, 3)
        found, board = lived(task, 20)
        assert seen == ["meter"] * 4
        assert board.paused == [100, 200, 400]
        assert board.restarts == 3 and board.noted[:3] == [(34, 3)] * 3
        assert "\n" not in found.told["restarted"]
    assert found.told["restarted"].startswith("display: ")


def test_a_task_that_ends_is_started_again_unless_it_has_done_all():
    async def ends(meter, board, beat):
        beat.works()

    found, board = lived(ends, 2)
    assert board.restarts > 0

    async def is_done(meter, board, beat):
        beat.ends()

    found, board = lived(is_done, 50)
    assert board.restarts == 0 and board.fed >= 49


def test_the_watchdog_gets_shorter_once_all_is_started():
    async def rests(meter, board, beat):
        beat.ends()

    found, board = lived(rests, 1)
    assert board.periods == [20000, 5000]


def test_a_task_that_changes_what_is_stored_is_not_started_again():
    task, seen = failing(ValueError("half done"), 1)
    found, board = lived(task, 20, resets=True)
    assert seen == ["meter"]
    assert words(board) == ("display", "ValueError: half done")
