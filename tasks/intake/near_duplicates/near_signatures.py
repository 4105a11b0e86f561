"""MinHash signatures of many texts: bands on disk for finding candidates, two bits a slot in memory to look closer.

Two texts are candidates when a band of their signatures is the same. A million texts take 84 MB in files without a
name, 32 MB of memory, and 4 MB more for the band that is read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from tasks.intake.near_duplicates import near_shingles

SLOTS = 128
SEED = 1
# A pair that shares 0.85 of its shingles is missed by 21 bands of 6 slots once in 20,000, one of 0.8 once in 600.
BANDS, ROWS = 21, 6
WORDS, BITS = 4, 2
CHANCE = 1 / 2**BITS
LOW_BITS = np.uint64(0x5555555555555555)

Rows = NDArray[np.integer[Any]]
Band = NDArray[np.uint32]

_PLACES = np.arange(0, 64, BITS, dtype=np.uint64)
_WEIGHTS = np.random.default_rng(SEED).integers(1, 2**63, size=ROWS, dtype=np.uint64) | np.uint64(1)


class Signatures:
    """The signatures of the texts that were added, numbered in the order in which they came."""

    def __init__(self, folder: str | None = None) -> None:
        self.n = 0
        self._packed = bytearray()
        with ExitStack() as stack:
            self._bands = [stack.enter_context(tempfile.TemporaryFile(dir=folder)) for _ in range(BANDS)]
            self._files = stack.pop_all()

    def __enter__(self) -> Signatures:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()

    def add(self, texts: Sequence[str]) -> None:
        """Sign folded texts, each of which is long enough to be compared."""
        for portion in near_shingles.portions(texts):
            slots = signed(portion)
            bands = slots[:, : BANDS * ROWS].reshape(len(portion), BANDS, ROWS) * _WEIGHTS
            hashes = (bands.sum(axis=2, dtype=np.uint64) >> np.uint64(32)).astype(np.uint32)
            for file, band in zip(self._bands, hashes.T, strict=True):
                file.write(band.tobytes())
            low = (slots % 2**BITS).reshape(len(portion), WORDS, len(_PLACES)) << _PLACES
            self._packed += low.sum(axis=2, dtype=np.uint64).tobytes()
            self.n += len(portion)

    def bands(self) -> Iterator[Band]:
        """Give one number a text for each band, the same for texts whose signatures agree in it."""
        for file in self._bands:
            file.seek(0)
            yield np.frombuffer(file.read(), dtype=np.uint32)

    def likeness(self, one: Rows, other: Rows) -> NDArray[np.float64]:
        """Estimate how much of their shingles pairs of texts share, give or take 0.04."""
        packed = np.frombuffer(self._packed, dtype=np.uint64).reshape(self.n, WORDS)
        differing = packed[one] ^ packed[other]
        differing |= differing >> np.uint64(1)
        n_other = np.bitwise_count(differing & LOW_BITS).sum(axis=1)
        likeness: NDArray[np.float64] = 1 - n_other / (SLOTS * (1 - CHANCE))
        return likeness


def signed(texts: Sequence[str]) -> NDArray[np.uint64]:
    """Give each text's signature, a row of `SLOTS` numbers."""
    shingles = near_shingles.shingled(texts)
    signed = RMinHash.digest_matrix_from_flat_token_hashes(
        shingles.hashes, shingles.starts, num_perm=SLOTS, seed=SEED
    )
    return np.array(signed.to_rows(), dtype=np.uint64)
