"""Ids of any kind as codes from 0, and back."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from tasks.aggregation.columns import Ints, as_ints


@dataclass(frozen=True, eq=False)
class Index:
    """Ids and their codes: the code of an id is its place among the sorted distinct ids.

    So codes depend on which ids there are, never on the order of the rows. Ids that cannot be compared with one
    another (numbers and texts, say) are sorted by kind, then by their written form.
    """

    ids: tuple[Hashable, ...]

    @classmethod
    def encode(cls, ids: Iterable[Hashable]) -> tuple[Ints, Self]:
        """Give each distinct id a code; returns the codes in the order of the rows, and the index."""
        if isinstance(ids, np.ndarray) and ids.dtype != object:
            distinct, codes = np.unique(ids, return_inverse=True)
            return codes.astype(np.int64, copy=False), cls(tuple(distinct.tolist()))
        rows = list(ids)
        index = cls(_sorted(set(rows)))
        return index.codes(rows), index

    def __len__(self) -> int:
        return len(self.ids)

    def codes(self, ids: Iterable[Hashable]) -> Ints:
        """Look up the codes of known ids.

        Raises
        ------
        KeyError
            For an id that is not in the index.
        """
        place = {known: code for code, known in enumerate(self.ids)}
        return np.array([place[wanted] for wanted in ids], dtype=np.int64)

    def decode(self, codes: ArrayLike) -> list[Hashable]:
        """Give back the ids of codes."""
        return [self.ids[code] for code in as_ints(codes)]


def _sorted(ids: set[Hashable]) -> tuple[Hashable, ...]:
    try:
        return tuple(sorted(ids))  # type: ignore[type-var]
    except TypeError:
        return tuple(sorted(ids, key=lambda one: (type(one).__name__, repr(one))))
