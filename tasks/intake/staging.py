"""Write one chunk of good lines: COPY into two temporary tables, and from there into ours by SQL.

Decides what is stored once (a prompt in its project, a completion of its prompt) and what counts as a repeat.
The caller owns the transaction and the progress that goes with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.db import connection

from tasks.intake import hashing, languages
from tasks.intake.canonical import json_text
from tasks.intake.lines import Line, Notice
from tasks.models import Batch

TABLES = """
CREATE TEMP TABLE IF NOT EXISTS intake_line (
    line bigint PRIMARY KEY, digest bytea, prompt_digest bytea, prompt_group bytea, messages jsonb,
    prompt_language text, language text, domain text, priority smallint, skill_ids bigint[], shuffle integer,
    is_audit boolean, external_id text, reference text, sources jsonb, attachments jsonb, warnings jsonb, meta jsonb
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS intake_answer (
    line bigint, position smallint, digest bytea, text_digest bytea, text text, model text, origin text,
    meta jsonb, PRIMARY KEY (line, position)
) ON COMMIT DELETE ROWS;
TRUNCATE intake_line, intake_answer;
"""

# A failed batch is uploaded again, so its items make nobody's line a repeat. The LIMIT keeps it one look-up by
# digest for each line, however many items the project has.
REPEATS = """
ANALYZE intake_line, intake_answer;

SELECT line FROM (
    SELECT line, row_number() OVER (PARTITION BY digest ORDER BY line) AS nth FROM intake_line
) numbered WHERE nth > 1
UNION
SELECT l.line FROM intake_line l CROSS JOIN LATERAL (
    SELECT FROM tasks_item i JOIN tasks_batch b ON b.id = i.batch_id
    WHERE i.project_id = %(project)s AND i.digest = l.digest AND b.status <> 'failed' LIMIT 1
) earlier
"""

DROP = """
DELETE FROM intake_line WHERE line = ANY(%(repeats)s);
DELETE FROM intake_answer WHERE line = ANY(%(repeats)s);
"""

# Rows that lines share are inserted in one order, so that two imports cannot wait for each other in a ring.
INTO_OURS = """
INSERT INTO tasks_prompt (project_id, digest, messages, language, "group", created_at)
SELECT DISTINCT ON (prompt_digest) %(project)s, prompt_digest, messages, prompt_language, prompt_group, now()
FROM intake_line ORDER BY prompt_digest, line
ON CONFLICT (project_id, digest) DO NOTHING;

INSERT INTO tasks_completion (prompt_id, digest, text_digest, text, model, origin, meta)
SELECT DISTINCT ON (p.id, a.digest) p.id, a.digest, a.text_digest, a.text, a.model, a.origin, a.meta
FROM intake_answer a JOIN intake_line l ON l.line = a.line
JOIN tasks_prompt p ON p.project_id = %(project)s AND p.digest = l.prompt_digest
ORDER BY p.id, a.digest
ON CONFLICT (prompt_id, digest) DO NOTHING;

INSERT INTO tasks_item (project_id, batch_id, prompt_id, file, line, nth, digest, state, priority, shuffle, is_audit,
    is_gold, language, domain, skill_ids, wanted, taken, max_overlap, n_ratings, n_a, n_b, n_tie, n_both_bad,
    n_cannot_judge, n_strong_a, n_strong_b, strength_sum)
SELECT %(project)s, %(batch)s, p.id, %(file)s, l.line, 0, l.digest, 'open', l.priority, l.shuffle, l.is_audit, false,
    l.language, l.domain, l.skill_ids, %(wanted)s, 0, %(max_overlap)s, 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM intake_line l JOIN tasks_prompt p ON p.project_id = %(project)s AND p.digest = l.prompt_digest
ORDER BY l.line;

INSERT INTO tasks_itemcompletion (item_id, position, completion_id)
SELECT i.id, a.position, c.id
FROM intake_answer a JOIN tasks_item i ON i.batch_id = %(batch)s AND i.file = %(file)s AND i.line = a.line
JOIN tasks_completion c ON c.prompt_id = i.prompt_id AND c.digest = a.digest
ORDER BY i.id, a.position;

INSERT INTO tasks_itemdetail (item_id, external_id, reference, sources, attachments, warnings, meta)
SELECT i.id, l.external_id, l.reference, l.sources, l.attachments, l.warnings, l.meta
FROM intake_line l JOIN tasks_item i ON i.batch_id = %(batch)s AND i.file = %(file)s AND i.line = l.line
ORDER BY i.id;
"""

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('touchstone intake'), %(project)s::integer)"
LINE_COPY = "COPY intake_line FROM STDIN"
ANSWER_COPY = "COPY intake_answer FROM STDIN"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A good line with its number and what the import has decided about its item."""

    number: int
    line: Line
    skill_ids: tuple[int, ...]
    priority: int
    shuffle: int
    is_audit: bool


@dataclass(frozen=True, slots=True)
class Stored:
    n_accepted: int
    n_duplicates: int


def store(*, batch: Batch, file: int, accepted: Sequence[Accepted], wanted: int, max_overlap: int) -> Stored:
    """Write a chunk's good lines as items; repeats are counted, and left out unless the batch keeps them."""
    if not accepted:
        return Stored(0, 0)
    values: dict[str, Any] = {
        "project": batch.project_id,
        "batch": batch.pk,
        "file": file,
        "wanted": wanted,
        "max_overlap": max_overlap,
    }
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        cursor.copy_expert(LINE_COPY, _file(map(_line_row, accepted)))
        cursor.copy_expert(ANSWER_COPY, _file(row for one in accepted for row in _answer_rows(one)))
        # One import at a time in a project looks for repeats, so that two equal uploads find each other.
        cursor.execute(ONE_AT_A_TIME, values)
        cursor.execute(REPEATS, values)
        repeats = [line for (line,) in cursor.fetchall()]
        if repeats and batch.duplicates != Batch.Duplicates.KEEP:
            cursor.execute(DROP, {"repeats": repeats})
        cursor.execute(INTO_OURS, values)
    dropped = 0 if batch.duplicates == Batch.Duplicates.KEEP else len(repeats)
    return Stored(len(accepted) - dropped, len(repeats))


def _line_row(one: Accepted) -> tuple[Any, ...]:
    line = one.line
    language = line.language or languages.guess(line.prompt)
    return (
        one.number,
        hashing.content_digest(line.prompt, line.answers),
        hashing.prompt_digest(line.prompt),
        hashing.group_digest(line.prompt),
        json_text([{"role": message.role, "content": message.content} for message in line.prompt]),
        language,
        language,
        line.domain,
        one.priority,
        "{" + ",".join(map(str, one.skill_ids)) + "}",
        one.shuffle,
        one.is_audit,
        line.external_id,
        line.reference,
        json_text(line.sources),
        json_text(line.attachments),
        json_text(line.warnings),
        json_text(_meta(line)),
    )


def _meta(line: Line) -> dict[str, Any]:
    """Keep the notices with the item, so that a manager can see which lines they were about."""
    return {**line.meta, "import_notices": list(map(_notice, line.notices))} if line.notices else line.meta


def _notice(notice: Notice) -> dict[str, str]:
    return {"code": notice.code, "field": notice.field}


def _answer_rows(one: Accepted) -> Iterable[tuple[Any, ...]]:
    for position, answer in enumerate(one.line.answers):
        yield (
            one.number,
            position,
            hashing.completion_digest(answer),
            hashing.text_digest(answer.text),
            answer.text,
            answer.model,
            answer.origin,
            json_text(answer.meta),
        )


def _file(rows: Iterable[tuple[Any, ...]]) -> StringIO:
    return StringIO("".join("\t".join(map(_copied, row)) + "\n" for row in rows))


def _copied(value: Any) -> str:
    """Write one value in COPY's text format."""
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return str(value)
