"""A ranking as pairs to train on: each answer beside each that stands behind it. A tie gives none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from tasks.rubric.labels import Json


def pairs(tiers: Sequence[Sequence[str]], p_first: Mapping[str, float]) -> Iterator[Json]:
    """Yield the pairs by letter; `p_first` has for `ab` how probable it is that a stands before b."""
    for better_tier, worse_tier in combinations(tiers, 2):
        for chosen in better_tier:
            for rejected in worse_tier:
                yield {"chosen": chosen, "rejected": rejected, "p": _p(p_first, chosen, rejected)}


def _p(p_first: Mapping[str, float], chosen: str, rejected: str) -> float:
    if chosen < rejected:
        return p_first[chosen + rejected]
    return 1 - p_first[rejected + chosen]
