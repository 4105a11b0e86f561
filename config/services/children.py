"""Starts programs that end with us, and ends them. What they are and when they start is left to others."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from config.services import users

PR_SET_PDEATHSIG = 1
PLAIN_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}

Output = int | IO[bytes]


def start(
    argv: Sequence[str | Path],
    *,
    account: users.Account | None,
    dies_by: signal.Signals,
    output: Output = subprocess.DEVNULL,
    environ: Mapping[str, str] = PLAIN_ENVIRONMENT,
    folder: Path = Path("/"),
    pass_fds: tuple[int, ...] = (),
) -> subprocess.Popen[bytes]:
    """Start the program in a process group of its own, so that Ctrl-C reaches only us.

    Call it from the main thread: the kernel sends `dies_by` when the thread that started the program ends.
    """
    return subprocess.Popen(
        [str(part) for part in argv],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env=dict(environ),
        start_new_session=True,
        pass_fds=pass_fds,
        preexec_fn=_tied_to_parent(dies_by),
        **users.popen_arguments(account),
    )


def stop(process: subprocess.Popen[bytes], asked_by: signal.Signals, patience: float) -> int:
    """Ask the program to end; after the patience kill all that is left of its group."""
    if process.poll() is None:
        process.send_signal(asked_by)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    kill_group(process)
    return process.wait()


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End what a dead or deaf program left behind."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _tied_to_parent(dies_by: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def tie() -> None:
        # Runs after the change of user, which would clear the setting.
        prctl(PR_SET_PDEATHSIG, int(dies_by), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tie
