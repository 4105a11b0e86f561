"""What all records of one export have in common, found once, when its selection is frozen.

A loader takes the types of a file from its first rows. So a key that any record of an export needs stands in all of
them: the aspects of every rubric that was rated by, and what messages say of tools if one message says anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection

from tasks.models import Export
from tasks.rubric import versions
from tasks.rubric.kinds import LETTERS, Kind

# Three passes over the selection, each of which ends at the first hit.
TOOLS = """
SELECT EXISTS (
    SELECT 1 FROM tasks_exportitem e JOIN tasks_item i ON i.id = e.item_id JOIN tasks_prompt p ON p.id = i.prompt_id
     WHERE e.export_id = %(export)s AND p.messages @? %(asked)s::jsonpath
) OR EXISTS (
    SELECT 1 FROM tasks_exportitem e JOIN tasks_itemcompletion s ON s.item_id = e.item_id
      JOIN tasks_completion c ON c.id = s.completion_id
     WHERE e.export_id = %(export)s AND c.meta @? %(said)s::jsonpath
)
"""
TURNS = """
SELECT EXISTS (
    SELECT 1 FROM tasks_exportitem e JOIN tasks_itemcompletion s ON s.item_id = e.item_id
      JOIN tasks_completion c ON c.id = s.completion_id
     WHERE e.export_id = %(export)s AND jsonb_typeof(c.meta -> 'messages') = 'array'
)
"""
SAYS_MORE = "[*] ? (exists(@.tool_calls) || exists(@.name) || exists(@.tool_call_id))"
RUBRICS = """
SELECT DISTINCT rubric_version_id FROM tasks_rating
 WHERE id IN (SELECT unnest(rating_ids) FROM tasks_exportitem WHERE export_id = %(export)s)
"""

ITEMS = """
SELECT coalesce(array_agg(DISTINCT b.rubric_version_id), '{}'),
       coalesce((SELECT max(s.position) + 1 FROM tasks_exportitem e JOIN tasks_itemcompletion s ON s.item_id = e.item_id
                  WHERE e.export_id = %(export)s), 2)
  FROM tasks_exportitem e JOIN tasks_item i ON i.id = e.item_id JOIN tasks_batch b ON b.id = i.batch_id
 WHERE e.export_id = %(export)s
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """`tools`: messages say something of tools. `turns`: some answer is messages rather than one text.

    `rubrics` are those of its items and ratings, by their ids, whose questions stand in every record; `n_answers` is
    the most that an item has.
    """

    aspects: tuple[str, ...] = ()
    tools: bool = False
    turns: bool = False
    rubrics: tuple[int, ...] = ()
    n_answers: int = 2

    @property
    def letters(self) -> str:
        return LETTERS[: self.n_answers]

    @property
    def kinds(self) -> tuple[Kind[Any], ...]:
        """Give the questions of the export, each key and kind once."""
        return _kinds(self.rubrics)

    @property
    def labelling(self) -> tuple[Kind[Any], ...]:
        """Give those of the questions that label items."""
        return _labelling(self.rubrics)

    def as_dict(self) -> dict[str, Any]:
        plain = {"aspects": list(self.aspects), "tools": self.tools, "turns": self.turns}
        return plain | ({"rubrics": list(self.rubrics), "n_answers": self.n_answers} if self.rubrics else {})


@lru_cache(maxsize=64)
def _kinds(rubrics: tuple[int, ...]) -> tuple[Kind[Any], ...]:
    return _once(kind for pk in rubrics for kind in versions.by_id(pk).kinds.values())


@lru_cache(maxsize=64)
def _labelling(rubrics: tuple[int, ...]) -> tuple[Kind[Any], ...]:
    return _once(versions.by_id(pk).labelling for pk in rubrics)


def _once(kinds: Iterable[Kind[Any]]) -> tuple[Kind[Any], ...]:
    found: dict[tuple[str, type], Kind[Any]] = {}
    for kind in kinds:
        found.setdefault((kind.question.key, type(kind)), kind)
    return tuple(found.values())


def of(export: Export) -> Shape:
    """Return the shape that was frozen; exports from before there were shapes have the plain one."""
    return parsed((export.manifest or {}).get("shape", {}))


def parsed(data: Mapping[str, Any]) -> Shape:
    return Shape(
        aspects=tuple(data.get("aspects", ())),
        tools=bool(data.get("tools")),
        turns=bool(data.get("turns")),
        rubrics=tuple(data.get("rubrics", ())),
        n_answers=int(data.get("n_answers", 2)),
    )


def found(export: Export, *, whole: bool) -> Shape:
    """Look through the frozen selection; a `whole` format says all that the questions of its rubrics say."""
    values: dict[str, int | str] = {
        "export": export.pk,
        "asked": f"${SAYS_MORE}",
        "said": f"$.messages{SAYS_MORE}",
    }
    with connection.cursor() as cursor:
        cursor.execute(TOOLS, values)
        (tools,) = cursor.fetchone()
        cursor.execute(TURNS, values)
        (turns,) = cursor.fetchone()
        cursor.execute(RUBRICS, values)
        rubrics = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(ITEMS, values)
        of_items, n_answers = cursor.fetchone()
    aspects = {scale.key for pk in rubrics for scale in versions.by_id(pk).scales}
    both = tuple(sorted({*rubrics, *of_items})) if whole else ()
    return Shape(
        tuple(sorted(aspects)), tools=tools, turns=turns, rubrics=both, n_answers=n_answers if both else 2
    )
