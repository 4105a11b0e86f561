"""BIG-Bench-Mistake: `input`, `steps` of one chain of thought, its `answer`, the `target`, and the `mistake_index`.

Defined by the README of github.com/WHGTyen/BIG-Bench-Mistake and Tyen et al. 2023, arXiv 2311.08516. The steps are one
answer, a numbered list in Markdown; which of them is the first wrong one (from 0, null: none) stays with the answer.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.faults import LineError
from tasks.intake.formats import fields, steps
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, Message, Notice

USED = ("input", "steps", "answer", "target", "mistake_index")


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    prompt = fields.prompt_text(fields.text(record, "input", notices), "input")
    given = [
        fields.as_text(step, f"steps[{at}]", notices)
        for at, step in enumerate(fields.listed(fields.required(record, "steps"), "steps"))
    ]
    text, places = steps.numbered(given)
    meta = {
        "steps_at": places,
        "mistake_index": _index(record.get("mistake_index"), len(given)),
        "final_answer": record.get("answer"),
    }
    return Line(
        (Message("user", prompt),),
        (Answer(text, meta=meta),),
        reference=fields.optional_text(record, "target", notices),
        meta=fields.rest(record, USED),
        notices=tuple(notices),
    )


def _index(value: object, n_steps: int) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise LineError("wrong_type", "mistake_index", expected="whole number", found=fields.kind(value))
    if not 0 <= value < n_steps:
        raise LineError("out_of_range", "mistake_index", least=0, most=n_steps - 1)
    return value


LAYOUT = Layout(
    "bigbench-mistake",
    ("input", "steps", "target", "mistake_index"),
    read,
    title=_("BIG-Bench-Mistake: reasoning step by step, with the first wrong step"),
)
