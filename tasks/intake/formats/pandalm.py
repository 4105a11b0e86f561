"""PandaLM test set: `instruction`, `input`, `response1`, `response2`, `cmp_key`, `annotator1..3`.

Defined by data/testset-v1.json of github.com/WeOpenML/PandaLM (its README shows other names for some keys).
`cmp_key` names the two models in the order of the responses. The three annotators' labels are kept in meta.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.formats import fields
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, Message, Notice

USED = ("idx", "instruction", "input", "response1", "response2")


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    instruction = fields.text(record, "instruction", notices)
    given = fields.optional_text(record, "input", notices)
    prompt = fields.prompt_text(f"{instruction}\n\n{given}" if given else instruction, "instruction")
    answers = tuple(
        Answer(fields.text(record, key, notices), model=model)
        for key, model in zip(("response1", "response2"), _models(record.get("cmp_key")), strict=True)
    )
    return Line(
        (Message("user", prompt),),
        answers,
        external_id=fields.short(record.get("idx"), "idx", fields.MAX_ID),
        meta=fields.rest(record, USED),
        notices=tuple(notices),
    )


def _models(cmp_key: object) -> tuple[str, str]:
    """Split `first_second`; with another number of underscores nobody can tell where the first name ends."""
    names = cmp_key.split("_") if isinstance(cmp_key, str) else []
    return (names[0][: fields.MAX_MODEL], names[1][: fields.MAX_MODEL]) if len(names) == 2 else ("", "")


LAYOUT = Layout(
    "pandalm",
    ("instruction", "response1", "response2"),
    read,
    title=_("PandaLM: instruction, input and two responses"),
)
