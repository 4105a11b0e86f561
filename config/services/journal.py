"""One readable log out of what many children print: a name before each line, no control characters.

Decides what a person at the terminal sees: what our own programs say. What database and broker print, and the lines of
the access log, go to files.
"""

from __future__ import annotations

import os
import selectors
import sys
import time
from collections.abc import Callable
from typing import TextIO

from config.services.rotating import RotatingFile

WIDTH = 10
ACCESS = " touchstone.access: "
"""Stands in every line of the access log, and in no other, since a logger's name is not a client's to choose."""
LONGEST_LINE = 64 * 1024
UNPRINTABLE = {code: "�" for code in (*range(0x20), 0x7F, *range(0x80, 0xA0)) if code != 0x09}


class Journal:
    """Copies the children's output while the supervisor waits for something."""

    def __init__(
        self,
        out: TextIO = sys.stdout,
        *,
        others: RotatingFile | None = None,
        access: RotatingFile | None = None,
    ) -> None:
        self._out, self._others, self._access = out, others, access
        self._selector = selectors.DefaultSelector()
        self._rests: dict[int, bytes] = {}
        self.is_broken = False

    def pipe(self, name: str, keep: list[str] | None = None, *, quiet: bool = False) -> int:
        """Return the writing end for a child; its lines are printed, kept in the list, or if quiet put in the file."""
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        self._rests[reading] = b""

        def write(line: str) -> None:
            if keep is not None:
                keep.append(line)
            elif file := self._file_of(line, quiet=quiet):
                file.write(f"{name:<{WIDTH}}| {line}" if quiet else line)
            else:
                self._print(name, line)

        self._selector.register(reading, selectors.EVENT_READ, write)
        return writing

    def _file_of(self, line: str, *, quiet: bool) -> RotatingFile | None:
        if quiet:
            return self._others
        return self._access if ACCESS in line[: len("YYYY-MM-DD HH:MM:SS INFO") + len(ACCESS)] else None

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
