"""Whether an item's answers are about equal: too close for a rater to tell apart, or alike outright.

A rater of the Gaussian model sees z = r theta + e with e and theta ~ N(0, 1) and r = |a0| / sqrt(s0 + mean b^2), and
calls a tie whatever lies within c to both sides of nothing. Some items are alike besides: there is no difference to
see, and raters call that a tie with probability h.

    close: |theta| < d,  d = c / r       P(tie | theta) = P(|z| < c)      P(A | theta) = P(z > c)
    alike, with probability tau          P(tie | alike) = h               P(A | alike) = (1 - h) / 2

From an item's counts of A, tie and B, n in all and k ties, and from what all its ratings say of theta (mu, lam),

    P(alike)               ~  tau h^k ((1 - h) / 2)^(n - k)
    P(not alike)           ~  (1 - tau) E[ P(A | theta)^n_A P(tie | theta)^k P(B | theta)^n_B ]     over theta ~ N(0, 1)
    P(tie | ratings)       =  P(alike) + (1 - P(alike)) P(|theta| < d | mu, lam)                    consensus
    P(the next is a tie)   =  h P(alike) + (1 - P(alike)) P(|z| < c | mu, lam)                      vote

a spike and a slab (Mitchell and Beauchamp, Bayesian variable selection in linear regression, JASA 83, 1988) on the
threshold model of ties (Glenn and David, Ties in paired-comparison experiments, Biometrics 16, 1960). Ties that come in
unanimous runs are so believed at once, scattered ones as far as the strengths beside them allow, and a left against a
right is no tie although its mean is 0. That there is another answer than theta is judged from counts, because the
strengths of what is not there to be seen follow no normal law.

tau and h are learnt by expectation maximisation from items of two ratings or more, with the prior counts below, and c
as follows. h is 1/2 at least: of weak raters whose ties are scattered the likelihood would make "alike" whatever they
quarrel over, and every item a tie that nobody called one.

    2 Phi(c / sqrt(1 + r^2)) - 1  =  (sum (1 - P(alike)) k + 1/2) / (sum (1 - P(alike)) n + 1).

c goes a quarter of the way in each step: it follows from a moment and not from the likelihood, and could circle.
Only distinct counts are worked on, of which there are few. The integral is a sum over an even grid, fine enough for a
dozen ratings where r is 4; there r is cut, and from below at 1/2, so that noise is not taken for closeness.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.special import expit, log_ndtr, ndtr, ndtri

from tasks.aggregation.columns import Floats, Ints, as_floats
from tasks.aggregation.convergence import iterate
from tasks.aggregation.encoding import TIE

ALIKE = (1.0, 9.0)  # items that are alike and not, before any is seen
NAMED = (4.0, 1.0)  # their ratings that are ties and not
SIGNALS = (0.5, 4.0)
GRID = np.linspace(-6, 6, 193)
LOG_WEIGHT = -(GRID**2) / 2 - np.log(np.exp(-(GRID**2) / 2).sum())
LEAST_NAMED = 0.5
STEP = 0.25
SMALLEST = 1e-300


@dataclass(frozen=True)
class Ties:
    """How ties come about: tau, h, c and r."""

    alike: float
    named: float
    band: float
    signal: float

    @property
    def width(self) -> float:
        """d: how close is close, in standard deviations of theta."""
        return self.band / self.signal

    @cached_property
    def log_cells(self) -> Floats:
        """Log P of A, B and tie on the grid of theta, (3, G)."""
        seen = self.signal * GRID
        tie = np.log(np.maximum(within(self.band, seen, 1.0), SMALLEST))
        return np.stack([log_ndtr(seen - self.band), log_ndtr(-seen - self.band), tie])

    def p_alike(self, said: Floats) -> Floats:
        """P(alike) of items by their counts of A, B and tie, (M, 3); gives (M,)."""
        k, n = said[:, TIE], said.sum(axis=1)
        alike = k * np.log(self.named) + (n - k) * np.log((1 - self.named) / 2)
        terms = said @ self.log_cells + LOG_WEIGHT
        highest = terms.max(axis=1)
        spread = np.log(np.exp(terms - highest[:, None]).sum(axis=1)) + highest
        return np.asarray(expit(np.log(self.alike) - np.log1p(-self.alike) + alike - spread))

    def p_alike_of(self, n_a: int, n_b: int, n_tie: int) -> float:
        """Take P(alike) of one item; kept, because few counts occur and each costs an integral."""
        said = (n_a, n_b, n_tie)
        if said not in self._known:
            self._known[said] = float(self.p_alike(np.array([said]))[0])
        return self._known[said]

    @cached_property
    def _known(self) -> dict[tuple[int, int, int], float]:
        return {}

    def likely(self, alike: Floats, mean: Floats, precision: Floats) -> Floats:
        """P(about equal), of items that are alike with that probability, (N,)."""
        return alike + (1 - alike) * within(self.width, mean, precision**-0.5)

    def share(self, alike: Floats, mean: Floats, precision: Floats) -> Floats:
        """P(a typical rater's next rating is a tie), (N,)."""
        spread = np.sqrt(1 + self.signal**2 / precision)
        return alike * self.named + (1 - alike) * within(self.band, self.signal * mean, spread)


def learn(
    said: Ints, signal: float, *, tol: float = 1e-6, max_iter: int = 10_000, strict: bool = True
) -> tuple[Ties, Floats]:
    """Learn how ties come about, and which items are alike.

    Parameters
    ----------
    said : (N, 3)
        How many ratings of each item say A, B and tie.
    signal
        r, as `gaussian.Fit` has it.
    tol
        Stop when none of tau, h and c moves by more.

    Returns
    -------
    Ties, and P(alike) of the items, (N,).

    Raises
    ------
    NotConverged
        When `max_iter` steps were not enough and `strict` holds.
    """
    patterns, place, count = _distinct(said)
    k, n = patterns[:, TIE], patterns.sum(axis=1)
    linked = count * (n > 1)
    first = Ties(ALIKE[0] / sum(ALIKE), NAMED[0] / sum(NAMED), 0.0, float(np.clip(signal, *SIGNALS)))

    def step(ties: Ties) -> tuple[Ties, float]:
        alike = ties.p_alike(patterns)
        held = linked * alike
        caught = _band(first.signal, as_floats(count * (1 - alike)), k, n)
        moved = replace(
            ties,
            alike=_mean(held.sum(), linked.sum(), ALIKE),
            named=max(_mean((held * k).sum(), (held * n).sum(), NAMED), LEAST_NAMED),
            band=ties.band + (caught - ties.band) * STEP,
        )
        return moved, _distance(ties, moved)

    start = replace(first, band=_band(first.signal, as_floats(count * (1 - first.alike)), k, n))
    ties, _ = iterate(step, start, tol=tol, max_iter=max_iter, strict=strict)
    return ties, ties.p_alike(patterns)[place]


def within(half: float, mean: Floats, spread: Floats | float) -> Floats:
    """P(a normal number lies within `half` of 0); the same for a mean and its opposite."""
    far = np.abs(mean)
    return np.asarray(ndtr((half - far) / spread) - ndtr((-half - far) / spread))


def _distinct(said: Ints) -> tuple[Floats, Ints, Ints]:
    """The distinct counts, (M, 3), each item's place among them, (N,), and how many items have them, (M,)."""
    base = int(said.max(initial=0)) + 1
    codes = said @ np.array([base**2, base, 1])
    _, first, place, count = np.unique(codes, return_index=True, return_inverse=True, return_counts=True)
    return said[first].astype(np.float64), place, count


def _band(signal: float, weight: Floats, k: Floats, n: Floats) -> float:
    """c: the band that catches the ties of items that are not alike."""
    share = _mean((weight * k).sum(), (weight * n).sum(), (0.5, 0.5))
    return float(ndtri((1 + share) / 2) * np.sqrt(1 + signal**2))


def _distance(one: Ties, other: Ties) -> float:
    apart = (one.alike - other.alike, one.named - other.named, one.band - other.band)
    return float(np.abs(apart).max())


def _mean(total: float, count: float, prior: tuple[float, float]) -> float:
    """A share with prior counts of what has it and what has not."""
    return float(total + prior[0]) / float(count + sum(prior))
