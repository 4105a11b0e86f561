"""Which ratings of an upload will be taken: one for each rater and item, and only what says something of it.

The dry run's side of `ratings.store`: nothing is written, and of what was said only who said it is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from tasks.intake.judged import judgements, ratings
from tasks.intake.judged.judgements import Judged
from tasks.intake.judged.sources import KINDS, Name
from tasks.models import Assignment, Source


class Said(NamedTuple):
    """Who says something of an item, and how many ratings were given of it at all."""

    raters: tuple[Name, ...] = ()
    n_given: int = 0

    @property
    def n_people(self) -> int:
        return sum(kind == "human" for kind, _name in self.raters)


def said_of(judged: Judged, item: Sequence[int]) -> Said:
    """Say who rates one of the judged items."""
    given = list(judgements.ratings_on(judged, item))
    saying = dict.fromkeys((one.kind, one.rater) for one in given if ratings.says_something(one))
    return Said(tuple(saying), len(given))


class Heard:
    """Who has rated what: items of the project by their id, items of the upload by the digest of their content."""

    def __init__(self, project_id: int) -> None:
        self.project_id = project_id
        self._met: set[int] = set()

    def count(self, item: int | bytes, said: Said) -> int:
        """Count the raters who are heard on an item for the first time."""
        keys = {_key(item, rater) for rater in said.raters} - self._met
        self._met |= keys
        return len(keys)

    def ask(self, items: Collection[int], said: Iterable[Said]) -> None:
        """Learn who of these raters has rated these items of the project."""
        names = {name for one in said for _kind, name in one.raters}
        if not items or not names:
            return
        known = Source.objects.filter(project=self.project_id, name__in=names)
        words = {kind: word for word, kind in KINDS.items()}
        raters = {
            rater: (str(words[kind]), name)
            for rater, kind, name in known.values_list("rater", "kind", "name")
        }
        rated = Assignment.objects.filter(item__in=items, rater__in=raters).values_list("item", "rater")
        self._met |= {_key(item, raters[rater]) for item, rater in rated}


def _key(item: int | bytes, rater: Name) -> int:
    return int.from_bytes(sha256(repr((item, *rater)).encode()).digest()[:8], "big")
