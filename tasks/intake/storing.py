"""Write one chunk of good lines into our tables: every text travels once, straight into the table where it stays.

Decides what is stored once (a prompt in its project, a completion of its prompt) and what becomes of an item that
repeats another: kept, linked to the first, or left out. The digests of a chunk are looked up first, ids are reserved
for what is new, and COPY writes it (docs/decisions/0004). The caller owns the transaction and the progress that goes
with it; what the rows say is decided in `rows`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.db import connection

from tasks.intake import same_ids
from tasks.intake.rows import AnswerRow, ItemRow, LineRows, Place
from tasks.models import Batch

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('touchstone intake'), %s::integer)"
RESERVE = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
KNOWN_PROMPTS = "SELECT digest, id FROM tasks_prompt WHERE project_id = %s AND digest = ANY(%s)"
KNOWN_COMPLETIONS = "SELECT prompt_id, digest, id FROM tasks_completion WHERE prompt_id = ANY(%s)"
# A failed batch is uploaded again, and a deleted one goes, so their items make nobody's line a repeat.
EARLIER_ITEMS = """
SELECT i.digest, min(i.id), bool_or(i.batch_id <> %s)
  FROM tasks_item i JOIN tasks_batch b ON b.id = i.batch_id
 WHERE i.project_id = %s AND i.digest = ANY(%s) AND b.status NOT IN ('failed', 'deleting') GROUP BY i.digest
"""
COLUMNS = {
    "tasks_prompt": 'id, project_id, digest, messages, language, "group", created_at',
    "tasks_completion": "id, prompt_id, digest, text_digest, text, model, origin, media_id, meta",
    "tasks_item": "id, project_id, batch_id, prompt_id, wanted, max_overlap, file, line, nth, digest, priority, "
    "shuffle, is_audit, language, domain, skill_ids, state, is_gold, taken, n_ratings, n_cannot_judge, "
    "tally",
    "tasks_itemcompletion": "item_id, position, completion_id",
    "tasks_itemdetail": "item_id, external_id, reference, sources, attachments, warnings, meta",
    "tasks_linkedline": "item_id, batch_id, file, line, external_id, meta",
}
FRESH = "open\tf\t0\t0\t0\t{}"


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a chunk: items made, lines of which nothing was kept, lines that repeat something.

    `n_lines_known` are those that repeat another batch, `strange` those of an id that has another text. `ids` has the
    items of the lines that want to know them; where an item was linked, the one that stands for it.
    """

    n_items: int
    n_lines_left_out: int
    n_lines_repeating: int
    n_lines_known: int
    strange: Sequence[Place]
    ids: dict[Place, int]


def lock(home: int) -> None:
    """Let one import at a time write into a project, so that two equal uploads find each other's items.

    `home` is the project's id, or what `Batch.home` says.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [home])


def store(*, batch: Batch, lines: Sequence[LineRows], wanted: int, max_overlap: int) -> Stored:
    """Write a chunk's items; repeats, and ids that have another text, become what the batch wants of them.

    A line that is left out because of its id counts as one that repeats another batch.
    """
    if not lines:
        return Stored(0, 0, 0, 0, (), {})
    lock(batch.home)
    kept, strange = same_ids.settle(batch, lines)
    n_skipped = len(lines) - len(kept)
    with connection.cursor() as cursor:
        writing = _Writing(cursor, batch, kept, wanted, max_overlap)
        for line in kept:
            writing.add(line)
        writing.copy(cursor)
    return Stored(
        n_items=len(writing.rows["tasks_item"]),
        n_lines_left_out=writing.n_left_out + n_skipped,
        n_lines_repeating=writing.n_repeating + n_skipped,
        n_lines_known=writing.n_known + n_skipped,
        strange=strange,
        ids=writing.ids,
    )


class _Writing:
    """A chunk on its way into our tables: what the project has of it, ids for the rest, and the finished rows."""

    def __init__(
        self, cursor: Any, batch: Batch, lines: Sequence[LineRows], wanted: int, max_overlap: int
    ) -> None:
        prompts = {line.prompt for line in lines}
        items = [item.digest for line in lines for item in line.items]
        self.batch = batch
        # An audit item gets no more ratings than it starts with, whatever they say.
        self.slots = {False: f"{wanted}\t{max_overlap}", True: f"{wanted}\t{wanted}"}
        self.prompts = _known_prompts(cursor, batch.home, prompts)
        self.completions = _known_completions(cursor, list(self.prompts.values()))
        self.items, self.elsewhere = _earlier_items(cursor, batch, items)
        self.new_prompts = _reserved(cursor, "tasks_prompt", len(prompts) - len(self.prompts))
        self.new_completions = _reserved(cursor, "tasks_completion", sum(len(line.answers) for line in lines))
        self.new_items = _reserved(cursor, "tasks_item", len(items))
        cursor.execute("SELECT now()::text")
        (self.moment,) = cursor.fetchone()
        self.rows: dict[str, list[str]] = {table: [] for table in COLUMNS}
        self.ids: dict[Place, int] = {}
        self.n_left_out = self.n_repeating = self.n_known = 0

    def add(self, line: LineRows) -> None:
        """Add a line's rows; those of a line whose every item repeats another are left out with it."""
        standing = {item.place: self.items.get(item.digest) for item in line.items}
        kept = self._kept(line)
        self.n_repeating += any(standing.values())
        self.n_known += any(item.digest in self.elsewhere for item in line.items)
        if kept:
            prompt = self._prompt(line)
            completions = [self._completion(prompt, answer) for answer in line.answers]
            for item in kept:
                standing[item.place] = self._item(item, line, prompt, completions)
        else:
            self.n_left_out += 1
        if self.batch.duplicates == Batch.Duplicates.LINK and len(kept) < len(line.items):
            self._link(line, next(item for item in line.items if item not in kept))
        if line.wants_ids:
            self.ids.update({one.place: standing[one.place] or self.items[one.digest] for one in line.items})

    def copy(self, cursor: Any) -> None:
        """Write all rows, tables that are pointed at first."""
        for table, rows in self.rows.items():
            # Django does not know this call, so its errors would come out as psycopg2's.
            with connection.wrap_database_errors:
                cursor.copy_expert(f"COPY {table} ({COLUMNS[table]}) FROM STDIN", StringIO("".join(rows)))

    def _kept(self, line: LineRows) -> list[ItemRow]:
        if self.batch.duplicates == Batch.Duplicates.KEEP:
            return list(line.items)
        fresh = {item.digest: item for item in reversed(line.items) if item.digest not in self.items}
        return [item for item in line.items if fresh.get(item.digest) is item]

    def _prompt(self, line: LineRows) -> int:
        known = self.prompts.get(line.prompt)
        if known is None:
            known = self.prompts[line.prompt] = next(self.new_prompts)
            self._row("tasks_prompt", known, self.batch.home, line.prompt_columns, self.moment)
        return known

    def _completion(self, prompt: int, answer: AnswerRow) -> int:
        known = self.completions.get((prompt, answer.digest))
        if known is None:
            known = self.completions[prompt, answer.digest] = next(self.new_completions)
            self._row("tasks_completion", known, prompt, answer.columns)
        return known

    def _item(self, item: ItemRow, line: LineRows, prompt: int, completions: Sequence[int]) -> int:
        pk = next(self.new_items)
        self.items.setdefault(item.digest, pk)
        own = (pk, self.batch.project_id, self.batch.pk, prompt, self.slots[item.is_audit])
        self._row("tasks_item", *own, item.columns, line.item_columns, FRESH)
        self._row("tasks_itemdetail", pk, line.detail_columns)
        for position, answer in enumerate(item.answers):
            self._row("tasks_itemcompletion", pk, position, completions[answer])
        return pk

    def _link(self, line: LineRows, item: ItemRow) -> None:
        of_item, place = self.items[item.digest], item.place
        self._row("tasks_linkedline", of_item, self.batch.pk, place.file, place.line, line.link_columns)

    def _row(self, table: str, *columns: object) -> None:
        self.rows[table].append("\t".join(map(str, columns)) + "\n")


def _known_prompts(cursor: Any, home: int, digests: Iterable[bytes]) -> dict[bytes, int]:
    cursor.execute(KNOWN_PROMPTS, [home, list(digests)])
    return {bytes(digest): pk for digest, pk in cursor.fetchall()}


def _earlier_items(cursor: Any, batch: Batch, digests: list[bytes]) -> tuple[dict[bytes, int], set[bytes]]:
    """Find the first item of each content, and which contents other batches have."""
    cursor.execute(EARLIER_ITEMS, [batch.pk, batch.project_id, digests])
    found = [(bytes(digest), pk, is_elsewhere) for digest, pk, is_elsewhere in cursor.fetchall()]
    return (
        {digest: pk for digest, pk, _is_elsewhere in found},
        {digest for digest, _pk, is_elsewhere in found if is_elsewhere},
    )


def _known_completions(cursor: Any, prompts: list[int]) -> dict[tuple[int, bytes], int]:
    cursor.execute(KNOWN_COMPLETIONS, [prompts])
    return {(prompt, bytes(digest)): pk for prompt, digest, pk in cursor.fetchall()}


def _reserved(cursor: Any, table: str, n: int) -> Iterator[int]:
    """Take ids that nobody else gets; those that are not needed are lost, which a sequence can bear."""
    cursor.execute(RESERVE, [table, n])
    return iter([pk for (pk,) in cursor.fetchall()])
