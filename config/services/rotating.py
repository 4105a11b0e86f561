"""A log file of bounded size: when it is full it takes the place of the one before, and a new one begins."""

from __future__ import annotations

import os
from pathlib import Path

from config.services import users

LARGEST = 5 << 20
KEPT = 3


class RotatingFile:
    """Written by one process, the supervisor; a full disk loses lines and never stops it."""

    def __init__(self, path: Path, account: users.Account | None, largest: int = LARGEST) -> None:
        self._path, self._account, self._largest = path, account, largest
        self._open()

    def write(self, line: str) -> None:
        data = (line + "\n").encode()
        try:
            if self._size + len(data) > self._largest:
                self._rotate()
            os.write(self._handle, data)
            self._size += len(data)
        except OSError:
            return

    def _rotate(self) -> None:
        os.close(self._handle)
        for number in range(KEPT - 1, 0, -1):
            older, newer = self._numbered(number), self._numbered(number - 1)
            if newer.exists():
                newer.rename(older)
        self._open()

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}") if number else self._path

    def _open(self) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        self._handle = os.open(self._path, flags, 0o640)
        if self._account is not None:
            os.fchown(self._handle, self._account.uid, self._account.gid)
        self._size = os.fstat(self._handle).st_size
