"""How often a rater is right: a Beta posterior of each rater's accuracy, from gold, peer gold or both.

    accuracy p_w ~ Beta(8, 2.5)         posterior  ~  p^7 (1 - p)^1.5 prod over checks of f(p)         f: `checks`

On gold alone that is Beta(8 + right, 2.5 + wrong), exactly. With peer gold it is the Beta of the same mode m and the
same curvature there (Laplace's approximation within the family), so that its counts are fractional:

    right = 1 + N m       wrong = 1 + N (1 - m)       N = -m (1 - m) d^2/dp^2 ln posterior at m

ln f is concave in p, so there is one mode and Newton's method, held between bounds, finds it. right + wrong - 10.5 is
how many gold checks all the checks were worth. Peers judge the clearer items, and together: an accuracy that rests on
them is called "at most". The prior is that of a rater who has passed an admission: right three times in four and rarely
below .55; newcomers need another. A rater is to be paused where P(accuracy < .65) > .95 by gold alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv

from tasks.aggregation.columns import TINY, Floats, as_floats, require
from tasks.aggregation.convergence import iterate
from tasks.aggregation.monitoring.checks import NOTHING, Checks

RIGHT, WRONG = 8.0, 2.5
FLOOR, PAUSED_ABOVE = 0.65, 0.95


@dataclass(frozen=True, eq=False)
class Standing:
    """Accuracy of W raters ~ Beta(right, wrong), each (W,), the prior's counts included.

    Attributes
    ----------
    checked : (W,)
        How many gold checks the evidence was worth.
    is_at_most : (W,)
        Whether peers have a part in it: accuracy and interval are then upper ones.
    by_gold : (2, W)
        The counts of Beta(right, wrong) by gold alone.
    """

    right: Floats
    wrong: Floats
    checked: Floats
    is_at_most: NDArray[np.bool_]
    by_gold: Floats

    @property
    def accuracy(self) -> Floats:
        """Posterior mean, (W,)."""
        return self.right / (self.right + self.wrong)

    @property
    def error(self) -> Floats:
        """Posterior standard deviation, (W,)."""
        accuracy = self.accuracy
        return np.sqrt(accuracy * (1 - accuracy) / (self.right + self.wrong + 1))

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Bounds that leave out the same probability on either side, (W,) each."""
        outside = (1 - level) / 2
        low, high = (betaincinv(self.right, self.wrong, p) for p in (outside, 1 - outside))
        return np.asarray(low), np.asarray(high)

    def p_below(self, floor: float = FLOOR) -> Floats:
        """P(accuracy < floor), (W,)."""
        return np.asarray(betainc(self.right, self.wrong, floor))

    def is_to_pause(self) -> NDArray[np.bool_]:
        """Whether a rater's accuracy is almost certainly below the floor, by gold alone, (W,)."""
        return np.asarray(betainc(*self.by_gold, FLOOR) > PAUSED_ABOVE)


def measure(checks: Checks, *, prior: tuple[float, float] = (RIGHT, WRONG)) -> Standing:
    """Estimate each rater's accuracy.

    Parameters
    ----------
    checks
        R checks of W raters, in any order; a rater without one has the prior.
    prior
        Right and wrong answers that every rater is credited with, each above 1.
    """
    require(min(prior) > 1, "the prior's counts are above 1")
    log_posterior = _LogPosterior(checks, prior)
    mode = (prior[0] - 1) / (sum(prior) - 2)
    even = np.ones(checks.n_raters)
    start = _Bracket(TINY * even, mode * even, (1 - TINY) * even)
    found, _ = iterate(log_posterior.step, start, tol=1e-9, max_iter=100)
    _, curvature = log_posterior.slopes(found.at)
    total = curvature * found.at * (1 - found.at)
    gold = [np.bincount(checks.rater, checks.right == one, checks.n_raters) for one in (1, 0)]
    is_peer = (checks.right > 0) & (checks.right < 1) & (checks.right != NOTHING)
    return Standing(
        1 + total * found.at,
        1 + total * (1 - found.at),
        total + 2 - sum(prior),
        np.bincount(checks.rater, is_peer, checks.n_raters) > 0,
        as_floats(gold) + np.array(prior)[:, None],
    )


@dataclass(frozen=True, eq=False)
class _Bracket:
    """Where each mode is sought, and between what bounds, (W,) each."""

    low: Floats
    at: Floats
    high: Floats


@dataclass(frozen=True, eq=False)
class _LogPosterior:
    checks: Checks
    prior: tuple[float, float]

    def slopes(self, accuracy: Floats) -> tuple[Floats, Floats]:
        """The first derivative by p, and minus the second, (W,) each."""
        checks = self.checks
        rise = 2 * checks.right - 1
        steep = rise / (1 - checks.right + rise * accuracy[checks.rater])
        right, wrong = (self.prior[0] - 1) / accuracy, (self.prior[1] - 1) / (1 - accuracy)
        slope = np.bincount(checks.rater, steep, checks.n_raters) + right - wrong
        bend = (
            np.bincount(checks.rater, steep**2, checks.n_raters) + right / accuracy + wrong / (1 - accuracy)
        )
        return as_floats(slope), as_floats(bend)

    def step(self, one: _Bracket) -> tuple[_Bracket, float]:
        """Take Newton's step, or go to the middle where that would leave the bounds."""
        slope, bend = self.slopes(one.at)
        low, high = np.where(slope > 0, one.at, one.low), np.where(slope < 0, one.at, one.high)
        newton = one.at + slope / bend
        at = np.where((newton >= low) & (newton <= high), newton, (low + high) / 2)
        return _Bracket(low, at, high), float(np.abs(at - one.at).max(initial=0))
