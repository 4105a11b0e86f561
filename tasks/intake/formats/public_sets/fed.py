"""FED: a dialog as text ("User: …", "System: …"), the system's `response`, and five raters' scores by aspect.

Defined by fed_data.json of github.com/DSincerity/FED_Replication (first at shikib.com/fed) and Mehri and Eskenazi 2020,
arXiv 2006.12719. Where a whole dialog was judged, its last answer is the answer, and what was said after it is kept.
The scores name no raters and have scales of their own: they are kept with the answer.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.faults import LineError
from tasks.intake.formats import fields
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, Message, Notice

ROLES = {"User": "user", "System": "assistant"}
MARK = re.compile(r"^(User|System): ?", re.MULTILINE)
USED = ("context", "response", "system", "annotations")
HUMAN = "Human"


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    said = _messages(fields.text(record, "context", notices), "context")
    meta = fields.rest(record, USED)
    if record.get("response") is not None:
        (answer,) = _messages(fields.text(record, "response", notices), "response")[:1]
    else:
        said, answer, after = _last_answer(said)
        if after:
            meta["said_after"] = [{"role": message.role, "content": message.content} for message in after]
    if not any(message.content.strip() for message in said):
        raise LineError("empty", "context")
    is_whole = record.get("response") is None
    uses = fields.uses(record, prompt=["context"], answer=["response"], model=["system"])
    speaker = fields.short(record.get("system"), "system", fields.MAX_MODEL)
    return Line(
        tuple(said),
        (
            Answer(
                answer.content,
                model="" if speaker == HUMAN else speaker,
                origin="human" if speaker == HUMAN else "model",
                meta={"source_scores": record.get("annotations")},
            ),
        ),
        meta=meta,
        notices=tuple(notices),
        uses=uses | {"context": "prompt answer"} if is_whole else uses,
    )


def _messages(text: str, key: str) -> list[Message]:
    """Cut at the marks; the line break before a mark belongs to it."""
    before, *pieces = MARK.split(text)
    if before.strip() or not pieces:
        raise LineError("no_marks", key)
    return [
        Message(ROLES[speaker], said.removesuffix("\n"))
        for speaker, said in zip(pieces[::2], pieces[1::2], strict=True)
    ]


def _last_answer(said: list[Message]) -> tuple[list[Message], Message, list[Message]]:
    at = max((at for at, message in enumerate(said) if message.role == "assistant"), default=-1)
    if at < 0:
        raise LineError("no_answer", "context")
    return said[:at], said[at], said[at + 1 :]


LAYOUT = Layout(
    "fed",
    ("context", "system", "annotations"),
    read,
    also=(("context", "response", "system", "annotations"),),
    title=_("FED: dialogs with an answer and the scores of five raters"),
)
