"""What is odd about items and yet no reason to refuse them: a manager should know it before raters see them.

Decides by an item alone, but for `same_id`, which asks the project.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection

from tasks.intake import hashing
from tasks.intake.dry_run import self_naming
from tasks.intake.lines import Answer
from tasks.models import Batch
from tasks.rendering.language import language_of

# Of a shorter answer (a letter, a number, a name) the language says nothing.
SHORTEST = 20
PLACES = 5
# Lines whose id an item of another batch has, where no such item has the same content.
SAME_ID = """
SELECT DISTINCT ON (i.file, i.line) i.file, i.line
  FROM tasks_item i JOIN tasks_itemdetail d ON d.item_id = i.id
  JOIN LATERAL (
       SELECT bool_or(other.digest = i.digest) AS is_same
         FROM tasks_itemdetail named JOIN tasks_item other ON other.id = named.item_id
         JOIN tasks_batch b ON b.id = other.batch_id
        WHERE named.external_id = d.external_id AND other.project_id = i.project_id AND other.batch_id <> i.batch_id
          AND b.status NOT IN ('failed', 'deleting')) elsewhere ON NOT elsewhere.is_same
 WHERE i.batch_id = %s AND d.external_id <> ''
 ORDER BY i.file, i.line
"""


class Place(NamedTuple):
    file: int
    line: int


class Odd:
    """The odd items so far: of each kind how many, and where the first of them are."""

    def __init__(self) -> None:
        self.n: dict[str, int] = {}
        self.places: dict[str, list[Place]] = {}

    def add(self, kind: str, place: Place) -> None:
        self.n[kind] = self.n.get(kind, 0) + 1
        places = self.places.setdefault(kind, [])
        if len(places) < PLACES and place not in places:
            places.append(place)

    def as_json(self) -> list[dict[str, Any]]:
        """Tell the kinds, most frequent first."""
        kinds = sorted(self.n, key=lambda kind: (-self.n[kind], kind))
        return [{"kind": kind, "n": self.n[kind], "places": self.places[kind]} for kind in kinds]


def of_item(asked: str, answers: Sequence[Answer]) -> Iterator[str]:
    """Name what is odd about an item; `asked` is the turn that its answers answer."""
    if any(not answer.text.strip() and not answer.media for answer in answers):
        yield "empty_answer"
    if len(set(map(hashing.same_answer_digest, answers))) < len(answers):
        yield "equal_answers"
    if any(map(self_naming.names_itself, answers)):
        yield "names_model"
    if _is_mixed(asked, answers):
        yield "mixed_languages"


def same_id(batch: Batch) -> list[Place]:
    """Find the lines whose id the project has with another content."""
    with connection.cursor() as cursor:
        cursor.execute(SAME_ID, [batch.pk])
        return [Place(*row) for row in cursor.fetchall()]


def _is_mixed(asked: str, answers: Sequence[Answer]) -> bool:
    texts = [text for text in (asked, *(answer.text for answer in answers)) if len(text) >= SHORTEST]
    return len({language for text in texts if (language := language_of(text))}) > 1
