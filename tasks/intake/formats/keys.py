"""What the keys of a record mean together: which ask, which answer in which place, which judge, and which say more.

Decides by names alone, once for each set of keys; what stands under them is left to the readers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from tasks.intake.formats import vocabulary
from tasks.intake.formats.vocabulary import BETTER, ORDERS, OUTCOMES, RANKS, WORSE, Name

# A file's lines have few sets of keys; those of a hostile one must not fill the memory.
MAX_REMEMBERED = 256
MAX_KEYS = 4000
# What a line may carry besides prompt and answers (`carried`).
CARRIED = (
    *(
        "id",
        "reference",
        "attachments",
        "warnings",
        "domain",
        "language",
        "skills",
        "priority",
        "gold",
        "ratings",
    ),
    "meta",
)
T = TypeVar("T")


class Family(NamedTuple):
    """Keys that belong together, in their order; `first` is the number of the first, if they are numbers."""

    noun: str
    keys: tuple[str, ...]
    first: int | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a record by their role, those that say most first.

    `better` and `worse` are the keys of a preferred answer and the other; one of them may stand alone. `lacking` is the
    key that would make a pair of a lone numbered answer.
    """

    roles: Mapping[str, tuple[str, ...]]
    families: tuple[Family, ...] = ()
    talks: Family | None = None
    better: str = ""
    worse: str = ""
    lacking: str = ""
    votes: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    scores: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    carried: tuple[tuple[str, str], ...] = ()

    def of(self, *roles: str) -> tuple[str, ...]:
        return tuple(key for role in roles for key in self.roles.get(role, ()))

    def first(self, record: Mapping[str, Any], *roles: str) -> str:
        """Give the first key of the roles under which something stands; empty when there is none."""
        return next((key for key in self.of(*roles) if record.get(key) is not None), "")


class Remembered(dict[tuple[str, ...], T]):
    """What was found out about sets of keys: few of them, and no long ones."""

    def of(self, keys: tuple[str, ...], find: Callable[[tuple[str, ...]], T]) -> T:
        found = self.get(keys)
        if found is None:
            found = find(keys)
            if sum(map(len, keys)) <= MAX_KEYS:
                if len(self) >= MAX_REMEMBERED:
                    self.clear()
                self[keys] = found
        return found


_known: Remembered[Keys] = Remembered()


def of(record: Iterable[str]) -> Keys:
    """Say what the keys of a record mean together."""
    return _known.of(tuple(record), _found)


def _found(keys: tuple[str, ...]) -> Keys:
    named = [(key, name) for key in keys for name in vocabulary.names_of(key)]
    roles: dict[str, list[tuple[int, str]]] = {}
    for key, name in named:
        if not name.place:
            roles.setdefault(name.role, []).append((name.rank, key))
    ordered = {
        role: tuple(key for _rank, key in sorted(found, key=lambda one: one[0]))
        for role, found in roles.items()
    }
    placed = _placed(named, "answer") | _placed(named, "weakanswer")
    talks = _placed(named, "conversation")
    families = _bare(keys) if not placed and not ordered.keys() & {"answer", "answers"} else _families(placed)
    better, worse = _ranked({**placed, **talks})
    return Keys(
        ordered,
        families,
        next(iter(_families(talks)), None),
        better,
        worse,
        "" if families else _lacking(placed),
        {place: key for noun in _placed(named, "vote").values() for place, key in noun.items()},
        _placed(named, "model"),
        _placed(named, "score"),
        {key: name.place for key, name in named if name.place},
        tuple((role, key) for role in CARRIED for key in ordered.get(role, ())),
    )


def _placed(named: Iterable[tuple[str, Name]], role: str) -> dict[str, dict[str, str]]:
    """Give the keys of a role that are numbered or ranked: by noun, those that say most first, and by place."""
    found: dict[str, dict[str, str]] = {}
    for key, name in sorted(named, key=lambda one: one[1].rank):
        if name.role == role and name.place:
            found.setdefault(name.noun, {}).setdefault(name.place, key)
    return found


def _families(nouns: Mapping[str, Mapping[str, str]]) -> tuple[Family, ...]:
    """Find two or more keys of one noun that follow each other, largest families first."""
    found = [family for noun, places in nouns.items() for family in _in_order(noun, places)]
    return tuple(sorted(found, key=lambda family: -len(family.keys)))


def _in_order(noun: str, places: Mapping[str, str]) -> Iterator[Family]:
    numbers = sorted(int(place) for place in places if place.isdecimal() and place.isascii())
    if len(numbers) > 1 and numbers[0] in (0, 1):
        spelled = {int(place): key for place, key in places.items() if place.isdecimal() and place.isascii()}
        yield Family(noun, tuple(spelled[number] for number in numbers), numbers[0])
    for order in ORDERS:
        run = [places[place] for place in order if place in places]
        if len(run) > 1 and order[0] in places and order[1] in places:
            yield Family(noun, tuple(run))


def _bare(keys: tuple[str, ...]) -> tuple[Family, ...]:
    """Take keys that are nothing but a place, such as `A` and `B`, where nothing else looks like an answer."""
    plain = {vocabulary.plain_name(key): key for key in reversed(keys)}
    return _families(
        {"": {place: key for place, key in plain.items() if any(place in order for order in ORDERS)}}
    )


def _ranked(nouns: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    """Find a better and a worse answer: of one noun, else of two, else the one that is there."""
    for places in nouns.values():
        for better, worse in RANKS:
            if better in places and worse in places:
                return places[better], places[worse]
    everywhere = list(nouns.values())
    sides = [
        next(
            (places[word] for words in RANKS for places in everywhere if (word := words[side]) in places), ""
        )
        for side in (0, 1)
    ]
    return sides[0], sides[1]


def _lacking(nouns: Mapping[str, Mapping[str, str]]) -> str:
    """Name the key that would make a pair of the one numbered answer that is there."""
    for places in nouns.values():
        for place, key in places.items():
            for order in (("1", "2"), ("0", "1"), *ORDERS):
                if place in order[:2] and place not in BETTER | WORSE:
                    return _spelled(key, place, order[1 - order.index(place)])
    return ""


def _spelled(key: str, place: str, other: str) -> str:
    """Write a key with another place, in the same letters."""
    at = key.casefold().rfind(place)
    if at < 0:
        return key
    there = key[at : at + len(place)]
    return key[:at] + (other.upper() if there.isupper() else other) + key[at + len(place) :]


def is_outcome(place: str) -> bool:
    return place in OUTCOMES
