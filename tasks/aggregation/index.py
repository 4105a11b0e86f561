"""Ids as codes from 0, and back: the code of an id is its place among the sorted distinct ids.

So codes depend on which ids there are, never on the order of the rows. Ids are whole numbers, as the database has them,
and rows may come in chunks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from tasks.aggregation.columns import Ints, as_ints


@dataclass(frozen=True, eq=False)
class Index:
    """The distinct ids, ascending, (N,)."""

    ids: Ints

    @classmethod
    def of_ids(cls, ids: Iterable[int]) -> Self:
        """Give each distinct id a code: all items of a project, say, rated or not."""
        return cls(np.unique(as_ints(ids if isinstance(ids, np.ndarray) else [*ids])))

    def __len__(self) -> int:
        return self.ids.size

    def codes(self, ids: Iterable[int]) -> Ints:
        """Look up the codes of known ids; a KeyError names one that is not in the index."""
        wanted = as_ints(ids if isinstance(ids, np.ndarray) else [*ids])
        place = np.searchsorted(self.ids, wanted)
        unknown = np.append(self.ids, -1)[place] != wanted if wanted.size else np.zeros(0, dtype=np.bool_)
        unknown |= place == len(self)
        if unknown.any():
            raise KeyError(int(wanted[unknown][0]))
        return as_ints(place)

    def decode(self, codes: ArrayLike) -> Ints:
        """Give back the ids of codes."""
        return self.ids[as_ints(codes)]
