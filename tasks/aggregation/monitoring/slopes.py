"""How steeply each rater's residuals follow a covariate: lines through the origin, with a t-test each.

    y_r = c_w x_r + e_r,   e_r ~ N(0, s2_w)        c_w = sum x y / sum x^2        t = c_w sqrt(sum x^2 / s2_w)
    s2_w = (RSS_w + d s0) / (n_w - 1 + d),   s0 = sum RSS / sum (n - 1),   d = 10,   n_w - 1 + d degrees of freedom

There is no intercept, because x and y both change their sign when A and B change places. The noise of a rater of few
rows is drawn to that of all (Smyth, Statistical Applications in Genetics and Molecular Biology 3(1), 2004), so that
three rows that happen to fit a line are no proof. A rater of fewer than three rows, or whose x is always 0, has no
test: nan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from tasks.aggregation.columns import Floats, Ints, as_floats, as_ints

NOISE_ROWS = 10.0
FEWEST = 3


@dataclass(frozen=True, eq=False)
class Slopes:
    """Slopes of W raters, each (W,): c_w, its standard error, the two-sided p-value, and rows with x other than 0."""

    slope: Floats
    error: Floats
    p_value: Floats
    n: Ints


def by_rater(rater: Ints, x: Floats, y: Floats, n_raters: int) -> Slopes:
    """Fit a line to each rater's rows.

    Parameters
    ----------
    rater, x, y : (R,)
        Rows; those with x = 0 tell nothing and are left out.
    """
    told = x != 0
    rater, x, y = rater[told], x[told], y[told]
    n = np.bincount(rater, minlength=n_raters)
    x_x, x_y, y_y = (np.bincount(rater, column, n_raters) for column in (x * x, x * y, y * y))
    slope = np.divide(x_y, x_x, out=np.full(n_raters, np.nan), where=(n >= FEWEST) & (x_x > 0))
    freedom = np.maximum(n - 1, 0)
    rest = np.where(np.isnan(slope), 0, np.maximum(y_y - slope * x_y, 0))
    free = np.where(np.isnan(slope), 0, freedom)
    pooled = rest.sum() / max(free.sum(), 1)
    noise = (rest + NOISE_ROWS * pooled) / (freedom + NOISE_ROWS)
    error = np.sqrt(np.divide(noise, x_x, out=np.full(n_raters, np.nan), where=~np.isnan(slope)))
    ratio = np.divide(slope, error, out=np.where(np.isnan(slope), np.nan, 0.0), where=error > 0)
    p_value = 2 * stdtr(freedom + NOISE_ROWS, -np.abs(ratio))
    return Slopes(slope, as_floats(error), as_floats(p_value), as_ints(n))
