"""Which texts belong together: those that are alike, and those that are like one of those, and so on.

Decides who is compared with whom. The outcome follows from the texts alone, whatever order they came in, as long as
rows are in an order that the texts give. A bucket of many texts that are not alike is compared with its first few
representatives only, so that a million lines of one template cost no more than a million others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

REPRESENTATIVES = 16

Rows = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]
Alike = Callable[[Rows, Rows], Mask]


class Groups:
    """Which row belongs to which group; `of` names for each row the first row of its group."""

    def __init__(self, n: int) -> None:
        self.of: Rows = np.arange(n, dtype=np.int32)

    def unite(self, one: Rows, other: Rows) -> None:
        """Put the groups of each pair of rows together."""
        while True:
            first, second = self.of[one], self.of[other]
            low, high = np.minimum(first, second), np.maximum(first, second)
            apart = low != high
            if not apart.any():
                return
            np.minimum.at(self.of, high[apart], low[apart])
            self._settle()

    def _settle(self) -> None:
        while not np.array_equal(known := self.of[self.of], self.of):
            self.of = known


def link(groups: Groups, rows: Rows, bands: Iterable[NDArray[np.uint32]], alike: Alike) -> None:
    """Unite the rows that share a bucket and are alike; a band gives the bucket of each of `rows`.

    Rows that are in one group already are not compared again.
    """
    for band in bands:
        order = np.argsort(band, kind="stable")
        is_first = np.diff(band[order].astype(np.int64), prepend=-1) != 0
        sizes = np.diff(np.append(np.flatnonzero(is_first), len(order)))
        shared = np.repeat(sizes > 1, sizes)
        bucket = np.cumsum(is_first[shared], dtype=np.int32) - 1
        _compare(groups, rows[order[shared]], bucket, alike)


def _compare(groups: Groups, members: Rows, bucket: Rows, alike: Alike) -> None:
    """Compare every member with its bucket's representatives: each time the first that is like none before it.

    While a bucket has no more than `REPRESENTATIVES` of them nothing is missed: who is like one of them belongs to it,
    and who is not is one of them.
    """
    is_placed = np.zeros(len(members), dtype=bool)
    for _ in range(REPRESENTATIVES):
        waiting = np.flatnonzero(~is_placed)
        if not len(waiting):
            return
        firsts = waiting[np.diff(bucket[waiting], prepend=-1) != 0]
        representative = np.full(bucket[-1] + 1, -1, dtype=np.int32)
        representative[bucket[firsts]] = members[firsts]
        is_alive = representative[bucket] >= 0
        members, bucket, is_placed = members[is_alive], bucket[is_alive], is_placed[is_alive]
        one = representative[bucket]
        apart = groups.of[one] != groups.of[members]
        found = alike(one[apart], members[apart])
        groups.unite(one[apart][found], members[apart][found])
        is_placed |= groups.of[one] == groups.of[members]
