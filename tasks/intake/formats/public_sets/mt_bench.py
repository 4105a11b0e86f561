"""MT-Bench: questions of two turns (`question_id`, `turns`), and answers (`question_id`, `model_id`, `choices`).

Defined by fastchat/llm_judge/README.md and data/mt_bench of github.com/lm-sys/FastChat, and Zheng et al. 2023,
arXiv 2306.05685. Questions and answers are joined on `question_id`. The prompt is all that the user said, for what
the model said between is another for each model: it stands in the answer, turn by turn.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.formats import fields, messages
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, Message, Notice

QUESTION = ("question_id", "category", "turns", "reference")
ANSWER = ("question_id", "model_id", "choices")


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    known = fields.short(fields.required(record, "question_id"), "question_id", fields.MAX_ID)
    if "choices" in record:
        uses = fields.uses(record, id=["question_id"], model=["model_id"], answer=["choices"])
        answers = _answers(record, notices)
        return Line(answers=answers, key=fields.id_key(known), notices=tuple(notices), uses=uses)
    turns = _texts(fields.required(record, "turns"), "turns", notices)
    fields.prompt_text("".join(turns), "turns")
    return Line(
        tuple(Message("user", turn) for turn in turns),
        key=fields.id_key(known),
        external_id=known,
        reference=_reference(record.get("reference"), notices),
        domain=fields.short(record.get("category"), "category", fields.MAX_DOMAIN),
        meta=fields.rest(record, QUESTION),
        notices=tuple(notices),
        uses=fields.uses(
            record, id=["question_id"], prompt=["turns"], reference=["reference"], domain=["category"]
        ),
    )


def _answers(record: dict[str, Any], notices: list[Notice]) -> tuple[Answer, ...]:
    model = fields.short(record.get("model_id"), "model_id", fields.MAX_MODEL)
    meta = fields.rest(record, ANSWER)
    return tuple(
        _answer(choice, f"choices[{index}]", model, meta, notices)
        for index, choice in enumerate(fields.listed(record["choices"], "choices"))
    )


def _answer(choice: object, path: str, model: str, meta: dict[str, Any], notices: list[Notice]) -> Answer:
    given = fields.mapping(choice, path)
    turns = _texts(fields.required(given, "turns", f"{path}.turns"), f"{path}.turns", notices)
    text, places = messages.in_turns(turns)
    return Answer(text, model=model, meta={**meta, **fields.rest(given, ("turns",)), "turns_at": places})


def _reference(value: object, notices: list[Notice]) -> str:
    """Take the answer to each turn; a bare text answers them together."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return messages.in_turns(_texts(value, "reference", notices))[0]


def _texts(value: object, path: str, notices: list[Notice]) -> list[str]:
    given = enumerate(fields.listed(value, path))
    return [fields.as_text(text, f"{path}[{at}]", notices) for at, text in given]


LAYOUT = Layout(
    "mt-bench",
    ("question_id", "turns"),
    read,
    also=(("question_id", "choices"),),
    title=_("MT-Bench: questions of two turns, or models' answers to them"),
)
