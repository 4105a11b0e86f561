"""LFQA: one expert's judgement of two long answers a line, as Label Studio exported it (JSON-MIN).

Defined by raw_annotation_data/ and its README of github.com/carriex/lfqa_eval and Xu et al. 2023, arXiv 2305.18201.
The lines of several experts on the same question and answers are one pair with a rating each; the question's id alone
does not tell pairs apart. `answer1_label` says which answers a person wrote. Markup in the texts is data.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.faults import LineError
from tasks.intake.formats import elsewhere, fields, plain
from tasks.intake.formats.fields import Layout, mapped
from tasks.intake.lines import Line

STRENGTHS = ("Answer A", "Answer B")
ORIGINS = {"H": "human", "h": "human", "M": "model"}
LABEL = re.compile(r"H([HM])([HhM])")
OF_THE_PAIR = ("q_id", "question_text", "answer1", "answer2")
OF_THE_RATING = ("BetterAnswer", "comments", "annotator", "created_at", "lead_time")
KEPT_WITH_RATING = ("DifficultToChoose", "annotation_id", "updated_at", "id")


def _of_expert(record: dict[str, Any], line: Line) -> Line:
    if not line.ratings or record.get("BetterAnswer") not in STRENGTHS:
        said = str(record.get("BetterAnswer"))[:40]
        raise LineError("no_verdict", "BetterAnswer", found=said, known=", ".join(STRENGTHS))
    rater = elsewhere.rater("lfqa expert", record["annotator"], "annotator")
    kept = {key: record[key] for key in KEPT_WITH_RATING if key in record}
    origins = _origins(record.get("answer1_label"))
    return replace(
        line,
        answers=tuple(replace(one, origin=by) for one, by in zip(line.answers, origins, strict=True)),
        external_id=fields.short(record.get("q_id"), "q_id", fields.MAX_ID),
        ratings=(replace(line.ratings[0], rater=rater, kind="human", answers=kept),),
        meta=fields.rest(record, (*OF_THE_PAIR, *OF_THE_RATING, *KEPT_WITH_RATING)),
        uses=line.uses | {"q_id": "id"} | dict.fromkeys((*OF_THE_RATING, *kept), "ratings"),
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
    mapped({"question_text": "prompt"}, plain.pairs, _of_expert),
    title=_("LFQA: two answers, and an expert's judgement of them"),
)
