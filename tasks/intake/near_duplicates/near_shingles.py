"""A prompt's text as the set of its shingles, and how alike two such sets are.

A shingle is five characters, or two where it begins with a Chinese, Japanese or Korean one, which says as much. So a
wrong letter or a "please" leaves two texts alike in either script, and another name in a short question does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.intake import hashing

MOST_CHARACTERS = 20_000
LEAST_CHARACTERS = 10
AT_ONCE = 250_000
LONG, SHORT = 5, 2

Hashes = NDArray[np.uint64]

_CJK = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0x20000, 0x323AF))
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


class Shingled(NamedTuple):
    """The shingles of several texts, one behind the other; text i has those from `starts[i]` to `starts[i + 1]`."""

    hashes: Hashes
    starts: Hashes

    def sets(self) -> list[Hashes]:
        bounds = zip(self.starts[:-1], self.starts[1:], strict=True)
        return [np.unique(self.hashes[start:end]) for start, end in bounds]


def folded(text: str) -> str:
    """Fold what makes no other question: case, width, white space, and what comes after twenty thousand characters."""
    return hashing.normalised(text[:MOST_CHARACTERS]).casefold()[:MOST_CHARACTERS]


def is_comparable(text: str) -> bool:
    """Say whether a text has shingles enough to be like another; a shorter one is like its equals only."""
    return len(text) >= LEAST_CHARACTERS


def portions(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Part texts so that the arrays of one portion stay small, however long the texts are."""
    first, size = 0, 0
    for at, text in enumerate(texts):
        if size and size + len(text) > AT_ONCE:
            yield texts[first:at]
            first, size = at, 0
        size += len(text)
    if texts[first:]:
        yield texts[first:]


def shingled(texts: Sequence[str]) -> Shingled:
    """Hash the shingles of folded texts, all in one pass over their characters."""
    characters = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    ends = np.cumsum([len(text) for text in texts])
    is_short = np.zeros(len(characters), dtype=bool)
    for low, high in _CJK:
        is_short |= (characters >= low) & (characters <= high)
    left = np.repeat(ends, np.diff(ends, prepend=0)) - np.arange(len(characters))
    is_whole = left >= np.where(is_short, SHORT, LONG)
    padded = np.concatenate([characters, np.zeros(LONG, dtype=np.uint32)]).astype(np.uint64)
    hashes = np.where(is_short, _rolled(padded, SHORT), _rolled(padded, LONG))[is_whole]
    n_before = np.concatenate([[0], np.cumsum(is_whole)])
    starts = n_before[np.concatenate([[0], ends])].astype(np.uint64)
    return Shingled(_mixed(hashes), starts)


def jaccard(one: Hashes, other: Hashes) -> float:
    """Give what two sets share as a part of what they hold together."""
    if not len(one) or not len(other):
        return 0.0
    n_shared = len(np.intersect1d(one, other, assume_unique=True))
    return n_shared / (len(one) + len(other) - n_shared)


def _rolled(padded: Hashes, size: int) -> Hashes:
    """Hash the `size` characters from each place on; unsigned numbers wrap round, which is what is wanted."""
    n = len(padded) - LONG
    rolled = np.full(n, size, dtype=np.uint64)
    for ahead in range(size):
        rolled *= _STEP
        rolled += padded[ahead : ahead + n]
    return rolled


def _mixed(hashes: Hashes) -> Hashes:
    """Spread neighbouring texts' hashes over all bits, as MinHash expects."""
    for shift, factor in zip((30, 27), _MIX, strict=True):
        hashes ^= hashes >> np.uint64(shift)
        hashes *= factor
    return hashes ^ (hashes >> np.uint64(31))
