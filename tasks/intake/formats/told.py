"""What a source says of which answer is better: its label columns, understood where nobody can misread them.

Decides what a value means for two answers: words, “A>B”, a place, a model's name, the text of the better answer, or
columns of which one is true. Whether a number counts from 0 or from 1 is told by the keys of the answers, or by the
whole file (`files.labels`). What becomes of a label is the manager's to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.intake.formats import elsewhere, keys, vocabulary
from tasks.intake.formats.keys import Family, Keys
from tasks.intake.lines import Answer, Told
from tasks.rubric.kinds import BOTH_BAD

SIDES = ("a", "b")
TIE = "tie"
TRUE = {"1", "1.0", "true", "yes", "y"}
STRONGEST = 3


def labels(
    record: Mapping[str, Any], found: Keys, family: Family, answers: Sequence[Answer], names: Sequence[str]
) -> tuple[Told, ...]:
    """Give what each label column says of two answers; a column that nobody understands says nothing."""
    if len(family.keys) != 2:
        return ()
    named = [
        (key, _said(key, record[key], found, family, answers, names))
        for key in _columns(record, found, family)
    ]
    if found.votes:
        named.append((next(iter(found.votes.values())), _voted(record, found)))
    how_much = strength(record, found)
    return tuple(Told(key, said, how_much if said in SIDES else 0) for key, said in named if said)


def of_number(value: float, first: int | None) -> str:
    """Understand the place of the better answer, counted from `first`."""
    place = value - first if first is not None else -1
    return SIDES[int(place)] if place in (0, 1) else ""


def in_words(said: str, names: Sequence[str], *, counts: bool = False) -> str:
    """Understand “A”, “model_b”, “tie”, or the name of one of two models.

    A number in words says too little, unless the answers themselves are counted from 1.
    """
    known = names if len(set(names)) == 2 and all(names) else ()
    has_digit = not counts and any(char.isdigit() for char in said)
    if said not in known and has_digit and elsewhere.COMPARED.fullmatch(said.strip()) is None:
        return ""
    verdict = elsewhere.verdict(said, known)
    if verdict is None:
        return ""
    if verdict.strength is None:
        return BOTH_BAD if verdict.verdict == BOTH_BAD else ""
    return TIE if verdict.strength == 0 else SIDES[verdict.strength > 0]


def number(value: object) -> float | None:
    """Give a number, or the one that a text is; None for anything else."""
    if isinstance(value, str):
        bare = value.strip()
        return float(bare) if bare.isascii() and bare.replace(".", "", 1).isdecimal() else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e9 else None


def _columns(record: Mapping[str, Any], found: Keys, family: Family) -> list[str]:
    """List the label columns that are there; one word of a better answer may hold a label beside two answers."""
    more = [key for key in (found.better,) if key and key not in family.keys]
    return [key for key in dict.fromkeys((*found.of("label"), *more)) if record.get(key) is not None]


def _said(
    key: str, value: object, found: Keys, family: Family, answers: Sequence[Answer], names: Sequence[str]
) -> str:
    if isinstance(value, str):
        said = value.strip()
        if said in family.keys:
            return SIDES[family.keys.index(said)]
        if number(said) is None:
            understood = in_words(said, names, counts=family.first == 1) or _by_place(said, found, family)
            return understood or _by_text(value, [answer.text for answer in answers])
    place = number(value)
    if place is None:
        return ""
    first = 0 if family.first is None and vocabulary.plain_name(key).endswith("id") else family.first
    is_graded = vocabulary.plain_name(key) == "preference" and first == 1
    return of_number(place, first) or (_graded(place - 1) if is_graded else "")


def _by_text(value: str, texts: Sequence[str]) -> str:
    """Understand the better answer where its whole text stands again."""
    return SIDES[texts.index(value)] if value in texts and len(set(texts)) == 2 else ""


def _by_place(said: str, found: Keys, family: Family) -> str:
    """Understand a word that tells these answers apart: `left`, `x`, `甲`."""
    places = [found.places.get(key, "") for key in family.keys]
    plain = vocabulary.plain_name(said)
    return SIDES[places.index(plain)] if plain in places and not plain.isdecimal() else ""


def _graded(place: float) -> str:
    """Understand a grade between the first and the second, as AlpacaEval writes it."""
    if not 0 < place < 1:
        return ""
    return TIE if place == 0.5 else SIDES[place > 0.5]


def _voted(record: Mapping[str, Any], found: Keys) -> str:
    """Find the one column of several that is true: of an answer, of a tie, or of both being bad."""
    true = [place for place, key in found.votes.items() if str(record[key]).strip().casefold() in TRUE]
    if len(true) != 1:
        return ""
    if keys.is_outcome(true[0]):
        return TIE if true[0] == TIE else BOTH_BAD
    return next(
        (SIDES[at] for order in (*vocabulary.ORDERS, ("1", "2")) for at in (0, 1) if order[at] == true[0]), ""
    )


def strength(record: Mapping[str, Any], found: Keys) -> int:
    """Give how much better an answer is, where a column says so on a scale like ours."""
    value = next((number(str(record[key]).strip().lstrip("-+")) for key in found.of("strength")), None)
    return int(value) if value is not None and value in range(1, STRONGEST + 1) else 0
