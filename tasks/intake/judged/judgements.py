"""The ratings and gold of a chunk's lines, said of the items that came of them.

Decides which item a rating belongs to and whether it still holds there: a line's answers may have been merged with
others, cut into pairs, or linked to an earlier item that shows them in another order. How they are written is left to
`ratings` and `golds`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tasks.intake import hashing
from tasks.intake.judged import golds, ratings, remapping
from tasks.intake.judged.ratings import ItemRatings
from tasks.intake.lines import Answer, Line, LineGold, LineRating
from tasks.intake.pairing import Places
from tasks.intake.rows import Place
from tasks.models import Batch, Completion, ItemCompletion


class Said(NamedTuple):
    """What a line says of its own answers; `at[i]` is where its answer `i` stands among those of the items."""

    ratings: tuple[LineRating, ...]
    gold: LineGold | None
    at: Sequence[int]


@dataclass(frozen=True, slots=True)
class Judged:
    """The items of one line, or of several merged ones, with what the lines say of them."""

    file: int
    line: int
    answers: tuple[Answer, ...]
    items: Sequence[Places]
    said: Sequence[Said]


class Counted(NamedTuple):
    """How many ratings were made, and how many were not: a rater who speaks twice, or says nothing of the item."""

    n_ratings: int
    n_unused: int


def of_line(line: Line, items: Sequence[Places], *, file: int, number: int) -> Judged:
    """Take what one line says of the items that it alone makes."""
    said = Said(line.ratings, line.gold, range(len(line.answers)))
    return Judged(file, number, line.answers, items, (said,))


def store(*, batch: Batch, judged: Sequence[Judged], ids: Mapping[Place, int]) -> Counted:
    """Write what was said of a chunk's items."""
    if not judged:
        return Counted(0, 0)
    shown = answers_of(set(ids.values()))
    rated, known, n_given = [], [], 0
    for one in judged:
        for nth, item in enumerate(one.items):
            item_id = ids.get(Place(one.file, one.line, nth))
            places = item if item_id is None else _as_shown(item, one.answers, shown[item_id])
            said = tuple(ratings_on(one, places))
            n_given += len(said)
            if item_id is not None:  # else its line was left out
                rated.append(ItemRatings(item_id, said))
                known += [golds.ItemGold(item_id, len(item), gold) for gold in golds_on(one, places)]
    golds.store(batch=batch, golds=known)
    n_made = ratings.store(batch=batch, rated=[one for one in rated if one.ratings])
    return Counted(n_made, n_given - n_made)


def ratings_on(judged: Judged, item: Sequence[int]) -> Iterator[LineRating]:
    """Give the ratings that hold for the item, in the order of its answers."""
    models = [judged.answers[place].model for place in item]
    for said in judged.said:
        places = remapping.places_in(item, said.at)
        for given in said.ratings:
            moved = remapping.rating(resolved(given, models), places, len(item))
            if moved is not None:
                yield moved


def golds_on(judged: Judged, item: Sequence[int]) -> Iterator[LineGold]:
    """Give the first gold that holds for the item."""
    for said in judged.said:
        moved = said.gold and remapping.gold(said.gold, remapping.places_in(item, said.at), len(item))
        if moved:
            yield moved
            return


def resolved(given: LineRating, models: Sequence[str]) -> LineRating:
    """Turn a better answer that is named by its model into a strength; unless one of two is meant, it says nothing."""
    if not given.better_model:
        return given
    better = [at for at, model in enumerate(models) if model.casefold().startswith(given.better_model)]
    strength = (-1, 1)[better[0]] if len(models) == 2 and len(better) == 1 else None
    return replace(given, strength=strength, better_model="")


def _as_shown(item: Places, answers: Sequence[Answer], shown: Sequence[Answer]) -> Sequence[int]:
    """Give the item's places in the order in which the item that stands for it shows the same answers."""
    left, order = list(item), []
    for digest in map(hashing.same_answer_digest, shown):
        place = next(place for place in left if hashing.same_answer_digest(answers[place]) == digest)
        left.remove(place)
        order.append(place)
    return order


def answers_of(items: Collection[int]) -> dict[int, list[Answer]]:
    """Read what items show, in their order; nothing of an item that is a prompt alone.

    Two plain queries: planned without statistics of rows that are not committed, a join of them can take minutes.
    """
    places = ItemCompletion.objects.filter(item__in=items).order_by("item", "position")
    shown = list(places.values_list("item", "completion"))
    completions = Completion.objects.filter(pk__in={completion for _item, completion in shown})
    told = {
        pk: Answer(text, model, media=str(media or ""))
        for pk, text, model, media in completions.values_list("pk", "text", "model", "media")
    }
    answers: dict[int, list[Answer]] = {item: [] for item in items}
    for item, completion in shown:
        answers[item].append(told[completion])
    return answers
