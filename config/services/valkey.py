"""Starts Valkey as broker and cache. It keeps nothing on disk: whatever matters is in PostgreSQL."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from pathlib import Path

from config.services import binaries, children, users
from config.services.failures import ServiceError
from config.services.folders import Folders

SOCKET = "valkey.sock"
STARTS_WITHIN = 15.0
STOPS_WITHIN = 5.0


def start(
    folders: Folders, account: users.Account | None, output: children.Output = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Start the server; it may not answer yet."""
    return children.start(
        [
            *(
                binaries.valkey(account),
                "--port",
                "0",
                "--unixsocket",
                folders.run / SOCKET,
                "--unixsocketperm",
                "700",
            ),
            *("--dir", folders.valkey, "--save", "", "--appendonly", "no", "--loglevel", "warning"),
            *("--maxmemory", "128mb", "--maxmemory-policy", "volatile-lru"),
        ],
        account=account,
        # A polite end would remove the socket, perhaps after our successor has made its own.
        dies_by=signal.SIGKILL,
        output=output,
    )


def answers(folders: Folders) -> bool:
    """Say whether a server answers on the socket."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(2)
            connection.connect(str(folders.run / SOCKET))
            connection.sendall(b"PING\r\n")
            return connection.recv(5) == b"+PONG"
    except OSError:
        return False


def wait(folders: Folders, process: subprocess.Popen[bytes], log: Path | None = None) -> None:
    """Wait until the server answers.

    Raises: ServiceError when it ends or stays silent.
    """
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if answers(folders):
            return
        if process.poll() is not None:
            break
        time.sleep(0.02)
    raise ServiceError(f"Valkey did not start{f'; see {log}' if log else ''}.")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the server."""
    children.stop(process, signal.SIGTERM, STOPS_WITHIN)
