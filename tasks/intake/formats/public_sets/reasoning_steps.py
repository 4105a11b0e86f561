"""BIG-Bench-Mistake: `input`, `steps` of one chain of thought, its `answer`, the `target`, and the `mistake_index`.

Defined by the README of github.com/WHGTyen/BIG-Bench-Mistake and Tyen et al. 2023, arXiv 2311.08516. The steps are one
answer, a numbered list in Markdown; which of them is the first wrong one (from 0, null: none) stays with the answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.formats import fields, steps
from tasks.intake.formats.fields import Layout, mapped
from tasks.intake.lines import Line


def _with_mistake(record: dict[str, Any], line: Line) -> Line:
    places = line.answers[0].meta["steps_at"]
    at = record.get("mistake_index")
    if at is not None:
        fields.whole(at, "mistake_index", 0, len(places) - 1)
    meta = {"steps_at": places, "mistake_index": at, "final_answer": record.get("answer")}
    rest = fields.rest(line.meta, ("answer",))
    return replace(line, answers=(replace(line.answers[0], meta=meta),), meta=rest)


LAYOUT = Layout(
    "bigbench-mistake",
    ("input", "steps", "target", "mistake_index"),
    mapped({"input": "prompt", "target": "reference"}, steps.read, _with_mistake),
    title=_("BIG-Bench-Mistake: reasoning step by step, with the first wrong step"),
)
