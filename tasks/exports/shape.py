"""What all records of one export have in common, found once, when its selection is frozen.

A loader takes the types of a file from its first rows. So a key that any record of an export needs stands in all of
them: the aspects of every rubric that was rated by, and what messages say of tools if one message says anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection

from tasks.models import Export, RubricVersion
from tasks.rubric.definition import parse

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


@dataclass(frozen=True, slots=True)
class Shape:
    """`tools`: messages say something of tools. `turns`: some answer is messages rather than one text."""

    aspects: tuple[str, ...] = ()
    tools: bool = False
    turns: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"aspects": list(self.aspects)}


def of(export: Export) -> Shape:
    """Return the shape that was frozen; exports from before there were shapes have the plain one."""
    return parsed((export.manifest or {}).get("shape", {}))


def parsed(data: Mapping[str, Any]) -> Shape:
    return Shape(
        aspects=tuple(data.get("aspects", ())),
        tools=bool(data.get("tools")),
        turns=bool(data.get("turns")),
    )


def found(export: Export) -> Shape:
    """Look through the frozen selection."""
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
    definitions = RubricVersion.objects.filter(pk__in=rubrics).values_list("definition", flat=True)
    aspects = {scale.key for definition in definitions for scale in parse(definition).scales}
    return Shape(aspects=tuple(sorted(aspects)), tools=tools, turns=turns)
