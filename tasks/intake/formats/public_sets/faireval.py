"""FairEval: questions and answers joined on `question_id`, and a file with one verdict a line, in question order.

Defined by question/, answer/ and review/ of github.com/i-Eval/FairEval (the layout of the first Vicuna comparison,
github.com/lm-sys/vicuna-blog-eval) and Wang et al. 2023, arXiv 2305.17926. A verdict is the annotators' common one;
it names the better answer by its model.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.faults import LineError
from tasks.intake.formats import fields
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, LineRating, Message, Notice

RATER = "consensus of the annotators"
TIE = "TIE"
# How the model's name begins that a verdict means.
BETTER = {"CHATGPT": "gpt-3.5", "VICUNA13B": "vicuna"}


def read(record: dict[str, Any]) -> Line:
    if "verdict" in record:
        return _verdict(record)
    notices: list[Notice] = []
    known = fields.short(fields.required(record, "question_id"), "question_id", fields.MAX_ID)
    text = fields.text(record, "text", notices)
    if "answer_id" in record or "model_id" in record:
        answer = Answer(
            text,
            model=fields.short(record.get("model_id"), "model_id", fields.MAX_MODEL),
            meta=fields.rest(record, ("question_id", "model_id", "text")),
        )
        uses = fields.uses(record, id=["question_id"], answer=["text"], model=["model_id"])
        return Line(answers=(answer,), key=fields.id_key(known), notices=tuple(notices), uses=uses)
    return Line(
        (Message("user", fields.prompt_text(text, "text")),),
        key=fields.id_key(known),
        external_id=known,
        domain=fields.short(record.get("category"), "category", fields.MAX_DOMAIN),
        meta=fields.rest(record, ("question_id", "text", "category")),
        notices=tuple(notices),
        uses=fields.uses(record, id=["question_id"], prompt=["text"], domain=["category"]),
    )


def _verdict(record: dict[str, Any]) -> Line:
    """Read the n-th verdict as that on the question whose id is n."""
    said = fields.short(record["verdict"], "verdict", fields.MAX_ID).strip().upper()
    if said not in (TIE, *BETTER):
        raise LineError("no_verdict", "verdict", found=said, known=", ".join((*BETTER, TIE)))
    rating = LineRating(RATER, strength=0 if said == TIE else None, better_model=BETTER.get(said, ""))
    known = fields.short(fields.required(record, "line"), "line", fields.MAX_ID)
    uses = fields.uses(record, id=["line"], ratings=["verdict"])
    return Line(key=fields.id_key(known), ratings=(rating,), uses=uses)


LAYOUT = Layout(
    "faireval",
    ("question_id", "answer_id", "model_id", "text"),
    read,
    also=(("question_id", "text", "category"), ("verdict", "line")),
    title=_("FairEval: questions, answers of two models, and a verdict a line"),
)
