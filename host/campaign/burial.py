"""What is left of a process that has died within another one: tasks that nobody hears of again.

A real process takes them with it. Here each has to be closed, and neither what they say then nor
what they raise is news.
"""

import asyncio
import io
from contextlib import contextmanager, redirect_stderr, redirect_stdout

_LOOP = asyncio.BaseEventLoop


@contextmanager
def burying():
    """Every task that is made while this lasts is closed at its end; nothing is printed."""
    made = []
    create_task = _LOOP.create_task

    def noted(loop, *arguments, **named):
        made.append(create_task(loop, *arguments, **named))
        return made[-1]

    _LOOP.create_task = noted
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            try:
                yield
            finally:
                for task in made:
                    _close(task)
                asyncio.set_event_loop(None)
    finally:
        _LOOP.create_task = create_task


def _close(task):
    task._log_destroy_pending = False
    try:
        task.get_coro().close()
    except BaseException:
        pass  # it caught its own end, and met that of the process
