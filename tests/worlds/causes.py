"""A population in which every disagreement has a planted cause, for whoever claims to find causes.

Steady raters see an item's difference theta through noise of their own and agree, up to that noise, on *plain* items.
Disagreement beyond it is planted, each item having one cause at most:

- *clause*: a rule can be read in two ways. Where it is in play half the raters, always the same ones, see -theta.
- *taste*: the answers are as good as each other and one is longer; half the raters like the longer one, up to noise.
- *broken*: nothing in the item can be judged; raters answer at random, and three in ten say that it is undecidable.
- *lazy raters* answer what is shown first, nine times in ten, in a hurry, with one strength, whatever the item is.

theta is 0 of taste and broken items: there is no better answer.

Raters know their own mind: an item that comes back to them is answered as before, up to their noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from tasks.aggregation.columns import Floats, Ints
from tasks.aggregation.encoding import Preferences
from tests.worlds.preferences import cut, dealt

N_CLAUSES = 8
BAD_CLAUSE = 5
TIE_BAND = 0.1
NOISE = 0.35
AGAIN = 0.05
WORDS_A_SECOND = (3.0, 14.0)  # read by a steady rater, skipped by a lazy one


class Cause(IntEnum):
    PLAIN = 0
    CLAUSE = 1
    TASTE = 2
    BROKEN = 3


@dataclass(frozen=True)
class Planted:
    """Shares of items by cause, and of lazy raters; the bad clause is in play on its share and on no other item."""

    clause: float = 0.12
    taste: float = 0.10
    broken: float = 0.05
    lazy: float = 0.10

    def shares(self) -> list[float]:
        return [1 - self.clause - self.taste - self.broken, self.clause, self.taste, self.broken]


@dataclass(frozen=True, eq=False)
class Population:
    """Ratings of N items by W raters, R rows, and what was planted.

    Attributes
    ----------
    cause, theta, words, length : (N,)
        Why raters differ, the difference itself, words to read, ln of A's length over B's.
    in_play : (N, 8)
        Clauses that bear on an item; `BAD_CLAUSE` where that is the cause.
    is_lazy, reading, taste : (W,)
        Who answers without reading; +1 or -1: how the bad clause is read, and whether the longer answer is liked.
    seconds, is_undecidable : (R,)
        Time that each rating took, and whether the rater flagged the item.
    again, again_strength : (M,)
        Rows that were asked of the same rater a second time, sides swapped, and the strength given then.
    """

    data: Preferences
    cause: Ints
    theta: Floats
    words: Ints
    length: Floats
    in_play: NDArray[np.bool_]
    is_lazy: NDArray[np.bool_]
    reading: Ints
    taste: Ints
    seconds: Floats
    is_undecidable: NDArray[np.bool_]
    again: Ints
    again_strength: Ints

    @property
    def is_split(self) -> NDArray[np.bool_]:
        """Whether raters who read with care can differ on an item for more than noise, (N,)."""
        return np.asarray(self.cause != Cause.PLAIN)


def draw(
    planted: Planted | None = None,
    *,
    n_items: int = 4000,
    n_raters: int = 60,
    overlap: int = 4,
    seed: int = 0,
) -> Population:
    """Draw a population; rows stand in the order in which they were made."""
    planted, rng = planted or Planted(), np.random.default_rng(seed)
    cause = rng.choice(len(Cause), n_items, p=planted.shares())
    theta = rng.standard_normal(n_items) * ((cause == Cause.PLAIN) | (cause == Cause.CLAUSE))
    length = rng.normal(0, 0.3, n_items) + 0.8 * np.sign(rng.standard_normal(n_items)) * (
        cause == Cause.TASTE
    )
    is_lazy = np.zeros(n_raters, dtype=bool)
    is_lazy[rng.choice(n_raters, round(planted.lazy * n_raters), replace=False)] = True
    reading, taste = (rng.permutation(np.resize([1, -1], n_raters)) for _ in range(2))
    in_play = rng.random((n_items, N_CLAUSES)) < 0.2
    in_play[:, BAD_CLAUSE] = cause == Cause.CLAUSE
    item, rater = dealt(rng, n_items, n_raters, overlap)
    order = rng.permutation(item.size)
    item, rater = item[order], rater[order]
    opinion = _opinion(cause[item], theta[item], length[item], reading[rater], taste[rater])
    side = rng.choice([-1.0, 1.0], item.size)
    strength = _said(rng, opinion, side, is_lazy[rater])
    again = np.flatnonzero(rng.random(item.size) < AGAIN)
    words = rng.integers(80, 900, n_items)
    return Population(
        data=Preferences(item, rater, strength, np.zeros_like(item), side, n_items, n_raters),
        cause=cause,
        theta=theta,
        words=words,
        length=length,
        in_play=in_play,
        is_lazy=is_lazy,
        reading=reading,
        taste=taste,
        seconds=_seconds(rng, words[item], is_lazy[rater]),
        is_undecidable=rng.random(item.size) < np.where(cause[item] == Cause.BROKEN, 0.3, 0.01),
        again=again,
        again_strength=_said(rng, opinion[again], -side[again], is_lazy[rater[again]]),
    )


def _opinion(cause: Ints, theta: Floats, length: Floats, reading: Ints, taste: Ints) -> Floats:
    """What each rater would say of each item if they judged without noise, (R,)."""
    return np.select(
        [cause == Cause.CLAUSE, cause == Cause.TASTE, cause == Cause.BROKEN],
        [reading * theta, taste * length, 0.0],
        theta,
    )


def _said(rng: np.random.Generator, opinion: Floats, side: Floats, is_lazy: NDArray[np.bool_]) -> Ints:
    seen = opinion + NOISE * rng.standard_normal(opinion.size)
    habit = 2 * np.where(rng.random(opinion.size) < 0.9, side, -side).astype(np.int64)
    return np.where(is_lazy, habit, cut(seen, TIE_BAND))


def _seconds(rng: np.random.Generator, words: Ints, is_lazy: NDArray[np.bool_]) -> Floats:
    pace = np.where(is_lazy, WORDS_A_SECOND[1], WORDS_A_SECOND[0])
    return np.asarray(words / pace * rng.lognormal(0, 0.3, words.size))
