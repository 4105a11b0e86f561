"""Starts PostgreSQL on a cluster of our own: sockets only, passwords only, checksums on."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import psycopg2
from psycopg2.extensions import connection as PsycopgConnection  # noqa: N812 (a class in lower case)

from config.services import binaries, children, cluster, secrets, stale, users
from config.services.failures import ServiceError
from config.services.folders import Folders

NAME = "touchstone"
PORT = 5432
"""Only a part of the socket's name: nothing listens on a port."""
STARTS_WITHIN = 60.0
STOPS_WITHIN = 30.0

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%t ",
    "log_checkpoints": "off",
    "logging_collector": "off",
}
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests only: what a power cut would destroy, nobody misses."""


def start(
    folders: Folders,
    account: users.Account | None,
    output: children.Output = subprocess.DEVNULL,
    *,
    durable: bool = True,
) -> subprocess.Popen[bytes]:
    """Make the cluster when there is none and start the server on it; it may not answer yet.

    Raises: ServiceError when the cluster cannot be made or belongs to another version.
    """
    programs = binaries.postgresql(account)
    cluster.ensure(folders, account, programs, superuser=NAME)
    stale.disarm(folders.postgresql / "postmaster.pid", folders.postgresql)
    stale.disarm(folders.run / f".s.PGSQL.{PORT}.lock", folders.postgresql)
    settings = SETTINGS | {"unix_socket_directories": str(folders.run)}
    settings |= {} if durable else UNSAFE_BUT_FAST
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    return children.start(
        [programs / "postgres", "-D", folders.postgresql, *options],
        account=account,
        dies_by=signal.SIGINT,
        output=output,
    )


def connect(folders: Folders, database: str = NAME) -> PsycopgConnection:
    """Open a connection as the owner of the cluster."""
    return psycopg2.connect(
        host=str(folders.run),
        port=PORT,
        user=NAME,
        password=secrets.read(folders.data / secrets.PASSWORD),
        dbname=database,
        connect_timeout=5,
    )


def answers(folders: Folders) -> bool:
    """Say whether our server takes connections; one that does not say it is ready is not disturbed."""
    if _status(folders) != "ready":
        return False
    try:
        connect(folders, "postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def _status(folders: Folders) -> str:
    """Return the last line of the server's pid file: starting, stopping, ready."""
    try:
        return (folders.postgresql / "postmaster.pid").read_text().split()[-1]
    except (OSError, IndexError):
        return ""


def wait(folders: Folders, process: subprocess.Popen[bytes], log: Path | None = None) -> None:
    """Wait until the server answers, through recovery if need be, and has our database.

    Raises: ServiceError when it ends or stays silent.
    """
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if answers(folders):
            make_database(folders)
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise ServiceError(f"PostgreSQL did not start on {folders.postgresql}{f'; see {log}' if log else ''}.")


def make_database(folders: Folders) -> None:
    """Make our database when it is missing."""
    connection = connect(folders, "postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [NAME])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{NAME}"')
    finally:
        connection.close()


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the server by its fast way: transactions are rolled back, a checkpoint is written."""
    children.stop(process, signal.SIGINT, STOPS_WITHIN)
