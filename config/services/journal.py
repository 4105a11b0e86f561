"""One readable log out of what many children print: a name before each line, no control characters."""

from __future__ import annotations

import os
import selectors
import sys
import time
from collections.abc import Callable
from typing import TextIO

WIDTH = 10
LONGEST_LINE = 64 * 1024
UNPRINTABLE = {code: "�" for code in (*range(0x20), 0x7F, *range(0x80, 0xA0)) if code != 0x09}


class Journal:
    """Copies the children's output while the supervisor waits for something."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._selector = selectors.DefaultSelector()
        self._rests: dict[int, bytes] = {}
        self.is_broken = False

    def pipe(self, name: str, keep: list[str] | None = None) -> int:
        """Return the writing end for a child; its lines are printed, or kept in the list."""
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        self._rests[reading] = b""

        def write(line: str) -> None:
            if keep is None:
                self._print(name, line)
            else:
                keep.append(line)

        self._selector.register(reading, selectors.EVENT_READ, write)
        return writing

    def wake_on(self, handle: int) -> None:
        """End a wait early when there is something to read here (signals)."""
        self._selector.register(handle, selectors.EVENT_READ, None)

    def say(self, text: str) -> None:
        """Print a line of the supervisor's own."""
        self._print("serve", f"{time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime())} {text}")

    def show(self, text: str) -> None:
        """Print a line for the person at the terminal, without a name before it."""
        self._write(text)

    def pump(self, timeout: float) -> None:
        """Copy what is there; wait at most so long for it."""
        for key, _ in self._selector.select(timeout):
            if key.data is None:
                os.read(key.fd, 4096)
            else:
                self._copy(key.fd, key.data)

    def _copy(self, handle: int, write: Callable[[str], None]) -> None:
        data = os.read(handle, LONGEST_LINE)
        *lines, rest = (self._rests[handle] + data).split(b"\n")
        if not data or len(rest) > LONGEST_LINE:
            lines, rest = ([*lines, rest] if rest else lines), b""
        for line in lines:
            write(line.decode(errors="replace").rstrip("\r").translate(UNPRINTABLE))
        self._rests[handle] = rest
        if not data:
            self._selector.unregister(handle)
            del self._rests[handle]
            os.close(handle)

    def _print(self, name: str, line: str) -> None:
        self._write(f"{name:<{WIDTH}}| {line}")

    def _write(self, line: str) -> None:
        try:
            self._out.write(line + "\n")
            self._out.flush()
        except OSError:
            # Nobody reads the log any more; the supervisor ends instead of failing at each line.
            self.is_broken = True
