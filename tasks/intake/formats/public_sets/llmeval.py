"""LLMEval-2: one dialog of a question with a model a line, with the points of the right answer and stars.

Defined by results/ and the README of github.com/llmeval/llmeval-2 (Zhang et al. 2023, arXiv 2312.07398). The answers
of all models are joined on `question_uuid`, for the wording of a question differs by white space from model to model;
the answer that stands both in the people's and in GPT-4's file is one. The stars have scales of their own and are kept
with the answer.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.faults import LineError
from tasks.intake.formats import fields
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, Message, Notice

ROLES = {"user": "user", "llm": "assistant", "system": "system"}
USED = ("question_uuid", "dialog_uuid", "llm_name", "dialog", "hint", "stars")


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    *prompt, last = _messages(fields.required(record, "dialog"), notices)
    if last.role != "assistant":
        raise LineError("no_answer", "dialog")
    if not any(message.content.strip() for message in prompt):
        raise LineError("empty", "dialog")
    known = fields.short(fields.required(record, "question_uuid"), "question_uuid", fields.MAX_ID)
    answer = Answer(
        last.content,
        model=fields.short(record.get("llm_name"), "llm_name", fields.MAX_MODEL),
        meta={"dialog_uuid": record.get("dialog_uuid"), "source_scores": record.get("stars")},
    )
    return Line(
        tuple(prompt),
        (answer,),
        key=fields.id_key(known),
        gathers=True,
        external_id=known,
        reference=fields.optional_text(record, "hint", notices),
        meta=fields.rest(record, USED),
        notices=tuple(notices),
    )


def _messages(value: object, notices: list[Notice]) -> list[Message]:
    messages = []
    for at, given in enumerate(fields.listed(value, "dialog")):
        path = f"dialog[{at}]"
        turn = fields.mapping(given, path)
        role = fields.required(turn, "role", f"{path}.role")
        if role not in ROLES:
            raise LineError("unknown_role", f"{path}.role", role=str(role)[:40], known=", ".join(ROLES))
        content = fields.required(turn, "content", f"{path}.content")
        messages.append(Message(ROLES[role], fields.as_text(content, f"{path}.content", notices)))
    if not messages:
        raise LineError("empty", "dialog")
    return messages


LAYOUT = Layout(
    "llmeval-2",
    ("question_uuid", "llm_name", "dialog"),
    read,
    title=_("LLMEval-2: dialogs with stars of people or of GPT-4"),
)
