"""What a strength of 1, 2 or 3 is worth, learnt from how well the other ratings of the item bear it out.

    f(m) = mean over the ratings of strength +-m of  sign(y) mu_i without this rating,   m = 1, 2, 3

made monotone (weighted pooling of adjacent violators: Barlow et al., Statistical Inference under Order Restrictions,
1972), and stretched so that sum n_m f(m)^2 is what it was. Where the strength is informative f grows with m; where it
is noise f is flat, and the model falls back to counting signs. A strength that nobody used takes what lies between its
neighbours' values, or the nearest one.

On a handful of items the scores and the items can chase each other in a circle. So f moves all the way 6 times, and
from then on the u-th time only the share 6/u of it: steps that fall like that average a circle out (Robbins and Monro,
A stochastic approximation method, Annals of Mathematical Statistics 22, 1951).
"""

from __future__ import annotations

import numpy as np

from tasks.aggregation.columns import Floats, Ints
from tasks.aggregation.encoding import STRONGEST
from tasks.aggregation.labels.gaussian_steps import Posterior, Raters, Rows

ROUNDING = 1e-9  # of an item's standard deviation, the unit of the means
WHOLE_MOVES = 6


def left_out(rows: Rows, raters: Raters, posterior: Posterior) -> Floats:
    """Return each rating's item mean as the item's other ratings have it, (R,)."""
    gain = raters.scale / raters.noise
    precision = posterior.precision[rows.item]
    others = posterior.mean[rows.item] * precision
    others -= gain[rows.rater] * rows.value - (gain * raters.bias)[rows.rater] * rows.side
    precision -= (gain * raters.scale)[rows.rater]
    return np.asarray(others / precision)


def learn(strength: Ints, mean: Floats, scores: Floats, time: int = 1) -> Floats:
    """Estimate f anew.

    Parameters
    ----------
    strength : (R,)
        -3 to 3.
    mean : (R,)
        Leave-one-out means of the items.
    scores : (4,)
        f(0) = 0 to f(3) as it was.
    time
        How often f has been learnt, this time counted.

    Returns
    -------
    f(0) to f(3), (4,); as it was when the ratings do not bear each other out at all.
    """
    size = np.abs(strength)
    count = np.bincount(size, minlength=STRONGEST + 1).astype(np.float64)
    total = np.bincount(size, np.sign(strength) * mean, STRONGEST + 1)
    used = np.flatnonzero(count[1:]) + 1
    if used.size == 0:
        return scores
    found = monotone(total[used] / count[used], count[used])
    # What is nothing but rounding would be stretched into whole scores below.
    found[found <= ROUNDING] = 0
    if not found.any():
        return scores
    before, share = scores[used], min(1.0, WHOLE_MOVES / time)
    found = _stretched(found, before, count[used])
    if share < 1:
        found = _stretched(before + share * (found - before), before, count[used])
    levels = np.arange(1, STRONGEST + 1)
    return np.concatenate(([0.0], np.interp(levels, used, found)))


def _stretched(found: Floats, like: Floats, count: Floats) -> Floats:
    """Give scores the sum of squares of others."""
    return np.asarray(found * ((count @ like**2) / (count @ found**2)) ** 0.5)


def monotone(value: Floats, weight: Floats) -> Floats:
    """Return the nearest sequence that never falls, by weighted least squares."""
    blocks: list[tuple[float, float, int]] = []
    for level, mass in zip(value.tolist(), weight.tolist(), strict=True):
        block = (level, mass, 1)
        while blocks and blocks[-1][0] > block[0]:
            block = _pooled(blocks.pop(), block)
        blocks.append(block)
    return np.repeat([level for level, _, _ in blocks], [size for _, _, size in blocks])


def _pooled(lower: tuple[float, float, int], upper: tuple[float, float, int]) -> tuple[float, float, int]:
    mass = lower[1] + upper[1]
    return (lower[0] * lower[1] + upper[0] * upper[1]) / mass, mass, lower[2] + upper[2]
