"""The ratings and gold of a chunk's lines, said of the items that came of them.

Decides which item a rating belongs to and whether it still holds there: a line's answers may have been merged with
others, cut into pairs, or linked to an earlier item that shows them in another order. How they are written is left to
`ratings` and `golds`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tasks.intake import golds, hashing, ratings, remapping
from tasks.intake.lines import Answer, Line, LineGold, LineRating
from tasks.intake.pairing import Places
from tasks.intake.ratings import ItemRatings
from tasks.intake.rows import Place
from tasks.models import Batch, ItemCompletion


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


def of_line(line: Line, items: Sequence[Places], *, file: int, number: int) -> Judged:
    """Take what one line says of the items that it alone makes."""
    said = Said(line.ratings, line.gold, range(len(line.answers)))
    return Judged(file, number, line.answers, items, (said,))


def store(*, batch: Batch, judged: Sequence[Judged], ids: Mapping[Place, int]) -> int:
    """Write what was said of a chunk's items, and return how many ratings that made."""
    if not judged:
        return 0
    shown = _shown_elsewhere(judged, ids)
    rated, known = [], []
    for one in judged:
        for nth, item in enumerate(one.items):
            item_id = ids[Place(one.file, one.line, nth)]
            places = _as_shown(item, one.answers, shown.get(item_id))
            rated.append(ItemRatings(item_id, tuple(ratings_on(one, places))))
            known += [golds.ItemGold(item_id, len(item), gold) for gold in golds_on(one, places)]
    golds.store(batch=batch, golds=known)
    return ratings.store(batch=batch, rated=[one for one in rated if one.ratings])


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


def _as_shown(item: Places, answers: Sequence[Answer], earlier: Sequence[bytes] | None) -> Sequence[int]:
    """Give the item's places in the order in which the item that stands for it shows the same texts."""
    if earlier is None:
        return item
    left, order = list(item), []
    for digest in earlier:
        place = next(place for place in left if hashing.same_answer_digest(answers[place]) == digest)
        left.remove(place)
        order.append(place)
    return order


def _shown_elsewhere(judged: Iterable[Judged], ids: Mapping[Place, int]) -> dict[int, list[bytes]]:
    """Read the answers of the items, in their order, where an item stands for the lines of others."""
    wanted = [ids[Place(one.file, one.line, nth)] for one in judged for nth in range(len(one.items))]
    places = ItemCompletion.objects.filter(item__in=wanted).order_by("item", "position")
    shown: dict[int, list[bytes]] = {}
    for item, text in places.values_list("item", "completion__text").iterator(chunk_size=2000):
        shown.setdefault(item, []).append(hashing.text_digest(hashing.normalised(text)))
    return shown
