"""Signs of life of the background programs, kept in PostgreSQL on its own clock."""

from __future__ import annotations

from django.db import connection

BEATS_EVERY = 5.0
PROGRAMS = ("trays", "small", "long", "beat")
"""The queues that must have a worker, and the program that sends the sweeps."""

RECORD = """
INSERT INTO tasks_heartbeat (program, at) VALUES (%s, clock_timestamp())
ON CONFLICT (program) DO UPDATE SET at = excluded.at
"""


def record(*, program: str) -> None:
    """Say that a program is alive now."""
    with connection.cursor() as cursor:
        cursor.execute(RECORD, [program])
