"""HalluQA: questions with right and wrong answers, the same as multiple choice, and models' answers to them.

Defined by the README of github.com/OpenMOSS/HalluQA and Cheng et al. 2023, arXiv 2310.03368. The first right and the
first wrong answer make a pair whose better one is certain: gold. Their order follows a hash of their texts, so that
the first place does not give away which is right. A multiple-choice question waits for answers under its text, not its
number, which belongs to another wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake import hashing
from tasks.intake.formats import fields, plain
from tasks.intake.formats.fields import Layout, mapped
from tasks.intake.lines import Answer, Line, LineGold, Message, Notice

RIGHT, WRONG = "Best Answer1", "Wrong_Answer1"
PAIR = ("Question", RIGHT, WRONG, "question_id", "Class", "Source")
CHOICE = ("question_id", "question", "answer")
# Of the right answers the first is the reference; the others stand beside it.
BEST = ("Best_Answer", "Best_Answer1")


def read(record: dict[str, Any]) -> Line:
    if "Question" in record:
        return _pair(record)
    return _response(record) if "response" in record else _choice(record)


def _pair(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    right, wrong = (fields.text(record, key, notices) for key in (RIGHT, WRONG))
    order = sorted((right, wrong), key=lambda text: sha256(text.encode()).digest())
    least, most = (-3, -1) if order[0] == right else (1, 3)
    question = fields.prompt_text(fields.text(record, "Question", notices), "Question")
    return Line(
        (Message("user", question),),
        tuple(map(Answer, order)),
        external_id=fields.short(record.get("question_id"), "question_id", fields.MAX_ID),
        domain=fields.short(record.get("Class"), "Class", fields.MAX_DOMAIN),
        gold=LineGold(least, most, explanation=fields.optional_text(record, "Source", notices)),
        meta=fields.rest(record, PAIR),
        notices=tuple(notices),
        uses=fields.uses(
            record,
            prompt=["Question"],
            answer=[RIGHT, WRONG],
            id=["question_id"],
            domain=["Class"],
            gold=["Source"],
        ),
    )


def _by_prompt(_record: dict[str, Any], line: Line) -> Line:
    return replace(line, key=hashing.prompt_key(line.prompt))


def _answered(record: dict[str, Any], line: Line) -> Line:
    """Take the first right answer as the reference, and the others beside it."""
    right = {key: value for key, value in record.items() if key.startswith("Best_Answer")}
    reference = next((right.pop(key) for key in BEST if key in right), None)
    meta = {"is_hallucination": record.get("is_hallucination")}
    rest = fields.rest(line.answers[0].meta, ("is_hallucination", *right, *BEST))
    return replace(
        line,
        answers=(replace(line.answers[0], meta=meta),),
        reference="" if reference is None else fields.as_text(reference, BEST[0], []),
        sources={"also_right": list(right.values())} if right else {},
        meta=rest,
        uses=line.uses | {key: "reference" for key in record if key.startswith("Best_Answer")},
    )


_choice = mapped({"question_id": "id", "answer": "reference"}, plain.prompts, _by_prompt)
_response = mapped({"question_id": "id"}, plain.single, _answered)


def _is_ours(record: Mapping[str, Any]) -> bool:
    """Tell the multiple choice from other questions with an answer: both are marked in the text."""
    if "Question" in record or "response" in record:
        return True
    question, answer = str(record.get("question")), str(record.get("answer"))
    return question.startswith("Question:") and answer.startswith("Answer:")


LAYOUT = Layout(
    "halluqa",
    ("Question", RIGHT, WRONG),
    read,
    accepts=_is_ours,
    also=(("question_id", "question", "response", "is_hallucination"), CHOICE),
    title=_("HalluQA: right and wrong answers, multiple choice, or models' answers"),
)
