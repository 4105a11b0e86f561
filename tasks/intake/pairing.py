"""From the answers to one prompt to items: all together, one by one, or in pairs.

Decides which answers meet. Pure: answers are their positions, and what is random follows from a seed, so that a
resumed import makes the same items again.
"""

from __future__ import annotations

import random
from itertools import combinations
from typing import NamedTuple

from tasks.models import Batch

Places = tuple[int, ...]
PAIR = 2


class Limits(NamedTuple):
    """How many answers an item of the rubric shows."""

    least: int = PAIR
    most: int = PAIR


def items_of(
    n: int, limits: Limits, *, pairing: str = "", n_opponents: int = 1, seed: int = 0
) -> list[Places]:
    """Say which of `n` answers stand in which item, in canonical order; empty when there are too few or too many.

    What fits into one item stays together unless a pairing is chosen. A rubric of one answer gives each an item of
    its own. Pairs are made by the pairing, without one as a ring, which costs one item an answer and ties all answers
    of a prompt into one comparison.
    """
    if n < limits.least:
        return []
    pairs_fit = limits.least <= PAIR <= limits.most
    if n <= limits.most and not (pairing and pairs_fit and n > PAIR):
        return [tuple(range(n))]
    if limits.most == 1:
        return [(place,) for place in range(n)]
    if not pairs_fit or (limits.most > PAIR and not pairing):
        return []
    return pairs(n, pairing or Batch.Pairing.RING, n_opponents, seed)


def pairs(n: int, pairing: str, n_opponents: int, seed: int) -> list[Places]:
    """Pair `n` answers: every two, each with its two neighbours, or each with `n_opponents` others at random."""
    if pairing == Batch.Pairing.ALL or n <= PAIR + 1 or n_opponents >= n - 1:
        return list(combinations(range(n), PAIR))
    if pairing == Batch.Pairing.RING:
        return _met(list(range(n)), 2)
    order = list(range(n))
    random.Random(seed).shuffle(order)  # noqa: S311 (a fair draw, no secret)
    return _met(order, n_opponents)


def _met(order: list[int], n_opponents: int) -> list[Places]:
    """Let each meet those 1, 2, … places further on in a circle: as many as asked for, and one more if need be.

    Half the opponents stand ahead and half behind; an odd one out is the place opposite. In a circle of odd length
    one answer has one opponent too many, so that none has too few.
    """
    n = len(order)
    steps = [(at, (at + ahead) % n) for ahead in range(1, n_opponents // 2 + 1) for at in range(n)]
    if n_opponents % 2:
        steps += [(at, (at + n // 2) % n) for at in (*range(n // 2), n - 1)]
    return sorted({(min(order[at], order[to]), max(order[at], order[to])) for at, to in steps})
