"""When two answers are about equal: closer than a band that raters' ties give away, or alike outright.

A typical rater of the Gaussian model sees z = r theta + e, e and theta ~ N(0, 1), r = |a0| / sqrt(s0 + mean b^2), and
calls a tie where |z| < c (the threshold model: Glenn and David, Biometrics 16, 1960). Some items, a share t of them,
have no difference to see, and raters call them a tie with probability h >= 1/2: a spike beside the slab (Mitchell and
Beauchamp, JASA 83, 1988). From an item's counts of A, tie and B, n in all and k ties,

    P(alike)       ~  t h^k ((1 - h) / 2)^(n - k)
    P(not alike)   ~  (1 - t) E[ P(A | theta)^n_A P(tie | theta)^k P(B | theta)^n_B ]     over theta ~ N(0, 1)

t and h are learnt by EM with prior counts, and c from the share p of ties among ratings of items that are not alike:
c = Phi^-1((1 + p) / 2) sqrt(1 + r^2). Unanimous ties are so believed at once, scattered ones as far as strengths allow.

Raters' bands differ: c_w follows from a rater's own share, with the pooled one as a prior worth ten ratings. An item is
close where the median rater without noise would call a tie, |theta| < d = median c_w / r.

    P(tie)            = P(alike) + (1 - P(alike)) P(|theta| < d | mu, lam)             consensus
    P(next is a tie)  = h P(alike) + (1 - P(alike)) P(|z| < c | mu, lam)               vote
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_ndtr, ndtr, ndtri

from tasks.aggregation.columns import Floats, Ints, as_floats
from tasks.aggregation.convergence import iterate
from tasks.aggregation.encoding import TIE

GRID = np.linspace(-6, 6, 193)
LOG_WEIGHT = -(GRID**2) / 2 - np.log(np.exp(-(GRID**2) / 2).sum())


@dataclass(frozen=True)
class Priors:
    """Priors of ties.

    Attributes
    ----------
    alike, named
        Items that are alike and not, and their ratings that are ties and not, before any is seen.
    share_ratings
        Ratings that the pooled share of ties counts for in a rater's own.
    signals
        Bounds of r: below, noise would be taken for closeness; above, the grid would be too coarse.
    """

    alike: tuple[float, float] = (1.0, 9.0)
    named: tuple[float, float] = (4.0, 1.0)
    share_ratings: float = 10.0
    signals: tuple[float, float] = (0.5, 4.0)


PRIORS = Priors()


@dataclass(frozen=True)
class Ties:
    """t, h, c, d and r."""

    alike: float
    named: float
    band: float
    width: float
    signal: float

    def of_raters(self, item: Ints, rater: Ints, is_tie: NDArray[np.bool_], p_alike: Floats) -> Ties:
        """Take d from the raters' own bands, given R ratings of A, B or tie and P(alike) of the items, (N,)."""
        if not rater.size:
            return self
        n, k = (np.bincount(rater, one) for one in (1 - p_alike[item], (1 - p_alike[item]) * is_tie))
        pooled = (k.sum() + 0.5) / (n.sum() + 1)
        own = _band((k + PRIORS.share_ratings * pooled) / (n + PRIORS.share_ratings), self.signal)
        return replace(self, width=float(np.median(own[rater])) / self.signal)

    def p_alike(self, counts: Ints) -> Floats:
        """P(alike) of items by their counts, (N, 3) or more columns; few are distinct, and each costs an integral."""
        patterns, place, _ = _distinct(counts)
        return self.p_alike_of(patterns)[place]

    def p_alike_of(self, counts: Floats) -> Floats:
        """P(alike) of distinct counts, (M, 3)."""
        terms = counts @ self._log_cells + LOG_WEIGHT
        highest = terms.max(axis=1)
        others = np.log(np.exp(terms - highest[:, None]).sum(axis=1)) + highest
        k, n = counts[:, TIE], counts.sum(axis=1)
        spike = k * np.log(self.named) + (n - k) * np.log((1 - self.named) / 2)
        return np.asarray(expit(np.log(self.alike) - np.log1p(-self.alike) + spike - others))

    @cached_property
    def _log_cells(self) -> Floats:
        """Log P of A, B and tie on the grid of theta, (3, G)."""
        seen = self.signal * GRID
        tie = np.log(np.maximum(_within(self.band, seen, 1.0), 1e-300))
        return np.stack([log_ndtr(seen - self.band), log_ndtr(-seen - self.band), tie])

    def likely(self, alike: Floats, mean: Floats, precision: Floats) -> Floats:
        """P(about equal), (N,)."""
        return np.asarray(alike + (1 - alike) * _within(self.width, mean, precision**-0.5))

    def share(self, alike: Floats, mean: Floats, precision: Floats) -> Floats:
        """P(a typical rater's next rating is a tie), (N,)."""
        spread = np.sqrt(1 + self.signal**2 / precision)
        return np.asarray(alike * self.named + (1 - alike) * _within(self.band, self.signal * mean, spread))


def learn(counts: Ints, signal: float, *, tol: float = 1e-6, max_iter: int = 10_000) -> tuple[Ties, Floats]:
    """Learn how ties come about from items' counts of A, B and tie, (N, 3), raters being alike; `signal` is r.

    t and h are learnt of items of two ratings or more. Returns P(alike) of the items, (N,), too.
    """
    patterns, place, count = _distinct(counts)
    k, n = patterns[:, TIE], patterns.sum(axis=1)
    linked = count * (n > 1)
    alike, named = (one[0] / sum(one) for one in (PRIORS.alike, PRIORS.named))
    bounded = float(np.clip(signal, *PRIORS.signals))

    def step(ties: Ties) -> tuple[Ties, float]:
        alike = ties.p_alike_of(patterns)
        held, band = linked * alike, _pooled_band(patterns, count * (1 - alike), bounded)
        moved = replace(
            ties,
            alike=_mean(held.sum(), linked.sum(), PRIORS.alike),
            named=max(_mean((held * k).sum(), (held * n).sum(), PRIORS.named), 0.5),
            # A moment and no likelihood: in whole steps it could circle.
            band=ties.band + (band - ties.band) / 4,
        )
        apart = (moved.alike - ties.alike, moved.named - ties.named, moved.band - ties.band)
        return moved, float(np.abs(apart).max())

    band = _pooled_band(patterns, as_floats(count), bounded)
    start = Ties(alike, named, band, 0.0, bounded)
    ties, _ = iterate(step, start, tol=tol, max_iter=max_iter, strict=False)
    return replace(ties, width=ties.band / bounded), ties.p_alike_of(patterns)[place]


def _pooled_band(patterns: Floats, weight: Floats, signal: float) -> float:
    """c: the band that catches the ties of items that are not alike."""
    share = (weight @ patterns[:, TIE] + 0.5) / (weight @ patterns.sum(axis=1) + 1)
    return float(_band(share, signal))


def _distinct(counts: Ints) -> tuple[Floats, Ints, Ints]:
    """The distinct counts of A, B and tie, (M, 3), each item's place among them, (N,), and their numbers of items."""
    base = int(counts.max(initial=0)) + 1
    codes = counts[:, : TIE + 1] @ np.array([base**2, base, 1])
    _, first, place, count = np.unique(codes, return_index=True, return_inverse=True, return_counts=True)
    return as_floats(counts[first, : TIE + 1]), place, count


def _within(half: Floats | float, mean: Floats, spread: Floats | float) -> Floats:
    """P(a normal number lies within `half` of 0); the same for a mean and its opposite."""
    far = np.abs(mean)
    return np.asarray(ndtr((half - far) / spread) - ndtr((-half - far) / spread))


def _band(share: Floats | float, signal: float) -> Floats:
    return np.asarray(ndtri((1 + share) / 2) * np.sqrt(1 + signal**2))


def _mean(total: float, count: float, prior: tuple[float, float]) -> float:
    """A share with prior counts of what has it and what has not."""
    return float(total + prior[0]) / float(count + sum(prior))
