"""Statements that PostgreSQL plans once a connection instead of at every use.

Planning the two statements of the hot path takes three times as long as running them, and left to itself PostgreSQL
plans the first five uses of a connection each. A plan made while the tables were small would read or join them whole
and be kept while they grow: every one is made to go by indexes, row by row, also those that PostgreSQL makes again when
it has counted the rows anew. Behind a pooler that gives each transaction another connection nothing can be prepared;
Django's own setting for such poolers switches it off.
"""

from __future__ import annotations

import re
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

PLACEHOLDER = re.compile(r"%\((\w+)\)s(::[a-z]+(?:\[\])?)?")

# Said at each use, since a plan may be made at any: 6 µs of the server against milliseconds for a plan.
PLANNED_ONCE = (
    "SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off; "
    "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
)

_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Prepared:
    """A statement with `%(name)s` placeholders; a cast beside one says its type."""

    def __init__(self, name: str, sql: str) -> None:
        self.name, self._sql = name, sql
        numbers: dict[str, int] = {}
        casts: dict[str, str] = {}

        def number(found: re.Match[str]) -> str:
            name, cast = found[1], found[2] or ""
            casts[name] = casts.get(name) or cast
            return f"${numbers.setdefault(name, len(numbers) + 1)}{cast}"

        self._prepare = f"PREPARE {name} AS {PLACEHOLDER.sub(number, sql)}"
        given = ", ".join(f"%({each})s{casts[each]}" for each in numbers)
        self._execute = f"{PLANNED_ONCE}; EXECUTE {name} ({given})"

    def run(self, cursor: CursorWrapper, values: dict[str, Any]) -> None:
        """Execute the statement on the cursor of the default connection."""
        if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            cursor.execute(self._sql, values)
            return
        known = _known.setdefault(connection.connection, set())
        if self.name not in known:
            # Outlives a rollback of the transaction it is made in.
            cursor.execute(self._prepare)
            known.add(self.name)
        cursor.execute(self._execute, values)
