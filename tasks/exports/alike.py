"""Which pairs leave nothing to choose: two answers of the same text. Frozen with the selection.

Such a pair would stand in a trainer's file with `chosen` equal to `rejected`. The same text means: equal but for line
ends and for white space before and behind, which no reader sees. Inside a text white space stays: in code it is the
answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet

from tasks.models import ExportItem

SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u200b\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
MARK = Path(__file__).with_name("alike.sql").read_text()
# How the manifest calls what a trainer's file leaves out.
LEFT_OUT = {
    ExportItem.Alike.EMPTY.value: "empty_answers",
    ExportItem.Alike.EQUAL.value: "equal_answers",
    ExportItem.Alike.MEDIA.value: "same_text_other_media",
}


def mark(export_id: int) -> None:
    """Mark the pairs of a selection whose answers are alike."""
    with connection.cursor() as cursor:
        cursor.execute(MARK, {"export": export_id, "spaces": SPACES})


def counts(frozen: QuerySet[ExportItem], winners: Sequence[str] | None) -> dict[str, Any]:
    """Count the marked pairs among those with one of these labels, None for any."""
    said = frozen if winners is None else frozen.filter(consensus__label__in=winners)
    marked = said.exclude(alike="")
    found = marked.values_list("alike").annotate(n=Count("pk")).order_by("alike")
    return {LEFT_OUT[alike]: n for alike, n in found}
