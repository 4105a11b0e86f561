"""LFQA: one expert's judgement of two long answers a line, as Label Studio exported it (JSON-MIN).

Defined by raw_annotation_data/ and its README of github.com/carriex/lfqa_eval and Xu et al. 2023, arXiv 2305.18201.
The lines of several experts on the same question and answers are one pair with a rating each; the question's id alone
does not tell pairs apart. `answer1_label` says which answers a person wrote. Markup in the texts is data.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.faults import LineError
from tasks.intake.formats import elsewhere, fields, judging
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, LineRating, Message, Notice

STRENGTHS = {"Answer A": -1, "Answer B": 1}
ORIGINS = {"H": "human", "h": "human", "M": "model"}
LABEL = re.compile(r"H([HM])([HhM])")
OF_THE_PAIR = ("q_id", "question_text", "answer1", "answer2")
OF_THE_RATING = ("BetterAnswer", "comments", "annotator", "created_at", "lead_time")
KEPT_WITH_RATING = ("DifficultToChoose", "annotation_id", "updated_at", "id")


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    question = fields.prompt_text(fields.text(record, "question_text", notices), "question_text")
    prompt = (Message("user", question),)
    first, second = _origins(record.get("answer1_label"))
    answers = (
        Answer(fields.text(record, "answer1", notices), origin=first),
        Answer(fields.text(record, "answer2", notices), origin=second),
    )
    return Line(
        prompt,
        answers,
        key=elsewhere.content_key(prompt, answers),
        gathers=True,
        external_id=fields.short(record.get("q_id"), "q_id", fields.MAX_ID),
        ratings=(_rating(record, notices),),
        meta=fields.rest(record, (*OF_THE_PAIR, *OF_THE_RATING, *KEPT_WITH_RATING)),
        notices=tuple(notices),
    )


def _rating(record: dict[str, Any], notices: list[Notice]) -> LineRating:
    better = record.get("BetterAnswer")
    if better not in STRENGTHS:
        raise LineError("no_verdict", "BetterAnswer", found=str(better)[:40], known=", ".join(STRENGTHS))
    return LineRating(
        elsewhere.rater("lfqa expert", fields.required(record, "annotator"), "annotator"),
        strength=STRENGTHS[better],
        rationale=fields.optional_text(record, "comments", notices),
        at=judging.moment(record.get("created_at"), "created_at"),
        active_ms=elsewhere.milliseconds(record.get("lead_time")),
        answers={key: record[key] for key in KEPT_WITH_RATING if key in record},
    )


def _origins(label: object) -> tuple[str, str]:
    """Read `HMh[3][1]`: two people or a person and a model, and which of them wrote the first answer."""
    found = LABEL.match(label) if isinstance(label, str) else None
    if not found:
        return "", ""
    other, first = found.groups()
    second = "human" if other == "H" or first == "M" else "model"
    return ORIGINS[first], second


LAYOUT = Layout(
    "lfqa-experts",
    ("q_id", "question_text", "answer1", "answer2", "BetterAnswer", "annotator"),
    read,
    title=_("LFQA: two answers, and an expert's judgement of them"),
)
