"""The votes of a canonical row, and its aspects: what raters' scores say of each completion.

A score is a whole number: 1 to 5 on the rubric's scale, 0 for "does not apply", -1 where it was not asked or given.
"""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import chain
from math import sqrt
from statistics import fmean
from typing import Any

from tasks.exports import encoding
from tasks.exports.formats import features
from tasks.exports.rows import LETTERS, ExportRating
from tasks.exports.shape import Shape
from tasks.rubric.content import Answers
from tasks.rubric.features import joined, text, together
from tasks.rubric.letters import canonical_rationale, shown_letters

ABSENT = -1
NOTHING = Answers()
NOT_APPLICABLE = 0
AS_IMPORTED = tuple(range(len(LETTERS)))


def whole(rating: ExportRating, shape: Shape) -> dict[str, Any]:
    """Give one rating with all that it says; what its rubric did not ask stands as nothing said."""
    order, said = rating.order or tuple(range(shape.n_answers)), rating.answers
    turned = shown_letters(order)
    found: dict[str, Any] = {
        "rater": rating.rater,
        "rationale": rating.rationale,
        "rationale_canonical": canonical_rationale(rating.rationale, order),
        "letters": {letter: turned.get(letter, "") for letter in shape.letters},
        "secs": float(ABSENT if rating.seconds is None else rating.seconds),
        "side": _side(rating.order) if len(order) == len(LETTERS) else "",
        "guideline": rating.guideline or 0,
        "confidence": said.confidence or 0,
        "marks": text([asdict(mark) for mark in said.marks]),
        "tags": text(dict(said.tags)),
        **{name: text(list(getattr(said, name))) for name in ("reasons", "flags", "clauses")},
    }
    own = rating.rubric.kinds if rating.rubric else {}
    for kind in shape.kinds:
        asked = own.get(kind.question.key)
        is_same = asked is not None and type(asked) is type(kind)
        answer = asked.vote(said, shape.letters) if asked and is_same else kind.vote(NOTHING, shape.letters)
        found = joined(found, answer)
    return found


def declared_whole(shape: Shape) -> features.Features:
    of_kinds = [feature for kind in shape.kinds for feature in kind.vote_features(shape.letters)]
    texts = (
        "clauses",
        "flags",
        "marks",
        "rater",
        "rationale",
        "rationale_canonical",
        "reasons",
        "side",
        "tags",
    )
    found = [
        *features.many("string", *texts),
        features.struct("letters", features.many("string", *shape.letters)),
        features.one("secs", "float64"),
        *features.many("int64", "confidence", "guideline"),
    ]
    return together([*found, *of_kinds])


def vote(rating: ExportRating, shape: Shape) -> dict[str, Any]:
    """Give one rating. Without a known order its letters are taken for those of the line."""
    order = rating.order or AS_IMPORTED
    scores = {aspect: _scores(rating, aspect, shape.letters) for aspect in shape.aspects}
    return ({"aspects": scores} if scores else {}) | {
        "y": rating.strength or 0,
        "verdict": rating.verdict or "",
        "rater": rating.rater,
        "rationale": rating.rationale,
        "rationale_canonical": canonical_rationale(rating.rationale, order),
        "letters": shown_letters(order),
        "reasons": encoding.text(list(rating.reasons)),
        "secs": float(ABSENT if rating.seconds is None else rating.seconds),
        "side": _side(rating.order),
        "guideline": rating.guideline or 0,
    }


def declared(shape: Shape) -> features.Features:
    found = [
        *features.many("string", "rater", "rationale", "rationale_canonical", "reasons", "side", "verdict"),
        features.struct("letters", features.many("string", *LETTERS)),
        features.one("secs", "float64"),
        *features.many("int64", "guideline", "y"),
    ]
    if shape.aspects:
        scores = features.many("int64", *LETTERS)
        found.append(features.struct("aspects", [features.struct(name, scores) for name in shape.aspects]))
    return sorted(found, key=lambda feature: str(feature["name"]))


def aspects(ratings: Sequence[ExportRating], shape: Shape) -> dict[str, dict[str, float]]:
    return {
        aspect: _aspect([_scores(rating, aspect, shape.letters) for rating in ratings], shape.letters)
        for aspect in shape.aspects
    }


def declared_aspects(shape: Shape) -> features.Feature:
    numbers = features.many("float64", *(f"mean_{letter}" for letter in shape.letters), "sd")
    return features.struct("aspects", [features.struct(name, numbers) for name in shape.aspects])


def _side(order: Sequence[int]) -> str:
    return ("right" if order[0] else "left") if order else ""


def _scores(rating: ExportRating, aspect: str, letters: Sequence[str]) -> dict[str, int]:
    cells = (rating.scores or {}).get(aspect, {})
    return {letter: _score(cells.get(letter)) for letter in letters}


def _score(cell: int | str | None) -> int:
    if cell is None:
        return ABSENT
    return cell if isinstance(cell, int) else NOT_APPLICABLE


def _aspect(cells: Sequence[dict[str, int]], letters: Sequence[str]) -> dict[str, float]:
    """`sd` is the raters' spread about each completion's own mean, pooled; absent without a spare degree."""
    scores = {letter: [cell[letter] for cell in cells if cell[letter] > 0] for letter in letters}
    means = {letter: fmean(found) for letter, found in scores.items() if found}
    squares = chain.from_iterable(
        ((score - means[letter]) ** 2 for score in found) for letter, found in scores.items()
    )
    spare = sum(max(0, len(found) - 1) for found in scores.values())
    spread = sqrt(sum(squares) / spare) if spare else float(ABSENT)
    return {f"mean_{letter}": means.get(letter, float(ABSENT)) for letter in letters} | {"sd": spread}
