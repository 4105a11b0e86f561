"""Write one chunk of good lines: COPY into temporary tables, and from there into ours by SQL.

Decides what is stored once (a prompt in its project, a completion of its prompt) and what becomes of an item that
repeats another: kept, linked to the first, or left out. The caller owns the transaction and the progress that goes
with it; what the rows say is decided in `rows`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from tasks.intake.rows import Place, Rows
from tasks.models import Batch

TABLES = Path(__file__).with_name("staging_tables.sql").read_text()
REPEATS = Path(__file__).with_name("staging_repeats.sql").read_text()
INTO_OURS = Path(__file__).with_name("staging_into_ours.sql").read_text()

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('touchstone intake'), %(project)s::integer)"
STAGED_IDS = "SELECT file, line, nth, item_id FROM intake_item WHERE wants_id"
# With its last item a line goes too, or its prompt and answers would stay behind with nothing to show them.
DROP = """
DELETE FROM intake_item WHERE item_id = ANY(%(repeats)s);
DELETE FROM intake_answer a WHERE NOT EXISTS (SELECT FROM intake_item i WHERE i.file = a.file AND i.line = a.line);
DELETE FROM intake_line l WHERE NOT EXISTS (SELECT FROM intake_item i WHERE i.file = l.file AND i.line = l.line)
"""
LINK = """
INSERT INTO tasks_linkedline (item_id, batch_id, file, line, external_id, meta)
SELECT DISTINCT ON (i.file, i.line) repeat.of_item, %(batch)s, i.file, i.line, l.external_id, l.meta
FROM unnest(%(repeats)s::bigint[], %(firsts)s::bigint[]) AS repeat (item_id, of_item)
JOIN intake_item i ON i.item_id = repeat.item_id
JOIN intake_line l ON l.file = i.file AND l.line = i.line
ORDER BY i.file, i.line, i.nth
"""


class Repeat(NamedTuple):
    """A staged item that has the content of another one: of an item before it in the chunk, or of one in ours."""

    file: int
    line: int
    nth: int
    item_id: int
    of_item: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a chunk: items made, items that repeat others, and the ids that were asked for.

    `ids` has the item of each place whose row wants it; where the item was linked or left out, the one that stands
    for it.
    """

    n_items: int
    n_lines_left_out: int
    n_lines_repeating: int
    ids: dict[Place, int]


def lock(project_id: int) -> None:
    """Let one import at a time write into a project, so that two equal uploads find each other's items."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, {"project": project_id})


def store(*, batch: Batch, rows: Rows, wanted: int, max_overlap: int) -> Stored:
    """Write a chunk's items; repeats become what the batch wants of them."""
    if not rows.items:
        return Stored(0, 0, 0, {})
    values: dict[str, Any] = {
        "project": batch.project_id,
        "batch": batch.pk,
        "wanted": wanted,
        "max_overlap": max_overlap,
    }
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for table, staged in (
            ("intake_line", rows.lines),
            ("intake_answer", rows.answers),
            ("intake_item (file, line, nth, places, digest, shuffle, is_audit, wants_id)", rows.items),
        ):
            cursor.copy_expert(f"COPY {table} FROM STDIN", StringIO("".join(staged)))
        lock(batch.project_id)
        cursor.execute(REPEATS, values)
        repeats = [Repeat(*row) for row in cursor.fetchall()]
        cursor.execute(STAGED_IDS)
        ids = {Place(file, line, nth): item for file, line, nth, item in cursor.fetchall()}
        dropped = [] if batch.duplicates == Batch.Duplicates.KEEP else repeats
        if dropped:
            _leave_out(cursor, batch, dropped)
            ids |= {Place(one.file, one.line, one.nth): one.of_item for one in dropped}
        cursor.execute(INTO_OURS, values)
    return Stored(
        n_items=len(rows.items) - len(dropped),
        n_lines_left_out=_lines_without_items(rows, dropped),
        n_lines_repeating=len({(one.file, one.line) for one in repeats}),
        ids=ids,
    )


def _leave_out(cursor: Any, batch: Batch, dropped: list[Repeat]) -> None:
    pairs = {"repeats": [one.item_id for one in dropped], "firsts": [one.of_item for one in dropped]}
    if batch.duplicates == Batch.Duplicates.LINK:
        cursor.execute(LINK, pairs | {"batch": batch.pk})
    cursor.execute(DROP, pairs)


def _lines_without_items(rows: Rows, dropped: Iterable[Repeat]) -> int:
    left: dict[tuple[int, int], int] = {}
    for one in dropped:
        left[one.file, one.line] = left.get((one.file, one.line), 0) + 1
    return sum(rows.n_items_of[line] == n for line, n in left.items())
