"""Entries that are committed together: read ahead, sorted into items, lines that wait, and rejected lines.

Decides how large a step is, and makes its rows. Nothing here asks the database, so that a thread can prepare the next
chunk while this one is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar

from tasks.intake import parsing, rows
from tasks.intake.faults import LineError
from tasks.intake.files import decoding
from tasks.intake.files.reading import Source
from tasks.intake.files.splitting import Entry
from tasks.intake.judged import judgements
from tasks.intake.judged.judgements import Judged
from tasks.intake.lines import Line
from tasks.intake.merging import Merged
from tasks.intake.pairing import Places
from tasks.intake.parsing import Rules
from tasks.intake.rows import Draws, LineRows, Place
from tasks.intake.storing import Stored
from tasks.models import Batch, BatchFile, RejectedLine

CHUNK_LINES = 2000
CHUNK_BYTES = 16 << 20
CHUNK_ITEMS = 20_000
MAX_SMALLINT = 32767
FIELD_KEPT = 200

T = TypeVar("T")


@dataclass(slots=True)
class Seen:
    """What no row says of the lines so far: good ones by layout, notices by code, lines with items by their answers.

    `n_known` are lines that repeat an item of another batch; `strange`, in a dry run, are those whose id another batch
    has with another text.
    """

    layouts: Counter[str] = field(default_factory=Counter)
    notices: Counter[str] = field(default_factory=Counter)
    n_answers: Counter[int] = field(default_factory=Counter)
    n_known: int = 0
    strange: list[Place] = field(default_factory=list)

    def note(self, stored: Stored, *, n_unused: int) -> None:
        """Add what was found out when the lines were written, and how many of their ratings were left out."""
        self.n_known += stored.n_lines_known
        self.strange += stored.strange
        self.notices["rating_left_out"] += n_unused

    def add(self, other: Seen) -> None:
        self.layouts += other.layouts
        self.notices += other.notices
        self.n_answers += other.n_answers
        self.n_known += other.n_known
        self.strange += other.strange


@dataclass(frozen=True, slots=True)
class Policy:
    """What project and batch say, looked up once for an import; `seen` grows as its chunks are written."""

    batch: Batch
    rules: Rules
    draws: Draws
    skill_ids: dict[str, int]
    wanted: int
    max_overlap: int
    seen: Seen = field(default_factory=Seen)


@dataclass(slots=True)
class Chunk:
    """What becomes of some entries; `last` is the number of the last of them."""

    rows: list[LineRows] = field(default_factory=list)
    waiting: list[tuple[int, Line]] = field(default_factory=list)
    rejected: list[RejectedLine] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    layout: str = ""
    has_answers: bool = False
    n_lines: int = 0
    n_items: int = 0
    last: int = 0
    n_bytes: int = 0
    n_bytes_read: int = 0

    @property
    def is_full(self) -> bool:
        return self.n_lines >= CHUNK_LINES or self.n_bytes >= CHUNK_BYTES or self.n_items >= CHUNK_ITEMS

    def add(self, line: Line, items: list[Places], *, file: int, number: int, policy: Policy) -> None:
        """Add a line that makes items."""
        judged = bool(line.ratings or line.gold)
        self._add_rows(line, items, judged, file, number, policy)
        if judged:
            self.judged.append(judgements.of_line(line, items, file=file, number=number))

    def add_merged(
        self, merged: Merged, items: list[Places], *, file: int, number: int, policy: Policy
    ) -> None:
        """Add the items of lines that have become one."""
        self._add_rows(merged.line, items, bool(merged.said), file, number, policy)
        if merged.said:
            self.judged.append(Judged(file, number, merged.line.answers, items, merged.said))

    def _add_rows(
        self, line: Line, items: list[Places], wants_ids: bool, file: int, number: int, policy: Policy
    ) -> None:
        made = rows.of_line(
            line,
            file=file,
            number=number,
            items=items,
            wants_ids=wants_ids,
            priority=max(-MAX_SMALLINT, min(MAX_SMALLINT, policy.batch.priority + line.priority)),
            skill_ids=sorted({policy.skill_ids[code] for code in line.skills}),
            draws=policy.draws,
        )
        self.rows.append(made)
        self.n_items += len(items)
        self.seen.n_answers[len(line.answers)] += 1


def cut(
    source: Source, policy: Policy, file: BatchFile, *, after: int, bytes_read: Callable[[], int]
) -> Iterator[Chunk]:
    """Yield the file's chunks behind the entry numbered `after`."""
    chunk = Chunk()
    for entry in source.entries(after=after):
        _sort(source, entry, policy, file, chunk)
        if chunk.is_full:
            chunk.n_bytes_read = bytes_read()
            yield chunk
            chunk = Chunk()
    if chunk.last:
        chunk.n_bytes_read = bytes_read()
        yield chunk


def _sort(source: Source, entry: Entry, policy: Policy, file: BatchFile, chunk: Chunk) -> None:
    chunk.last = entry.number
    chunk.n_lines += 1
    chunk.n_bytes += len(entry.data)
    try:
        line = parsing.read(source, entry, policy.rules)
        chunk.layout = chunk.layout or line.layout
        items = parsing.shape(line, policy.rules, seed=seed_of(policy, file.position, entry.number))
    except LineError as fault:
        chunk.rejected.append(_rejected(policy.batch, file, entry, fault))
        return
    chunk.has_answers = chunk.has_answers or bool(line.answers or line.ratings or line.gold)
    chunk.seen.layouts[line.layout] += 1
    chunk.seen.notices.update(notice.code for notice in line.notices)
    if items:
        chunk.add(line, items, file=file.position, number=entry.number, policy=policy)
    else:
        chunk.waiting.append((entry.number, line))


def seed_of(policy: Policy, file: int, number: int) -> int:
    """Give the seed of a line's random pairs."""
    return int.from_bytes(sha256(f"{policy.draws.seed}:{file}:{number}".encode()).digest()[:8], "big")


def _rejected(batch: Batch, file: BatchFile, entry: Entry, fault: LineError) -> RejectedLine:
    return RejectedLine(
        batch=batch,
        file=file.position,
        line=entry.number,
        field=fault.field[:FIELD_KEPT],
        code=fault.code,
        details=fault.details,
        original=decoding.original(entry),
    )


def ahead(chunks: Iterable[T]) -> Generator[T]:
    """Yield what an iterable gives while a thread is already making the next one, and PostgreSQL writes this one."""
    coming_up = iter(chunks)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="intake") as thread:
        coming = thread.submit(next, coming_up, None)
        while (chunk := coming.result()) is not None:
            coming = thread.submit(next, coming_up, None)
            yield chunk
