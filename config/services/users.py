"""Decides which account the services run as. Creating accounts is left to the operator."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.services.failures import ServiceError

CANDIDATES = ("touchstone", "nobody")
"""A dedicated account when the operator made one; else the one that every system has."""


@dataclass(frozen=True)
class Account:
    """An unprivileged account of this machine."""

    name: str
    uid: int
    gid: int


def service_account() -> Account | None:
    """Return the account to drop to, or None when we are not root and run as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise ServiceError("PostgreSQL refuses to run as root, and there is no account 'touchstone' or 'nobody'.")


def popen_arguments(account: Account | None) -> dict[str, Any]:
    """Return the arguments with which subprocess starts a program as the account."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def may(account: Account | None, flag: str, path: Path) -> bool:
    """Ask the system itself (test -x, -r, -w), so that parents, links and ACLs count as they are."""
    done = subprocess.run(
        ["/usr/bin/env", "test", flag, str(path)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        check=False,
        **popen_arguments(account),
    )
    return done.returncode == 0
