"""BELLE's evaluation set: `question`, `std_answer` (a reference, often empty) and `class`. Prompts alone, which wait.

Defined by eval/eval_set.json of github.com/LianjiaTech/BELLE (Ji et al. 2023, arXiv 2303.14742).
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake import hashing
from tasks.intake.formats import fields
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Line, Message, Notice

USED = ("question", "std_answer", "class")


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    prompt = (Message("user", fields.prompt_text(fields.text(record, "question", notices), "question")),)
    kind = fields.short(record.get("class"), "class", fields.MAX_DOMAIN)
    return Line(
        prompt,
        key=hashing.prompt_key(prompt),
        reference=fields.optional_text(record, "std_answer", notices),
        # The published file has one class with a no-break space in its name.
        domain=" ".join(kind.split()),
        meta=fields.rest(record, USED),
        notices=tuple(notices),
    )


LAYOUT = Layout(
    "belle", USED, read, title=_("BELLE: questions with a reference answer, without models' answers")
)
