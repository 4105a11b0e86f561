"""HelpSteer2-Preference and HelpSteer3: two answers, and the preferences of up to five annotators.

Defined by the dataset cards huggingface.co/datasets/nvidia/HelpSteer2 (`response_1`, `response_2`,
`preference_strength`) and …/HelpSteer3 (`context`, `response1`, `response2`, `overall_preference`). Strengths go from
-3, the first is much better, to 3, as ours do. The annotators have no names: they are numbered by their place in the
list, which is not the same person in every row. What each of them said stays whole in `meta`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple, TypeGuard

from django.utils.translation import gettext_lazy as _

from tasks.intake.formats import carried, fields, helpsteer, messages
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, LineRating, Message, Notice

STRONGEST = 3


class Card(NamedTuple):
    """The keys of a set: its answers, the strength of all annotators together, and what each of them said."""

    name: str
    answers: tuple[str, str]
    overall: str
    each: str
    strength: str
    reasons: tuple[str, ...]


SECOND = Card(
    "HelpSteer2",
    ("response_1", "response_2"),
    "preference_strength",
    "all_preferences_unprocessed",
    "strength",
    ("statement", "elaboration"),
)
THIRD = Card(
    "HelpSteer3",
    ("response1", "response2"),
    "overall_preference",
    "individual_preference",
    "score",
    ("reasoning",),
)


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    card = THIRD if "context" in record else SECOND
    prompt = _prompt(record, notices)
    answers = tuple(Answer(fields.text(record, key, notices)) for key in card.answers)
    used = (*card.answers, "prompt", "context", "language")
    line = carried.line(record, used, prompt, answers, notices, meta=_meta(record, card))
    return replace(line, ratings=line.ratings or _ratings(record.get(card.each), card))


def _prompt(record: Mapping[str, Any], notices: list[Notice]) -> tuple[Message, ...]:
    if "context" not in record:
        return helpsteer.prompt(fields.required(record, "prompt"), notices)
    return messages.prompt(fields.listed(record["context"], "context"), "context", notices)


def _meta(record: Mapping[str, Any], card: Card) -> dict[str, Any]:
    """Keep the language, which is no code here, and which answer all annotators together prefer."""
    meta = {"language": record["language"]} if "language" in record else {}
    overall = record.get(card.overall)
    if _is_strength(overall):
        meta["source_preference"] = "a" if overall < 0 else "b" if overall > 0 else "tie"
    return meta


def _ratings(given: object, card: Card) -> tuple[LineRating, ...]:
    """Read what each annotator said; an entry without a strength on the scale stays in `meta` alone."""
    return tuple(
        LineRating(
            rater=f"{card.name} annotator {number}",
            strength=one[card.strength],
            rationale="\n\n".join(one[key] for key in card.reasons if isinstance(one.get(key), str)),
        )
        for number, one in enumerate(given if isinstance(given, list) else (), start=1)
        if isinstance(one, dict) and _is_strength(one.get(card.strength))
    )


def _is_strength(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= STRONGEST


LAYOUT = Layout(
    "helpsteer-preference",
    ("context", *THIRD.answers, THIRD.overall),
    read,
    title=_("HelpSteer2-Preference and HelpSteer3: two answers and single preferences"),
    also=(("prompt", *SECOND.answers, SECOND.overall),),
)
