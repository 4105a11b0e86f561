"""Which items of a selection repeat each other, and where the answers of one stand in the other.

Repeats have the same content digest, which knows no order of answers and no white space. Answers are matched by their
texts and media, and one that is left over with the one that is left over; items in which more is different are no
repeats of each other here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.models import ItemCompletion, Rating
from tasks.rubric.content import Answers

FIND = """
DROP TABLE IF EXISTS pg_temp.export_repeat;
CREATE TEMPORARY TABLE export_repeat ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY min(i.id)) AS place, b.rubric_version_id AS rubric,
       array_agg(i.id ORDER BY i.state = 'adjudicated' DESC, i.id) AS items
  FROM tasks_exportitem e JOIN tasks_item i ON i.id = e.item_id JOIN tasks_batch b ON b.id = i.batch_id
 WHERE e.export_id = %(export)s GROUP BY i.digest, b.rubric_version_id HAVING count(*) > 1;
SELECT count(*) FROM export_repeat
"""
SOME = "SELECT rubric, items FROM export_repeat WHERE place >= %s AND place < %s ORDER BY place"
# What a label may be made of, and nothing of what a rater wrote.
ANSWERS = ("strength", "verdict", "scores", "answers")


@dataclass(frozen=True, slots=True)
class Repeat:
    """The item that stands for all, and for each other one where its i-th answer stands in that."""

    item: int
    rubric_version: int
    orders: Mapping[int, list[int]]


def find(cursor: Any, export_id: int) -> int:
    """Find the repeats of a selection, in a table that lives as long as the transaction; return how many there are."""
    cursor.execute(FIND, {"export": export_id})
    n: int = cursor.fetchone()[0]
    return n


def some(cursor: Any, first: int, n: int) -> list[Repeat]:
    """Return a part of what was found, without items whose answers cannot be matched."""
    cursor.execute(SOME, [first, first + n])
    found = cursor.fetchall()
    answers = _answers([item for _rubric, items in found for item in items])
    repeats = []
    for rubric, (item, *others) in found:
        orders = {other: order(answers[item], answers[other]) for other in others}
        matched = {other: places for other, places in orders.items() if places is not None}
        if matched:
            repeats.append(Repeat(item, rubric, matched))
    return repeats


def order(of: Sequence[object], other: Sequence[object]) -> list[int] | None:
    """Return where each of the other's answers stands, None where that is not certain."""
    free = dict(enumerate(of))
    places: list[int | None] = []
    for answer in other:
        place = next((place for place, own in free.items() if own == answer), None)
        places.append(place)
        free.pop(place, None)  # type: ignore[arg-type]
    if len(of) != len(other) or len(free) > 1:
        return None
    return [place if place is not None else next(iter(free)) for place in places]


def answers_of(rating: Rating) -> Answers:
    """Give the part of a rating that `ANSWERS` names."""
    return Answers(
        strength=rating.strength,
        verdict=rating.verdict,
        scores=tuple(rating.scores),
        answers=rating.answers,
    )


def _answers(items: Sequence[int]) -> dict[int, list[tuple[bytes, int | None]]]:
    found: dict[int, list[tuple[bytes, int | None]]] = {item: [] for item in items}
    places = ItemCompletion.objects.filter(item__in=items).order_by("item_id", "position")
    columns = ("item_id", "completion__text_digest", "completion__media_id")
    for item, digest, media in places.values_list(*columns):
        found[item].append((bytes(digest), media))
    return found
