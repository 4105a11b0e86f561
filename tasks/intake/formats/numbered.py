"""Keys that belong together by their endings: `response_a` and `response_b`, `output_1` to `output_4`.

Decides which answers of a row stand in which place, whose they are, and which of two its source prefers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tasks.intake.formats import elsewhere, flat
from tasks.rubric.kinds import LETTERS

STEMS = ("response", "output", "answer", "completion", "model_output")
MODELS = ("model", "generator", "model_name", "llm")
PREFERENCES = ("label", "preference", "preferred", "winner", "better", "choice")
MOST = len(LETTERS)
SIDES = ("a", "b")


class Endings(NamedTuple):
    """How the keys of the first, second, … answer end; `first` is the number of the first, if they are numbers."""

    ends: tuple[str, ...]
    first: int | None


STYLES = (
    Endings(tuple(f"_{letter}" for letter in LETTERS), None),
    Endings(tuple(f"_{number}" for number in range(MOST)), 0),
    Endings(tuple(f"_{number}" for number in range(1, MOST + 1)), 1),
    Endings(tuple(f"{number}" for number in range(1, MOST + 1)), 1),
    Endings(tuple(f"_{letter}" for letter in LETTERS.upper()), None),
    Endings(tuple(LETTERS.upper()), None),
)
PAIRS = tuple((stem + style.ends[0], stem + style.ends[1]) for stem in STEMS for style in STYLES)


class Numbered(NamedTuple):
    """The keys of a row's answers in their order, and how they end."""

    keys: tuple[str, ...]
    style: Endings


def answers(record: Mapping[str, Any]) -> Numbered | None:
    """Find a row's answers: two or more in a row of endings; a null behind the second is no answer."""
    for stem in STEMS:
        for style in STYLES:
            keys = _run(record, stem, style.ends)
            if len(keys) > 1:
                there = tuple(key for at, key in enumerate(keys) if at < 2 or record[key] is not None)
                return Numbered(there, style)
    return None


def models(record: Mapping[str, Any], found: Numbered) -> tuple[str, ...]:
    """Find the keys that name the models of the answers, ending as these do or in another way."""
    places = [found.style.ends.index(_end(key, found.style)) for key in found.keys]
    for style in (found.style, *STYLES):
        for stem in MODELS:
            keys = tuple(stem + style.ends[place] for place in places)
            if all(flat.is_name(record.get(key)) for key in keys):
                return keys
    return ()


def preferred(record: Mapping[str, Any], found: Numbered, names: Sequence[str]) -> str:
    """Give the letter of the one of two answers that the source prefers, or `tie`; empty when nobody can tell."""
    if len(found.keys) != 2:
        return ""
    said = (_said(key, record[key], found, names) for key in PREFERENCES if key in record)
    return next(filter(None, said), "")


def _run(record: Mapping[str, Any], stem: str, ends: Sequence[str]) -> list[str]:
    keys = []
    for end in ends:
        if stem + end not in record:
            break
        keys.append(stem + end)
    return keys


def _end(key: str, style: Endings) -> str:
    return max((end for end in style.ends if key.endswith(end)), key=len)


def _said(key: str, value: object, found: Numbered, names: Sequence[str]) -> str:
    if isinstance(value, str):
        said = value.strip()
        if said in found.keys:
            return SIDES[found.keys.index(said)]
        if said.replace(".", "", 1).isdecimal() and said.isascii():
            value = float(said)
        else:
            return _in_words(said, names)
    if isinstance(value, bool) or not isinstance(value, int | float) or found.style.first is None:
        return ""
    return _in_numbers(value - found.style.first, is_graded=key == "preference" and found.style.first == 1)


def _in_numbers(place: float, *, is_graded: bool) -> str:
    """Understand a place, or a grade between the first and the second, as AlpacaEval writes it."""
    if place in (0, 1):
        return SIDES[int(place)]
    if not is_graded or not 0 < place < 1:
        return ""
    return "tie" if place == 0.5 else SIDES[place > 0.5]


def _in_words(said: str, names: Sequence[str]) -> str:
    """Understand “A”, “model_b”, “tie”, or the name of one of two models; a number in words says too little."""
    known = names if len(set(names)) == 2 and all(names) else ()
    if said not in known and any(char.isdigit() for char in said):
        return ""
    verdict = elsewhere.verdict(said, known)
    if verdict is None or verdict.strength is None:
        return ""
    return "tie" if verdict.strength == 0 else SIDES[verdict.strength > 0]
