"""A limit on the time that one piece of pure work may take, where the platform can keep it.

The interval timer interrupts Python and its regular expressions, but only in the main thread of a process, which is
where a worker runs its jobs. Elsewhere the block runs unbounded, and the caps of `markdown` bound it. Compiled
parsers return before they are interrupted; they are linear within the same caps.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class OutOfTime(BaseException):
    """The block took too long. Not an Exception, so that no handler inside the block takes it for its own."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Run the block for at most `seconds`; a timer of somebody else's that is running is left alone.

    Raises: OutOfTime.
    """
    if threading.current_thread() is not threading.main_thread() or signal.getitimer(signal.ITIMER_REAL)[0]:
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise OutOfTime
