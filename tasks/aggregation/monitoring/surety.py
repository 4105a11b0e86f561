"""A rater's calibration, whether they know how sure to be: are they right more often where they say so more firmly?

A level is whatever a rating states of itself: the size of its strength (1 to 3), or the confidence that was ticked.
What is right is gold's to say, or the other ratings' (`checks`). For rater w and level l, whose checks were worth n_wl
gold checks of which a share y_wl is right (`standing`, with 1.5 and 1.5 as its prior, which are taken off again),

    share_wl = (n_wl y_wl + c m_l) / (n_wl + c),    var = share (1 - share) / (n_wl + c + 1),    c = 10

m_l being the share of all raters at that level: the mean and variance of a Beta posterior under the pooled prior, so
that few ratings leave a rater near the others. How much a step of the scale is worth to them is the slope

    slope_w = sum n_wl (l - l_w) (y_wl - y_w) / sum n_wl (l - l_w)^2,    var = s2_w / sum n_wl (l - l_w)^2
    s2_w = [sum over checks of (right - y_w - slope_w (l - l_w))^2 + c s2] / (n_w - 2 + c)

of right on level by least squares, l_w and y_w being their means, and s2 the variance of all that is right: who was
right ten times in ten has not proved that the level does not matter. 0 where firmness says nothing, negative where it
misleads; NaN for a rater who used one level only, or whose checks are worth fewer than three.

Peers who are few pull the slope to 0: .15 a level came out as .12 to .14 with one to four others on an item, and
intervals of 95 % held it in .94 to .97 of raters. To count evidence itself as a share of a right answer made .04 of it.

What follows from it (training, a weight, nothing) is not decided here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tasks.aggregation.columns import Floats, as_ints, check_codes, require
from tasks.aggregation.monitoring import standing
from tasks.aggregation.monitoring.checks import Checks

PRIOR_CHECKS = 10.0
EVEN = 1.5
LEAST = 3
TINY = 1e-6


@dataclass(frozen=True, eq=False)
class Surety:
    """How often W raters are right at each of L levels.

    Attributes
    ----------
    n : (W, L)
        How many gold checks the ratings were worth.
    share, share_error : (W, L)
        Share that is right, drawn to that of all raters at the level, and its standard error.
    pooled : (L,)
        Share of all raters; NaN for a level of which nothing is known.
    slope, slope_error : (W,)
        What one level more adds to the probability of being right, and its standard error; NaN where unknown.
    """

    n: Floats
    share: Floats
    share_error: Floats
    pooled: Floats
    slope: Floats
    slope_error: Floats


def assess(checks: Checks, level: ArrayLike, n_levels: int) -> Surety:
    """Compare how firmly raters spoke with how often they were right.

    Parameters
    ----------
    checks
        R checks of W raters.
    level : (R,)
        At which of `n_levels` levels, from 0, each of the ratings was.

    Raises
    ------
    ValueError
        When the levels are not of the same rows, or out of range.
    """
    levels = as_ints(level)
    require(levels.shape == checks.rater.shape, "the levels are not of the same rows")
    check_codes("level", levels, n_levels)
    cells = Checks(checks.rater * n_levels + levels, checks.right, checks.n_raters * n_levels)
    known = standing.measure(cells, prior=(EVEN, EVEN))
    n = np.maximum(known.checked, 0).reshape(-1, n_levels)
    hits = np.clip((known.right - EVEN).reshape(n.shape), 0, n)
    of_level = n.sum(axis=0)
    pooled = np.divide(hits.sum(axis=0), of_level, out=np.full(n_levels, np.nan), where=of_level > 0)
    share = (hits + PRIOR_CHECKS * pooled) / (n + PRIOR_CHECKS)
    error = np.sqrt(share * (1 - share) / (n + PRIOR_CHECKS + 1))
    return Surety(n, share, error, pooled, *_slopes(n, hits))


def _slopes(n: Floats, hits: Floats) -> tuple[Floats, Floats]:
    """Fit a line to what each rater's checks were worth, (W, L) each."""
    total, level = n.sum(axis=1), np.arange(n.shape[1])
    some = np.maximum(total, TINY)[:, None]
    across = level - (n @ level)[:, None] / some
    middle = hits.sum(axis=1, keepdims=True) / some
    spread = (n * across**2).sum(axis=1)
    is_known = (total > LEAST - TINY) & (spread > TINY)
    rise = (across * (hits - n * middle)).sum(axis=1)
    slope = np.divide(rise, spread, out=np.full(total.shape, np.nan), where=is_known)
    line = middle + slope[:, None] * across
    rest = (hits * (1 - 2 * line) + n * line**2).sum(axis=1)
    of_all = hits.sum() / max(n.sum(), TINY)
    noise = (np.maximum(rest, 0) + PRIOR_CHECKS * of_all * (1 - of_all)) / (total - 2 + PRIOR_CHECKS)
    return slope, np.sqrt(np.divide(noise, spread, out=np.full(total.shape, np.nan), where=is_known))
