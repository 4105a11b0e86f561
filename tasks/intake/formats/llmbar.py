"""LLMBar: `input`, `output_1`, `output_2`, `label` (1 or 2: objectively better).

Defined by the README of github.com/princeton-nlp/LLMBar and Zeng et al. 2023, arXiv 2310.07641, section 2.
The label is kept as the source's preference; it becomes gold only when a manager says so.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.formats import fields
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, Message, Notice

SIDES = {"1": "a", "2": "b"}


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    prompt = fields.prompt_text(fields.text(record, "input", notices), "input")
    answers = tuple(Answer(fields.text(record, key, notices)) for key in ("output_1", "output_2"))
    meta = fields.rest(record, ("input", "output_1", "output_2"))
    if label := SIDES.get(str(record.get("label"))):
        meta["source_preference"] = label
    return Line((Message("user", prompt),), answers, meta=meta, notices=tuple(notices))


LAYOUT = Layout("llmbar", ("input", "output_1", "output_2"), read, title=_("LLMBar: input and two outputs"))
