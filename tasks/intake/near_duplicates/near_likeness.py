"""Whether pairs of texts are near duplicates: by their signatures first, then by their shingles themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.intake.near_duplicates import near_shingles
from tasks.intake.near_duplicates.near_signatures import Signatures

THRESHOLD = 0.8
# So far below the threshold that of pairs that share 0.85 one in a thousand is lost.
LEAST_ESTIMATE = 0.73
# Of a million lines of one template, nearly alike and not quite, each is read so often in vain and then let be.
MOST_LOOKS = 8
PAIRS_AT_ONCE = 20_000
TEXTS_AT_ONCE = 200

Rows = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]
Read = Callable[[Rows], Sequence[str]]


class Likeness:
    """Compares rows pair by pair; `signed` numbers each row's signature, `read` gives the folded texts of rows."""

    def __init__(self, signatures: Signatures, signed: Rows, read: Read) -> None:
        self._signatures = signatures
        self._signed = signed
        self._read = read
        self._n_in_vain = np.zeros(len(signed), dtype=np.uint8)

    def __call__(self, one: Rows, other: Rows) -> Mask:
        """Say for each pair whether it shares `THRESHOLD` of its shingles; `one` repeats, `other` hardly does."""
        found = np.zeros(len(one), dtype=bool)
        for start in range(0, len(one), PAIRS_AT_ONCE):
            part = slice(start, start + PAIRS_AT_ONCE)
            estimate = self._signatures.likeness(self._signed[one[part]], self._signed[other[part]])
            close = start + np.flatnonzero(estimate >= LEAST_ESTIMATE)
            for first in range(0, len(close), TEXTS_AT_ONCE):
                self._look(found, close[first : first + TEXTS_AT_ONCE], one, other)
        return found

    def _look(self, found: Mask, pairs: Rows, one: Rows, other: Rows) -> None:
        pairs = pairs[self._n_in_vain[other[pairs]] < MOST_LOOKS]
        if not len(pairs):
            return
        rows, places = np.unique(np.concatenate([one[pairs], other[pairs]]), return_inverse=True)
        sets = self._sets(rows)
        both = zip(places[: len(pairs)], places[len(pairs) :], strict=True)
        found[pairs] = [near_shingles.jaccard(sets[a], sets[b]) >= THRESHOLD for a, b in both]
        np.add.at(self._n_in_vain, other[pairs[~found[pairs]]], 1)

    def _sets(self, rows: Rows) -> list[near_shingles.Hashes]:
        portions = near_shingles.portions(self._read(rows))
        return [found for portion in portions for found in near_shingles.shingled(portion).sets()]
