"""LLMEval-2: one dialog of a question with a model a line, with the points of the right answer and stars.

Defined by results/ and the README of github.com/llmeval/llmeval-2 (Zhang et al. 2023, arXiv 2312.07398). The answers
of all models are joined on `question_uuid`, for the wording of a question differs by white space from model to model;
the answer that stands both in the people's and in GPT-4's file is one. The stars have scales of their own and are kept
with the answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.faults import LineError
from tasks.intake.formats import fields, plain
from tasks.intake.formats.fields import Layout, mapped
from tasks.intake.lines import Line

NAMES = {"question_uuid": "id", "llm_name": "model", "dialog": "conversation"}


def _joined(record: dict[str, Any], line: Line) -> Line:
    if not line.answers:
        raise LineError("no_answer", "dialog")
    if not line.external_id:
        raise LineError("missing_key", "question_uuid", key="question_uuid")
    notices = list(line.notices)
    meta = {"dialog_uuid": record.get("dialog_uuid"), "source_scores": record.get("stars")}
    return replace(
        line,
        answers=(replace(line.answers[0], meta=meta),),
        key=fields.id_key(line.external_id),
        gathers=True,
        reference=fields.optional_text(record, "hint", notices),
        meta=fields.rest(record, (*NAMES, "dialog_uuid", "stars", "hint")),
        notices=tuple(notices),
        uses=line.uses | {"dialog": "prompt answer", "hint": "reference"},
    )


LAYOUT = Layout(
    "llmeval-2",
    ("question_uuid", "llm_name", "dialog"),
    mapped(NAMES, plain.conversation, _joined),
    title=_("LLMEval-2: dialogs with stars of people or of GPT-4"),
)
