"""The shapes of NVIDIA's HelpSteer sets: scored answers (2), and pairs with each rater's preference (3)."""

from __future__ import annotations

from collections.abc import Iterator
from math import copysign, floor
from typing import Any

from tasks.exports.examples import Example, LeftOut, Scored, Whole
from tasks.exports.formats import features
from tasks.exports.formats.messages import uniform
from tasks.exports.formats.style import Format, Style
from tasks.exports.policy import Policy
from tasks.exports.rows import LETTERS, ExportRating, ExportRow, Record
from tasks.exports.shape import Shape
from tasks.exports.views import refusals
from tasks.exports.views.scores import scored
from tasks.rubric.letters import canonical_rationale

# HelpSteer2 scores from 0 to 4.
HIGHEST = 4
ABSENT = -1
# Its own name for what we call factuality.
ATTRIBUTES = {"factuality": "correctness"}


def attributes(scored: Scored, shape: Shape) -> Record:
    found = {name: round(HIGHEST * score) for name, score in scored.scores.items()}
    named = {ATTRIBUTES.get(name, name): found.get(name, ABSENT) for name in shape.aspects}
    return {"prompt": scored.row.prompt[-1]["content"], "response": scored.completion.text} | named


def compared(row: ExportRow, _policy: Policy) -> Iterator[Example]:
    """Give a row of two answers that raters compared, as it is.

    Raises: LeftOut, for other rows and where both answers are bad.
    """
    if len(row.completions) != len(LETTERS):
        raise LeftOut("one_answer" if len(row.completions) < len(LETTERS) else "no_preference")
    if row.strength is None:
        raise LeftOut("both_bad" if row.winner == "both_bad" else "no_preference")
    yield Whole(row)


def preference(example: Whole, shape: Shape) -> Record:
    row = example.row
    first, second = row.completions
    return {
        "domain": row.domain,
        "language": row.language,
        "context": uniform(row.prompt, shape),
        "response1": first.text,
        "response2": second.text,
        "overall_preference": _whole(row.strength or 0.0),
        "individual_preference": [_opinion(each) for each in row.ratings if each.strength is not None],
    }


def _whole(strength: float) -> int:
    """Round to a whole strength, halves away from zero."""
    return int(copysign(floor(abs(strength) + 0.5), strength))


def _opinion(rating: ExportRating) -> dict[str, Any]:
    """Give one rater's preference; the feedback on an answer is what its marks say."""
    notes = {
        letter: " ".join(mark.note for mark in rating.answers.marks if mark.answer == letter and mark.note)
        for letter in LETTERS
    }
    order = rating.order or tuple(range(len(LETTERS)))
    return {
        "score": rating.strength,
        "reasoning": canonical_rationale(rating.rationale, order),
        "feedback1": notes[LETTERS[0]],
        "feedback2": notes[LETTERS[1]],
    }


def _attributes(shape: Shape) -> features.Features:
    named = sorted(ATTRIBUTES.get(name, name) for name in shape.aspects)
    return [*features.many("string", "prompt", "response"), *features.many("int64", *named)]


def _preference(shape: Shape) -> features.Features:
    opinion = [
        *features.many("string", "feedback1", "feedback2", "reasoning"),
        features.one("score", "int64"),
    ]
    return [
        *features.many("string", "domain", "language", "response1", "response2"),
        features.messages("context", shape),
        features.one("overall_preference", "int64"),
        features.each("individual_preference", opinion),
    ]


ATTRIBUTE = Format(
    "helpsteer2",
    {
        "attributes": Style(
            scored,
            attributes,
            _attributes,
            (refusals.several_turns, refusals.system_prompt, refusals.tools, refusals.answer_in_turns),
            reads_ratings=True,
        )
    },
    takes_all=True,
)
PREFERENCE = Format(
    "helpsteer3",
    {"preference": Style(compared, preference, _preference, (refusals.answer_in_turns,), reads_ratings=True)},
    takes_all=True,
)
