"""Ratings made elsewhere: what is wrong with one, and how a chunk of them is written.

Decides the purpose of each: a judge's is `judge`, a person's counts as overlap only if the batch says so. What counts
goes by the rules of a rating made here (`counting`). Nothing of them was asked here, so what was answered stands as
asked, and they are independent: no rater elsewhere saw our votes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from django.db import connection, transaction

from tasks.consensus import tally
from tasks.intake import storing
from tasks.intake.canonical import json_text
from tasks.intake.faults import LineError
from tasks.intake.judged import counting, scales, sources
from tasks.intake.judged.counting import Standing
from tasks.intake.lines import Line, LineRating
from tasks.models import Assignment, Batch
from tasks.rubric import versions
from tasks.rubric.answers import ACTIVE_MS_LIMIT, Answers
from tasks.rubric.definition import Rubric

INTO_OURS = Path(__file__).with_name("ratings_into_ours.sql").read_text()

MAX_NAME = 200
FIRST_YEAR, LAST_YEAR = 1970, 9998
ORDERS = {"ab": [0, 1], "ba": [1, 0]}


class ItemRatings(NamedTuple):
    """An item, and the ratings of it in its canonical order."""

    item_id: int
    ratings: Sequence[LineRating]


def check(line: Line, rubric: Rubric) -> None:
    """Hold a line's ratings against the rubric. Aspects that it does not have are no fault: they are kept beside.

    Raises: LineError, naming the place in `ratings`.
    """
    for number, rating in enumerate(line.ratings):
        path = f"ratings[{number}]"
        _check_rater(rating, path)
        _check_preference(line, rating, rubric, path)
        scales.check_letters(line, rubric, rating.scores, path)
        scales.check_answers(line, rubric, rating.answers, path)
        for aspect, row in rating.scores.items():
            if scale := scales.scale_of(rubric, aspect):
                for letter, score in row.items():
                    scales.check_score(scale, score, f"{path}.scores.{aspect}.{letter}")


def _check_rater(rating: LineRating, path: str) -> None:
    if not rating.rater:
        raise LineError("missing_key", f"{path}.rater", key="rater")
    if len(rating.rater) > MAX_NAME:
        raise LineError("too_long", f"{path}.rater", size=len(rating.rater), most=MAX_NAME)
    if rating.at and not FIRST_YEAR <= rating.at.year <= LAST_YEAR:
        raise LineError("out_of_range", f"{path}.at", least=FIRST_YEAR, most=LAST_YEAR)


def _check_preference(line: Line, rating: LineRating, rubric: Rubric, path: str) -> None:
    has_strength = rating.strength is not None or bool(rating.better_model)
    scales.check_direction(line, rubric, path, strength=has_strength, verdict=rating.verdict)
    if rating.strength is not None:
        scales.check_strength(rating.strength, f"{path}.strength")
    if rating.verdict and (asked := scales.preference_of(rubric)):
        scales.check_verdict(rating.verdict, f"{path}.verdict", known={each.code for each in asked.verdicts})
    if not has_strength and not says_something(rating):
        raise LineError("says_nothing", path)


def says_something(rating: LineRating) -> bool:
    """Tell whether anything is left of a rating that was made elsewhere."""
    has_preference = rating.strength is not None or bool(rating.verdict)
    return has_preference or bool(rating.scores or rating.rationale or rating.answers)


@transaction.atomic
def store(*, batch: Batch, rated: Sequence[ItemRatings]) -> int:
    """Write ratings of a chunk's items, and return how many: one for each rater and item.

    What a rater has said of an item before, in this chunk or an earlier import, stands; a later word is left out, so
    that the same file twice doubles nothing.
    """
    names = {(one.kind, one.rater) for item in rated for one in item.ratings}
    if not names:
        return 0
    storing.lock(batch.home)
    raters = sources.raters_for(project_id=batch.project_id, names=names, home=batch.home)
    items = counting.standing({item.item_id for item in rated}, locked=batch.counts_ratings)
    here = [item for item in rated if item.item_id in items]
    rows = list(_rows(batch, items, _new(here, raters)))
    if rows:
        _write(batch, rows)
    counting.write(items.values())
    return len(rows)


def _write(batch: Batch, rows: Sequence[dict[str, Any]]) -> None:
    values: dict[str, Any] = {"project": batch.project_id, "rows": orjson.dumps(rows).decode()}
    with connection.cursor() as cursor:
        cursor.execute(INTO_OURS, values)


def _new(
    rated: Sequence[ItemRatings], raters: dict[tuple[str, str], int]
) -> Iterator[tuple[int, int, LineRating]]:
    """Yield item, rater and rating where this rater has not rated this item yet."""
    rows = Assignment.objects.filter(
        item__in=[item.item_id for item in rated], rater__in=set(raters.values())
    )
    met = set(rows.values_list("item", "rater"))
    for item_id, ratings in rated:
        for rating in ratings:
            rater = raters[rating.kind, rating.rater]
            if (item_id, rater) not in met and says_something(rating):
                met.add((item_id, rater))
                yield item_id, rater, rating


def _rows(
    batch: Batch, items: dict[int, Standing], new: Iterator[tuple[int, int, LineRating]]
) -> Iterator[dict[str, Any]]:
    for item_id, rater, rating in new:
        item = items[item_id]
        rubric = versions.by_id(item.rubric_version_id)
        answers = _as_answers(rating, rubric, item.n_answers)
        purpose = _purpose(batch, item, rating, labels=tally.labels(answers, rubric))
        holds_slot, is_surplus = False, False
        if purpose == Assignment.Purpose.OVERLAP:
            holds_slot, is_surplus = item.rate(answers)
        yield _content(rating, rubric, item.n_answers) | {
            "item": item_id,
            "rater": rater,
            "rubric": item.rubric_version_id,
            "purpose": purpose,
            "holds_slot": holds_slot,
            "surplus": is_surplus,
        }


def _purpose(batch: Batch, item: Standing, rating: LineRating, *, labels: bool) -> Assignment.Purpose:
    if rating.kind == "judge":
        return Assignment.Purpose.JUDGE
    counts = batch.counts_ratings and labels and not item.is_gold
    return Assignment.Purpose.OVERLAP if counts else Assignment.Purpose.IMPORTED


def _as_answers(rating: LineRating, rubric: Rubric, n_answers: int) -> Answers:
    return Answers(
        strength=rating.strength,
        verdict=rating.verdict,
        scores=tuple(scales.cells(rubric, rating.scores, n_answers)),
        answers=_answers(rating, rubric, n_answers),
    )


def _content(rating: LineRating, rubric: Rubric, n_answers: int) -> dict[str, Any]:
    return {
        "asked": _answered(rating, rubric),
        "strength": rating.strength,
        "verdict": rating.verdict,
        "scores": scales.cells(rubric, rating.scores, n_answers),
        "rationale": rating.rationale,
        "answers": json_text(_answers(rating, rubric, n_answers)),
        "active_ms": max(0, min(int(rating.active_ms), ACTIVE_MS_LIMIT)),
        "at": rating.at,
        "shown": ORDERS.get(rating.shown) if n_answers == len(ORDERS["ab"]) else None,
    }


def _answers(rating: LineRating, rubric: Rubric, n_answers: int) -> dict[str, Any]:
    """Give the other answers; what has no place under this rubric stays beside, under the source's name."""
    strange = {
        key: rating.answers[key]
        for key in scales.others(rubric, rating.answers)
        if not scales.is_answer(rubric, key, rating.answers[key], n_answers)
    }
    beside = {"source_scores": scales.strange(rubric, rating.scores), "source_answers": strange}
    kept = {key: value for key, value in rating.answers.items() if key not in strange}
    return kept | {key: value for key, value in beside.items() if value}


def _answered(rating: LineRating, rubric: Rubric) -> list[str]:
    given = {*rating.scores, *scales.others(rubric, rating.answers)}
    if rating.strength is not None or rating.verdict:
        given.add("preference")
    if rating.rationale:
        given.add("rationale")
    return [question.key for question in rubric.questions if question.key in given]
