"""HelpSteer2-Preference and HelpSteer3: two answers, and the preferences of up to five annotators.

Defined by the dataset cards huggingface.co/datasets/nvidia/HelpSteer2 (`response_1`, `response_2`,
`preference_strength`) and …/HelpSteer3 (`context`, `response1`, `response2`, `overall_preference`). Strengths go from
-3, the first is much better, to 3, as ours do. The annotators have no names: they are numbered by their place in the
list, which is not the same person in every row. What each of them said stays whole in `meta`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple, TypeGuard

from django.utils.translation import gettext_lazy as _

from tasks.intake.formats import plain
from tasks.intake.formats.fields import Layout, mapped
from tasks.intake.lines import Line, LineRating

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


def _judged(record: dict[str, Any], line: Line) -> Line:
    """Add what each annotator said, and which answer all of them together prefer; the language is no code here."""
    card = THIRD if "context" in record else SECOND
    overall = record.get(card.overall)
    meta = dict(line.meta)
    if _is_strength(overall):
        meta["source_preference"] = "a" if overall < 0 else "b" if overall > 0 else "tie"
    if "language" in record:
        meta["language"] = record["language"]
    notices = tuple(notice for notice in line.notices if notice.field != "language")
    ratings = line.ratings or _ratings(record.get(card.each), card)
    uses = line.uses | {card.overall: "source_preference"}
    uses |= {key: "kept" for key in record if key == "language"}
    uses |= {key: "ratings" for key in record if key == card.each and ratings}
    return replace(line, language="", meta=meta, notices=notices, ratings=ratings, uses=uses)


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
    mapped({}, plain.pairs, _judged),
    title=_("HelpSteer2-Preference and HelpSteer3: two answers and single preferences"),
    also=(("prompt", *SECOND.answers, SECOND.overall),),
)
