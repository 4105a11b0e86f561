"""The prompts of a project as texts to compare: the first question of each, and all questions of a conversation.

The first question is what `Prompt.group` goes by, so prompts of one group share a text here and stay together.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from tasks.intake.near_duplicates import near_shingles
from tasks.intake.near_duplicates.near_signatures import Signatures

ROWS_AT_ONCE = 500
UNSIGNED = -1

TEXTS = """
SELECT id, coalesce(near_group, 0),
       left(coalesce(jsonb_path_query_first(messages, '$[*] ? (@.role == "user")'), messages -> 0) ->> 'content',
            %(most)s),
       CASE WHEN jsonb_array_length(messages) > 1 THEN (
           SELECT left(string_agg(left(turn ->> 'content', %(most)s), chr(10) ORDER BY place), %(most)s)
             FROM jsonb_array_elements(messages) WITH ORDINALITY AS turns (turn, place)
            WHERE turn ->> 'role' = 'user'
           HAVING count(*) > 1) END
  FROM tasks_prompt
 WHERE project_id = %(project)s
"""

Rows = NDArray[np.integer[Any]]


@dataclass
class Gathered:
    """Prompts, and their texts in rows: a row's owner is the place of its prompt, its key a digest of its text."""

    ids: array[int] = field(default_factory=lambda: array("q"))
    known: array[int] = field(default_factory=lambda: array("q"))
    keys: array[int] = field(default_factory=lambda: array("Q"))
    owners: array[int] = field(default_factory=lambda: array("i"))
    signed: array[int] = field(default_factory=lambda: array("i"))


def gather(project_id: int, signatures: Signatures) -> Gathered:
    """Read every prompt of a project once and sign its texts; what is kept of each is a few numbers."""
    gathered = Gathered()
    for prompts in _prompts(project_id):
        texts = []
        for prompt, known, *questions in prompts:
            gathered.ids.append(prompt)
            gathered.known.append(known)
            for question in questions:
                if question is not None:
                    texts.append(text := near_shingles.folded(question))
                    gathered.keys.append(_key(text))
                    gathered.owners.append(len(gathered.ids) - 1)
        _sign(texts, signatures, gathered.signed)
    return gathered


def texts_of(project_id: int, prompts: Rows, is_later: NDArray[np.bool_]) -> list[str]:
    """Read the texts of a few rows again: a prompt's first question, or all where `is_later`; a lost one is empty."""
    with connection.cursor() as cursor:
        cursor.execute(TEXTS + "AND id = ANY(%(ids)s)", _values(project_id) | {"ids": prompts.tolist()})
        found = {prompt: questions for prompt, _known, *questions in cursor.fetchall()}
    rows = zip(prompts.tolist(), is_later.tolist(), strict=True)
    return [near_shingles.folded(found.get(prompt, ("", ""))[later] or "") for prompt, later in rows]


def _prompts(project_id: int) -> Iterator[list[tuple[Any, ...]]]:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(TEXTS, _values(project_id))
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield rows


def _values(project_id: int) -> dict[str, Any]:
    return {"project": project_id, "most": near_shingles.MOST_CHARACTERS}


def _key(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def _sign(texts: list[str], signatures: Signatures, signed: array[int]) -> None:
    comparable = [near_shingles.is_comparable(text) for text in texts]
    numbers = iter(range(signatures.n, signatures.n + len(texts)))
    signed.extend(next(numbers) if is_comparable else UNSIGNED for is_comparable in comparable)
    signatures.add([text for text, is_comparable in zip(texts, comparable, strict=True) if is_comparable])
