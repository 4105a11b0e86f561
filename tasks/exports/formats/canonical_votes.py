"""The votes of a canonical row, and its aspects: what raters' scores say of each completion.

A score is a whole number: 1 to 5 on the rubric's scale, 0 for "does not apply", -1 where it was not asked or given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from math import sqrt
from typing import Any

from tasks.exports import encoding
from tasks.exports.formats import features
from tasks.exports.rows import LETTERS, ExportRating
from tasks.exports.shape import Shape
from tasks.rubric.content import Answers, Mark
from tasks.rubric.definition import Rubric
from tasks.rubric.features import text, together
from tasks.rubric.kinds import Kind
from tasks.rubric.letters import canonical_rationale, shown_letters

ABSENT = -1
NOTHING = Answers()
OF_A_MARK = tuple(field.name for field in fields(Mark))
NOT_APPLICABLE = 0
AS_IMPORTED = tuple(range(len(LETTERS)))


def whole(rating: ExportRating, shape: Shape) -> dict[str, Any]:
    """Give one rating with all that it says; what its rubric did not ask stands as nothing said."""
    order, said = rating.order or tuple(range(shape.n_answers)), rating.answers
    letters = shape.letters
    found: dict[str, Any] = {
        "rater": rating.rater,
        "rationale": rating.rationale,
        "rationale_canonical": canonical_rationale(rating.rationale, order),
        "letters": _turned(tuple(order), letters),
        "secs": float(ABSENT if rating.seconds is None else rating.seconds),
        "side": _side(rating.order) if len(order) == len(LETTERS) else "",
        "guideline": rating.guideline or 0,
        "confidence": said.confidence or 0,
        "marks": text(list(map(_mark, said.marks))) if said.marks else "[]",
        "tags": text(dict(said.tags)) if said.tags else "{}",
        "reasons": text(said.reasons) if said.reasons else "[]",
        "flags": text(said.flags) if said.flags else "[]",
        "clauses": text(said.clauses) if said.clauses else "[]",
    }
    for kind, is_asked in _kinds(rating.rubric, shape):
        for key, value in kind.vote(said if is_asked else NOTHING, letters).items():
            if key in found:
                found[key].update(value)
            else:
                found[key] = value
    return found


@lru_cache(maxsize=64)
def _kinds(rubric: Rubric | None, shape: Shape) -> tuple[tuple[Kind[Any], bool], ...]:
    """Give each question of the export as the rubric has it, and whether the rubric asks it at all."""
    own = rubric.kinds if rubric else {}
    both = [(kind, own.get(kind.question.key)) for kind in shape.kinds]
    return tuple(
        (asked, True) if asked is not None and type(asked) is type(kind) else (kind, False)
        for kind, asked in both
    )


def _mark(mark: Mark) -> dict[str, Any]:
    return {name: getattr(mark, name) for name in OF_A_MARK}


@lru_cache(maxsize=1024)
def _turned(order: tuple[int, ...], letters: str) -> dict[str, str]:
    turned = shown_letters(order)
    return {letter: turned.get(letter, "") for letter in letters}


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
    given = [rating.scores for rating in ratings if rating.scores]
    letters = shape.letters
    return {
        aspect: _aspect([scores[aspect] for scores in given if aspect in scores], letters)
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


def _aspect(cells: Sequence[Mapping[str, int | str]], letters: Sequence[str]) -> dict[str, float]:
    """`sd` is the raters' spread about each completion's own mean, pooled; absent without a spare degree."""
    found, squares, spare = {}, 0.0, 0
    for letter in letters:
        scores = [score for cell in cells if isinstance(score := cell.get(letter), int)]
        n = len(scores)
        mean = sum(scores) / n if n else float(ABSENT)
        found[f"mean_{letter}"] = mean
        if n > 1:
            spare += n - 1
            for score in scores:
                squares += (score - mean) ** 2
    found["sd"] = sqrt(squares / spare) if spare else float(ABSENT)
    return found
