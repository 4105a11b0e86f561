"""Lets one process at a time run services on a data folder, and says who that is.

The kernel drops a lock with its process, so nothing stale can remain.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from config.services import users
from config.services.failures import ServiceError

_held: list[int] = []


class InUse(ServiceError):
    """Another process runs the services of this data folder."""


def take(path: Path, account: users.Account | None, purpose: str) -> None:
    """Hold the folder until this process ends.

    Raises: InUse with the holder's own words.
    """
    handle = _open(path, account)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(handle, 200).decode(errors="replace").strip()
        os.close(handle)
        raise InUse(f"The data folder {path.parent} is in use by {holder or 'another process'}.") from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"'{purpose}' (process {os.getpid()})\n".encode(), 0)
    _held.append(handle)


def share(path: Path, account: users.Account | None) -> int:
    """Say that this process uses the services, whoever runs them; returns the open file."""
    handle = _open(path, account)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def wait_until_unshared(handle: int) -> None:
    """Wait for the other users of the services to end."""
    with contextlib.suppress(KeyboardInterrupt):
        fcntl.flock(handle, fcntl.LOCK_EX)


def _open(path: Path, account: users.Account | None) -> int:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        if account is not None:
            os.fchown(handle, account.uid, account.gid)
    except OSError as error:
        raise ServiceError(f"The data folder {path.parent} cannot be used: {error.strerror}.") from error
    return handle
