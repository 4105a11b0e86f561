"""The rows of a selection as PostgreSQL gives them: three statements for a chunk of items.

Plain SQL and tuples, because this is a hot loop: an ORM's query would be put together again for each chunk, and each
value be converted by itself. JSON comes as text, so that what is empty, as most of it is, costs nothing to read.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from django.db import connection

# The inner query takes its few rows before the joins, even where the planner thinks that a new export has but one.
ITEMS = """
SELECT e.item_id, e.rating_ids, e.split, i.prompt_id, encode(coalesce(e."group", p."group"), 'hex'), p.messages::text,
       i.batch_id, b.rubric_version_id, i.domain, i.language, d.external_id, e.confidence, e.probabilities::text,
       e.strength, e.margin, e.errors::text, e.agreement, e.method, e.method_version,
       coalesce(e.merged ->> 'label', c.label), coalesce(e.merged -> 'detail', c.detail)::text,
       coalesce(e.merged ->> 'state', c.state), c.decided_at, (e.merged -> 'orders')::text, {carried}
  FROM (SELECT * FROM tasks_exportitem
         WHERE export_id = %(export)s AND split = %(split)s AND item_id BETWEEN %(first)s AND %(last)s
         ORDER BY item_id LIMIT %(limit)s) e
  JOIN tasks_item i ON i.id = e.item_id
  JOIN tasks_prompt p ON p.id = i.prompt_id
  JOIN tasks_batch b ON b.id = i.batch_id
  JOIN tasks_consensus c ON c.id = e.consensus_id
  LEFT JOIN tasks_itemdetail d ON d.item_id = e.item_id
 ORDER BY e.item_id
"""
CARRIED = "i.skill_ids, i.priority, d.reference, d.sources::text, d.attachments::text, d.warnings::text, d.meta::text"
NOT_CARRIED = "'{}'::bigint[], 0, '', '{}', '[]', '[]', '{}'"
COMPLETIONS = """
SELECT s.item_id, c.text, c.model, (c.meta -> 'messages')::text, encode(m.digest, 'hex'), m.content_type
  FROM tasks_itemcompletion s
  JOIN tasks_completion c ON c.id = s.completion_id
  LEFT JOIN tasks_media m ON m.id = c.media_id
 WHERE s.item_id = ANY(%(items)s)
 ORDER BY s.item_id, s.position
"""
RATINGS = """
SELECT r.id, r.item_id, r.strength, r.verdict, r.scores, r.rationale, r.reasons, r.marks::text, r.clauses, r.tags::text,
       r.rewrite::text, r.confidence, r.flags, r.answers::text, r.active_ms, r.rubric_version_id, t.pseudonym, g.number,
       s."order"
  FROM tasks_rating r
  JOIN raters_rater t ON t.id = r.rater_id
  LEFT JOIN raters_guidelineversion g ON g.id = r.guideline_version_id
  LEFT JOIN tasks_presentation s ON s.assignment_id = r.assignment_id
 WHERE r.id = ANY(%(ratings)s)
"""


class ItemRow(NamedTuple):
    """`orders` says, for items that were merged into this one, where their answers stand here."""

    id: int
    rating_ids: list[int]
    split: str
    prompt_id: int
    group: str
    messages: str
    batch_id: int
    rubric_version_id: int
    domain: str
    language: str
    external_id: str | None
    confidence: float | None
    probabilities: str
    strength: float | None
    margin: float | None
    errors: str
    agreement: float | None
    method: str
    method_version: int
    label: str
    detail: str
    state: str
    decided_at: datetime
    orders: str | None
    skill_ids: list[int]
    priority: int
    reference: str | None
    sources: str | None
    attachments: str | None
    warnings: str | None
    meta: str | None


class CompletionRow(NamedTuple):
    item_id: int
    text: str
    model: str
    messages: str | None
    digest: str | None
    content_type: str | None


class RatingRow(NamedTuple):
    id: int
    item_id: int
    strength: int | None
    verdict: str
    scores: list[int | None]
    rationale: str
    reasons: list[str]
    marks: str
    clauses: list[int]
    tags: str
    rewrite: str
    confidence: int | None
    flags: list[str]
    answers: str
    active_ms: int
    rubric_version_id: int
    pseudonym: str
    guideline: int | None
    order: list[int] | None


def items(*, export: int, split: str, first: int, last: int, limit: int, carried: bool) -> list[ItemRow]:
    values = {"export": export, "split": split, "first": first, "last": last, "limit": limit}
    statement = ITEMS.format(carried=CARRIED if carried else NOT_CARRIED)
    return list(map(ItemRow._make, _fetched(statement, values)))


def completions(item_ids: Collection[int]) -> list[CompletionRow]:
    return list(map(CompletionRow._make, _fetched(COMPLETIONS, {"items": list(item_ids)})))


def ratings(rating_ids: Collection[int]) -> list[RatingRow]:
    if not rating_ids:
        return []
    return list(map(RatingRow._make, _fetched(RATINGS, {"ratings": list(rating_ids)})))


def _fetched(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def decoded(text: str) -> Any:
    """Read JSON of the database, whole numbers of any size exactly."""
    if text == "{}":
        return {}
    if text == "[]":
        return []
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:  # a number that only Python's own reader takes, as infinity
        return json.loads(text)
