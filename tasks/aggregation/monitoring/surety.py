"""Whether a rater knows how sure to be: are they right more often where they say so more firmly?

A level is whatever a rating states of itself: the size of its strength (1 to 3), or the confidence that was ticked.
What is right is gold's to say, as 0 or 1, or the other ratings' as a probability (`standing`). For rater w and level l,
with n_wl ratings of which a share y_wl is right,

    share_wl = (n_wl y_wl + c m_l) / (n_wl + c),    var = share (1 - share) / (n_wl + c + 1),    c = 10

m_l being the share of all raters at that level: the mean and variance of a Beta posterior under the pooled prior, so
that few ratings leave a rater near the others. How much a step of the scale is worth to them is the slope

    slope_w = sum (l - l_w) (y - y_w) / sum (l - l_w)^2,    var = s2_w / sum (l - l_w)^2
    s2_w = [sum (y - y_w - slope_w (l - l_w))^2 + c s2] / (n_w - 2 + c)

of right on level by least squares, l_w and y_w being their means, and s2 the variance of all that is right: who was
right ten times in ten has not proved that the level does not matter. 0 where firmness says nothing, negative where it
misleads; NaN for a rater who used one level only, or gave fewer than three ratings.

What follows from it (training, a weight, nothing) is not decided here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_floats, check_codes, require

PRIOR_RATINGS = 10.0
LEAST = 3


@dataclass(frozen=True, eq=False)
class Surety:
    """How often W raters are right at each of L levels.

    Attributes
    ----------
    n : (W, L)
        Ratings.
    share, share_error : (W, L)
        Share that is right, drawn to that of all raters at the level, and its standard error.
    pooled : (L,)
        Share of all raters; NaN for a level that nobody used.
    slope, slope_error : (W,)
        What one level more adds to the probability of being right, and its standard error; NaN where unknown.
    """

    n: Ints
    share: Floats
    share_error: Floats
    pooled: Floats
    slope: Floats
    slope_error: Floats


def assess(rater: Ints, level: Ints, right: Floats, n_raters: int, n_levels: int) -> Surety:
    """Compare how firmly raters spoke with how often they were right.

    Parameters
    ----------
    rater, level, right : (R,)
        Who, which of `n_levels` levels from 0, and the probability that the rating is right.

    Raises
    ------
    ValueError
        When the columns differ in length, a code is out of range, or a probability is not within 0 and 1.
    """
    require(rater.shape == level.shape == right.shape, "the columns are not of one length")
    check_codes("rater", rater, n_raters)
    check_codes("level", level, n_levels)
    require(bool(((right >= 0) & (right <= 1)).all()), "a probability is not within 0 and 1")
    cell, shape = rater * n_levels + level, (n_raters, n_levels)
    n = np.bincount(cell, minlength=n_raters * n_levels).reshape(shape)
    hits = np.bincount(cell, right, n_raters * n_levels).reshape(shape)
    with np.errstate(invalid="ignore"):
        pooled = as_floats(hits.sum(axis=0) / n.sum(axis=0))
    share = (hits + PRIOR_RATINGS * pooled) / (n + PRIOR_RATINGS)
    error = np.sqrt(share * (1 - share) / (n + PRIOR_RATINGS + 1))
    return Surety(n, share, error, pooled, *_slopes(rater, level, right, n_raters))


def _slopes(rater: Ints, level: Ints, right: Floats, n_raters: int) -> tuple[Floats, Floats]:
    n = np.bincount(rater, minlength=n_raters)
    with np.errstate(invalid="ignore", divide="ignore"):
        across = level - (np.bincount(rater, level, n_raters) / n)[rater]
        up = right - (np.bincount(rater, right, n_raters) / n)[rater]
        spread = np.bincount(rater, across**2, n_raters)
        slope = np.bincount(rater, across * up, n_raters) / spread
        rest = np.bincount(rater, (up - slope[rater] * across) ** 2, n_raters)
        common = PRIOR_RATINGS * (right.var() if right.size else 0.0)
        error = np.sqrt((rest + common) / (n - 2 + PRIOR_RATINGS) / spread)
    is_known = (n >= LEAST) & (spread > 0)
    return np.where(is_known, slope, np.nan), np.where(is_known, error, np.nan)
