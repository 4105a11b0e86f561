"""A log file of bounded size: when it is full it takes the place of the one before, and a new one begins."""

from __future__ import annotations

import errno
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
        full = self._handle
        for number in range(KEPT - 1, 0, -1):
            older, newer = self._numbered(number), self._numbered(number - 1)
            if newer.exists():
                newer.rename(older)
        self._open()
        os.close(full)

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}") if number else self._path

    def _open(self) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(self._path, flags, 0o640)
        found = os.fstat(handle)
        if found.st_nlink > 1:
            # The other name may be a file of root's that the service's account has linked to here.
            os.close(handle)
            raise OSError(errno.EMLINK, os.strerror(errno.EMLINK), str(self._path))
        if self._account is not None:
            os.fchown(handle, self._account.uid, self._account.gid)
        self._handle, self._size = handle, found.st_size
