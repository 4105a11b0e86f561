"""A rating or gold that a line gives for its own answers, said of an item that shows some of them.

A line's answers may be merged with those of other lines and shown in several items, in another order. Pure: answers
are places; `at[i]` is where the line's answer `i` stands now, or -1 where it is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal, TypeGuard

from tasks.intake.lines import Json, LineGold, LineRating
from tasks.rubric.kinds import LETTERS

RANKING = "ranking"
_TURNED: dict[str, Literal["", "ab", "ba"]] = {"": "", "ab": "ba", "ba": "ab"}


def places_in(item: Sequence[int], at: Sequence[int]) -> list[int]:
    """Give each of the line's answers its place in the item, -1 where the item does not show it."""
    position = {place: index for index, place in enumerate(item)}
    return [position.get(place, -1) for place in at]


def rating(given: LineRating, places: Sequence[int], n_shown: int) -> LineRating | None:
    """Say a rating of the item whose answers stand at `places`; None when nothing of it is about the item.

    What compares answers holds only for an item of exactly these answers and is dropped elsewhere; scores follow
    their answer.
    """
    is_whole = len(places) == n_shown and -1 not in places
    scores = {aspect: kept for aspect, cells in given.scores.items() if (kept := _moved(cells, places))}
    if is_whole:
        turned = list(places) == [1, 0]
        strength = None if given.strength is None else -given.strength if turned else given.strength
        shown = _TURNED[given.shown] if turned else given.shown
        answers = _answers(given.answers, places)
        return replace(given, strength=strength, scores=scores, shown=shown, answers=answers)
    said = {key: value for key, value in given.answers.items() if key != RANKING}
    return (
        replace(given, strength=None, verdict="", shown="", scores=scores, answers=said) if scores else None
    )


def gold(given: LineGold, places: Sequence[int], n_shown: int) -> LineGold | None:
    """Say gold of the item whose answers stand at `places`; None unless it has exactly these answers."""
    if len(places) != n_shown or -1 in places:
        return None
    scores = {aspect: _moved(cells, places) for aspect, cells in given.scores.items()}
    if list(places) != [1, 0] or given.min_strength is None or given.max_strength is None:
        return replace(given, scores=scores)
    return replace(given, min_strength=-given.max_strength, max_strength=-given.min_strength, scores=scores)


def _answers(answers: Json, places: Sequence[int]) -> Json:
    """Turn the letters of a ranking; what else was answered names no answer."""
    ranking = answers.get(RANKING)
    if list(places) == sorted(places) or not _is_ranking(ranking):
        return answers
    moved = {LETTERS[origin]: LETTERS[place] for origin, place in enumerate(places)}
    return {**answers, RANKING: [[moved.get(letter, letter) for letter in group] for group in ranking]}


def _is_ranking(value: object) -> TypeGuard[list[list[str]]]:
    """Tell an order in our letters from what another tool may call a ranking."""
    groups = value if isinstance(value, list) else [value]
    return all(isinstance(group, list) and all(isinstance(one, str) for one in group) for group in groups)


def _moved(cells: dict[str, Any], places: Sequence[int]) -> dict[str, Any]:
    moved = {}
    for letter, value in cells.items():
        origin = LETTERS.index(letter)
        if origin < len(places) and places[origin] >= 0:
            moved[LETTERS[places[origin]]] = value
    return moved
