"""Whose the files in the storage are: the service account's, also when root runs a command that makes some.

A command keeps root's rights, since it reads and writes files of the person who called it. What it makes in the storage
can be written by the service's group at once, and belongs to the service when the command ends; the next start mends
what a killed command left.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from config.services import users

GROUP_MAY_WRITE = 0o002
"""The umask of root's commands."""


def replace(path: Path, text: str, *, mode: int, account: users.Account | None) -> None:
    """Write a new file under the name; a reader finds the old text or the new one, and no link is followed."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w") as file:
        if account is not None:
            os.fchown(file.fileno(), account.uid, account.gid)
        os.fchmod(file.fileno(), mode)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def hand_over(top: Path, account: users.Account | None) -> None:
    """Give all that is root's below the folder to the account, and make new files there its group's.

    Nothing is followed out of the folder, and a file with a second name, which may lie outside, is left alone.
    """
    if account is None or not top.is_dir():
        return
    for _path, _folders, files, handle in os.fwalk(top, follow_symlinks=False):
        found = os.fstat(handle)
        if found.st_uid == 0:
            os.fchown(handle, account.uid, account.gid)
        if not found.st_mode & stat.S_ISGID:
            os.fchmod(handle, stat.S_IMODE(found.st_mode) | stat.S_ISGID)
        for name in files:
            _give(name, handle, account)


def _give(name: str, folder: int, account: users.Account) -> None:
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if found.st_uid == 0 and stat.S_ISREG(found.st_mode) and found.st_nlink == 1:
            os.chown(name, account.uid, account.gid, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return  # a file of somebody who works here at the same time
