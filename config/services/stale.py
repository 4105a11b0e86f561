"""Decides what a pid file left by a killed PostgreSQL means.

PostgreSQL copes with a pid that is dead. It refuses to start when the number meanwhile belongs to another
process of the same user, and it must refuse when the old server still runs.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from config.services.failures import ServiceError

ENDS_WITHIN = 30.0


def disarm(pid_file: Path, cluster: Path) -> None:
    """Make sure that the pid file, if there is one, does not stand in the way of a start.

    Raises: ServiceError when the old server does not end.
    """
    try:
        lines = pid_file.read_text().splitlines(keepends=True)
        pid = abs(int(lines[0]))
    except (FileNotFoundError, IndexError, ValueError):
        return
    if _is_server(pid, cluster):
        _end(pid, cluster)
    elif Path(f"/proc/{pid}").exists():
        # PostgreSQL takes its parent's number for stale, and still uses the other lines to look for backends
        # of the dead server that hold the shared memory; removing the file would switch that check off.
        handle = os.open(pid_file, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW)
        with os.fdopen(handle, "w") as file:
            file.writelines([f"{os.getpid()}\n", *lines[1:]])


def _is_server(pid: int, cluster: Path) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return command[0].endswith(b"postgres") and os.fsencode(cluster) in command


def _end(pid: int, cluster: Path) -> None:
    """A server whose parent was killed is on its way out: it has its signal already; send it once more."""
    deadline = time.monotonic() + ENDS_WITHIN
    os.kill(pid, signal.SIGINT)
    while _is_server(pid, cluster):
        if time.monotonic() > deadline:
            raise ServiceError(f"Another PostgreSQL (process {pid}) still runs on {cluster}.")
        time.sleep(0.05)
