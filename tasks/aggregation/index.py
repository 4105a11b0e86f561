"""Ids of any kind as codes from 0, and back.

Rows that come in chunks are gathered as arrays of ids, 8 bytes a number, and encoded at once: an array is sorted as
such, without a Python object a row. Where the ids are known before the rows, `Index.of_ids` and `codes`, chunk by
chunk, spare even that.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tasks.aggregation.columns import Ints, as_ints


@dataclass(frozen=True, eq=False)
class Index:
    """Ids and their codes: the code of an id is its place among the sorted distinct ids.

    So codes depend on which ids there are, never on the order of the rows. Ids that cannot be compared with one
    another (numbers and texts, say) are sorted by kind, then by their written form.
    """

    ids: tuple[Hashable, ...]

    @classmethod
    def of_ids(cls, ids: Iterable[Hashable]) -> Self:
        """Give each distinct id a code: all items of a project, say, rated or not."""
        return cls.encode(ids)[1]

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

    def __contains__(self, wanted: Hashable) -> bool:
        return wanted in self._place

    @cached_property
    def _column(self) -> NDArray[np.generic]:
        """The ids as numbers, where they are some; else nothing."""
        are_numbers = all(type(one) is int and abs(one) < 2**63 for one in self.ids)
        return np.array(
            self.ids if are_numbers else (), dtype=np.int64 if are_numbers and self.ids else object
        )

    @cached_property
    def _place(self) -> dict[Hashable, int]:
        return {known: code for code, known in enumerate(self.ids)}

    def codes(self, ids: Iterable[Hashable]) -> Ints:
        """Look up the codes of known ids.

        Raises
        ------
        KeyError
            For an id that is not in the index.
        """
        if isinstance(ids, np.ndarray) and ids.dtype.kind == self._column.dtype.kind == "i":
            return self._found(ids)
        place = self._place
        return np.array([place[wanted] for wanted in ids], dtype=np.int64)

    def _found(self, ids: NDArray[np.signedinteger]) -> Ints:
        """Search an array of numbers, several times as fast as asking one by one."""
        place = np.minimum(np.searchsorted(self._column, ids), len(self) - 1)
        unknown = self._column[place] != ids
        if unknown.any():
            raise KeyError(ids[unknown][0].item())
        return as_ints(place)

    def decode(self, codes: ArrayLike) -> list[Hashable]:
        """Give back the ids of codes."""
        return [self.ids[code] for code in as_ints(codes)]


def _sorted(ids: set[Hashable]) -> tuple[Hashable, ...]:
    try:
        return tuple(sorted(ids))  # type: ignore[type-var]
    except TypeError:
        return tuple(sorted(ids, key=lambda one: (type(one).__name__, repr(one))))
