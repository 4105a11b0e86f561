"""Whether ratings were made faster than their texts can be read, and how long they took when nobody was away.

    u_r = ln t_r - b ln words_r       z_r = (u_r - m_w) / s_w       hasty:  t_r < words_r / 10  or  z_r < -2.5

b is learnt from all raters, as the slope that leaves the least sum of |D ln t - b D ln words| over pairs of ratings
that one rater made soon after another: a weighted median of the pairs' slopes (Jaeckel, Annals of Mathematical
Statistics 43, 1972), which neither the pauses nor the raters' own paces move. m_w and s_w are the rater's median of u
and 1.4826 times the median distance from it, ten ratings of the project's added to each. 600 words a minute is twice
what people read for understanding, whoever they are.

One hasty rating is nothing: `recent` judges the share among a rater's last ones, under a prior of one hasty rating in
twenty. A rater who is always fast has no low z of their own; `z` of the rater compares m_w with the other raters'
(`others`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincc

from tasks.aggregation.columns import Floats, Ints, as_floats, as_ints, check_codes, require, settle
from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.monitoring import others
from tasks.aggregation.monitoring.histories import Histories

WORDS_PER_SECOND = 10.0
LOW = -2.5
PROJECT_RATINGS = 10.0
NEIGHBOURS = 3
MOST_PAIRS = 300_000
LAST = 50
LIMIT = 0.1
HASTY, CAREFUL = 1.0, 19.0
IDLE = 0.95
LEAST_SPREAD = 0.05
# Paces are near log-normal between raters; a few dozen raters tell their spread about as well as this.
FREEDOM = 8


@dataclass(frozen=True, eq=False)
class Timings:
    """Active seconds `seconds[r]` that rater `rater[r]` took over texts of `words[r]`; each rater's in order of time.

    Raises
    ------
    ValueError
        When the columns differ in length, a rater is out of range, a time is not above 0, or words are negative.
    """

    rater: Ints
    seconds: Floats
    words: Floats
    n_raters: int

    def __post_init__(self) -> None:
        settle(self, integers=("rater",), numbers=("seconds", "words"))
        check_codes("rater", self.rater, self.n_raters)
        require(bool((np.isfinite(self.seconds) & (self.seconds > 0)).all()), "a time is not above 0")
        require(bool((np.isfinite(self.words) & (self.words >= 0)).all()), "words are not 0 or more")


@dataclass(frozen=True, eq=False)
class Pace:
    """How fast R ratings and their W raters are.

    Attributes
    ----------
    slope
        b: 1 where time goes with the length, 0 where length does not matter.
    unexplained : (R,)
        u, ln seconds.
    z : (R,)
        Against the rater's own other ratings.
    is_hasty : (R,)
        Below the floor, or z below -2.5.
    median, spread : (W,)
        m_w and s_w.
    rater_z, p_value : (W,)
        The rater against the others, and P(an honest rater is as fast); nan without a rating.
    """

    slope: float
    unexplained: Floats
    z: Floats
    is_hasty: NDArray[np.bool_]
    median: Floats
    spread: Floats
    rater_z: Floats
    p_value: Floats


@dataclass(frozen=True, eq=False)
class Recent:
    """Of the last `n` ratings of W raters `hasty` were so; `p_above` = P(their share is above the limit); (W,) each."""

    n: Ints
    hasty: Ints
    p_above: Floats


def measure(timings: Timings, *, words_per_second: float = WORDS_PER_SECOND, low: float = LOW) -> Pace:
    """Compare each rating with its rater's others, and each rater with the others.

    Parameters
    ----------
    words_per_second
        Nobody reads faster.
    low
        The z below which a rating is hasty.

    Raises
    ------
    DegenerateData
        Without a rating.
    """
    if not timings.rater.size:
        raise DegenerateData("there is no rating to learn from")
    rater, length = timings.rater, np.log(np.maximum(timings.words, 1))
    slope = _slope(timings, length)
    unexplained = np.log(timings.seconds) - slope * length
    n = np.bincount(rater, minlength=timings.n_raters)
    own = medians(rater, unexplained, timings.n_raters)
    apart = np.abs(unexplained - own[rater])
    distance = medians(rater, apart, timings.n_raters)
    median = _drawn(own, n, float(np.median(own[n > 0])))
    spread = np.maximum(others.TO_SIGMA * _drawn(distance, n, float(np.median(apart))), LEAST_SPREAD)
    z = (unexplained - median[rater]) / spread[rater]
    is_hasty = (timings.seconds < timings.words / words_per_second) | (z < low)
    # A median's variance is pi / 2 times that of a mean.
    rater_z, p_value = others.below(own, np.pi / 2 * spread**2 / np.maximum(n, 1), freedom=FREEDOM)
    return Pace(slope, unexplained, z, is_hasty, median, spread, rater_z, p_value)


def recent(timings: Timings, pace: Pace, *, last: int = LAST, limit: float = LIMIT) -> Recent:
    """Judge the share of hasty ratings among each rater's last ones.

    Parameters
    ----------
    last
        How many ratings count.
    limit
        The share that is allowed for; the posterior is Beta(1 + hasty, 19 + others).
    """
    rows = Histories.of(timings.rater, timings.n_raters)
    counted = rows.order[rows.place >= rows.n[rows.rater] - last]
    n = np.bincount(timings.rater[counted], minlength=timings.n_raters)
    hasty = np.bincount(timings.rater[counted[pace.is_hasty[counted]]], minlength=timings.n_raters)
    return Recent(as_ints(n), as_ints(hasty), as_floats(betaincc(HASTY + hasty, CAREFUL + n - hasty, limit)))


def without_idling(timings: Timings, pace: Pace, *, share: float = IDLE) -> Floats:
    """Cap the seconds of each rating, (R,), at what that share of all ratings would stay below at its length."""
    cap = np.quantile(pace.unexplained, share)
    expected = np.log(timings.seconds) - pace.unexplained
    return np.minimum(timings.seconds, np.exp(expected + cap))


def medians(rater: Ints, value: Floats, n_raters: int) -> Floats:
    """Median of each rater's values, (W,); nan without any."""
    order = np.lexsort((value, rater))
    n = np.bincount(rater, minlength=n_raters)
    start = np.cumsum(n) - n
    known = np.flatnonzero(n)
    lower, upper = order[start[known] + (n[known] - 1) // 2], order[start[known] + n[known] // 2]
    found = np.full(n_raters, np.nan)
    found[known] = (value[lower] + value[upper]) / 2
    return found


def _drawn(value: Floats, n: Ints, project: float) -> Floats:
    """Draw figures of few ratings to the project's."""
    return as_floats((np.where(n > 0, value, 0) * n + PROJECT_RATINGS * project) / (n + PROJECT_RATINGS))


def _slope(timings: Timings, length: Floats) -> float:
    """The weighted median of the slopes between ratings and the next few of their raters; 0 for equal lengths."""
    rows = Histories.of(timings.rater, timings.n_raters)
    pairs = [np.flatnonzero(rows.rater[lag:] == rows.rater[:-lag]) for lag in range(1, NEIGHBOURS + 1)]
    first = rows.order[np.concatenate(pairs)]
    second = rows.order[np.concatenate([one + lag for lag, one in enumerate(pairs, start=1)])]
    thinned = slice(None, None, first.size // MOST_PAIRS + 1)
    first, second = first[thinned], second[thinned]
    run = length[second] - length[first]
    differs = run != 0
    if not differs.any():
        return 0.0
    rise = np.log(timings.seconds[second]) - np.log(timings.seconds[first])
    slope, weight = (rise[differs] / run[differs]), np.abs(run[differs])
    rising = np.argsort(slope)
    mass = np.cumsum(weight[rising])
    return float(slope[rising][np.searchsorted(mass, mass[-1] / 2)])
