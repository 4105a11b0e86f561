"""How long each kind of program waits for PostgreSQL, and why.

The server's own time-outs are given with the connection, so no statement is spent on them. They end what a live server
takes too long for; a server that has stopped answering is left to `config.watchdog`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

PROGRAM = "TOUCHSTONE_PROGRAM"
"""Set by the program itself before settings are read: web or worker; anything else is a command."""

CONNECTS_WITHIN = 3
"""Seconds; on one machine or in one network a server that takes longer does not answer at all."""


@dataclass(frozen=True)
class Limits:
    """Seconds; 0 is no limit."""

    statement: int
    lock: int
    idle_in_transaction: int

    def as_options(self) -> str:
        settings = {
            "statement_timeout": self.statement,
            "lock_timeout": self.lock,
            "idle_in_transaction_session_timeout": self.idle_in_transaction,
        }
        return " ".join(f"-c {name}={seconds}s" for name, seconds in settings.items() if seconds)


def limits(program: str, *, web_statement: int) -> Limits:
    """Return the limits of a program.

    Web: a person waits. A lock that is held longer is a job's, and the request may be sent again.
    Worker: its longest statement joins the lines of a million-line batch; one transaction stays open, idle, while
    near duplicates are compared.
    Command: a migration or a restore takes as long as it takes, with somebody watching.
    """
    match program:
        case "web":
            return Limits(statement=web_statement, lock=min(5, web_statement), idle_in_transaction=60)
        case "worker":
            return Limits(statement=30 * 60, lock=60, idle_in_transaction=60 * 60)
        case _:
            return Limits(0, 0, 0)


def program() -> str:
    return os.environ.get(PROGRAM, "command")
