"""HalluQA: questions with right and wrong answers, the same as multiple choice, and models' answers to them.

Defined by the README of github.com/OpenMOSS/HalluQA and Cheng et al. 2023, arXiv 2310.03368. The first right and the
first wrong answer make a pair whose better one is certain: gold. Their order follows a hash of their texts, so that
the first place does not give away which is right. A multiple-choice question waits for answers under its text, not its
number, which belongs to another wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake import hashing
from tasks.intake.formats import fields
from tasks.intake.formats.fields import Layout
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
    return Line(
        _prompt(record, "Question", notices),
        tuple(map(Answer, order)),
        external_id=_id(record),
        domain=fields.short(record.get("Class"), "Class", fields.MAX_DOMAIN),
        gold=LineGold(least, most, explanation=fields.optional_text(record, "Source", notices)),
        meta=fields.rest(record, PAIR),
        notices=tuple(notices),
    )


def _choice(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    prompt = _prompt(record, "question", notices)
    return Line(
        prompt,
        key=hashing.prompt_key(prompt),
        external_id=_id(record),
        reference=fields.text(record, "answer", notices),
        meta=fields.rest(record, CHOICE),
        notices=tuple(notices),
    )


def _response(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    prompt = _prompt(record, "question", notices)
    meta = {"is_hallucination": record.get("is_hallucination")}
    right = {key: value for key, value in record.items() if key.startswith("Best_Answer")}
    reference = next((right.pop(key) for key in BEST if key in right), None)
    used = ("question_id", "question", "response", "is_hallucination")
    return Line(
        prompt,
        (Answer(fields.text(record, "response", notices), meta=meta),),
        key=hashing.prompt_key(prompt),
        external_id=_id(record),
        reference="" if reference is None else fields.as_text(reference, BEST[0], notices),
        sources={"also_right": list(right.values())} if right else {},
        meta={key: value for key, value in fields.rest(record, used).items() if not key.startswith(BEST)},
        notices=tuple(notices),
    )


def _prompt(record: dict[str, Any], key: str, notices: list[Notice]) -> tuple[Message, ...]:
    return (Message("user", fields.prompt_text(fields.text(record, key, notices), key)),)


def _id(record: Mapping[str, Any]) -> str:
    return fields.short(record.get("question_id"), "question_id", fields.MAX_ID)


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
