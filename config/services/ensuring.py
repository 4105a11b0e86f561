"""Gives a management command its services: those that run already, else our own while the command lasts."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial

from config.services import folders as places
from config.services import locking, owning, postgresql, secrets, users, valkey
from config.services.endpoints import Addresses, addresses
from config.services.failures import ServiceError

NEED_NOTHING = frozenset(
    {
        *("", "help", "--help", "-h", "version", "--version", "serve", "makemigrations", "makemessages"),
        *("compilemessages", "collectstatic", "check", "diffsettings", "spectacular", "startapp"),
    }
)
"""Commands that read no row, and `serve`, which runs the services itself."""
OTHERS_START_WITHIN = 60.0


@contextmanager
def ensure(argv: Sequence[str]) -> Iterator[None]:
    """Start what the command needs and nobody runs, stop it afterwards; end with one line when that fails.

    Enter it before settings are loaded, for they read the secrets that a first start makes.
    """
    command = argv[1] if len(argv) > 1 else ""
    found = addresses()
    needs_nothing = command in NEED_NOTHING or "--help" in argv
    with ExitStack() as stack:
        if not needs_nothing and (found.embedded_database or found.embedded_broker):
            try:
                _start_missing(found, f"manage.py {command}", stack.callback)
            except ServiceError as error:
                sys.exit(str(error))
        yield


def make_secrets(found: Addresses, account: users.Account | None) -> None:
    """Make the folders of a first start and, unless the database is given, the secret key."""
    places.prepare(found.folders, account)
    owning.hand_over(found.folders.files, account)
    if found.embedded_database:
        secrets.make(found.folders.data / secrets.SECRET_KEY, account)


def _start_missing(found: Addresses, purpose: str, afterwards: Callable[..., object]) -> None:
    account = users.service_account()
    make_secrets(found, account)
    if account is not None:
        os.umask(owning.GROUP_MAY_WRITE)
        afterwards(owning.hand_over, found.folders.files, account)
    shared = locking.share(found.folders.data / "users.lock", account)
    try:
        locking.take(found.folders.data / "services.lock", account, purpose)
    except locking.InUse:
        _wait_for_others(found)
        return
    _start(found, account, afterwards)
    # Runs before the stops: other commands may have found our services and use them.
    afterwards(locking.wait_until_unshared, shared)


def _start(found: Addresses, account: users.Account | None, afterwards: Callable[..., object]) -> None:
    path = found.folders.logs / "commands.log"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as log:
        if found.embedded_database:
            database = postgresql.start(found.folders, account, log)
            afterwards(postgresql.stop, database)
            postgresql.wait(found.folders, database, path)
        if found.embedded_broker:
            broker = valkey.start(found.folders, account, log)
            afterwards(valkey.stop, broker)
            valkey.wait(found.folders, broker, path)


def _wait_for_others(found: Addresses) -> None:
    checks = []
    if found.embedded_database:
        checks.append(partial(postgresql.answers, found.folders))
    if found.embedded_broker:
        checks.append(partial(valkey.answers, found.folders))
    deadline = time.monotonic() + OTHERS_START_WITHIN
    while not all(check() for check in checks):
        if time.monotonic() > deadline:
            raise ServiceError(f"Another process holds {found.folders.data}, but its services do not answer.")
        time.sleep(0.1)
