"""What must not pass for quality, as controls of a ranking: the length of an answer, and the side it was shown on.

    length   x = (l_A - l_B) / (l_A + l_B) / rms         side   x = +1 where A was shown first or left, -1 where B was

Length is divided by its root mean square over the rows, so that its coefficient is the log-odds that a typical
difference of length is worth; it is not centred, for x must change its sign when A and B change places. Scores of a
fit with these controls are those of answers of equal length, seen on no side (the style control of public arenas,
2024).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tasks.aggregation.columns import Floats, as_floats, require
from tasks.aggregation.ranking.pairings import Control

HALF_BINS = 32


def side_control(side: ArrayLike) -> Control:
    """Make a control of sides, (R,): +1, -1, or 0 where unknown."""
    shown = as_floats(side)
    require(bool(np.isin(shown, (-1.0, 0.0, 1.0)).all()), "a side is none of -1, 0, 1")
    return Control("side", (shown + 1).astype(np.int64), np.array([-1.0, 0.0, 1.0]))


def length_control(
    of_first: ArrayLike, of_second: ArrayLike, *, half_bins: int | None = HALF_BINS
) -> Control:
    """Make a control of lengths.

    Parameters
    ----------
    of_first, of_second : (R,)
        Lengths of A and B, 0 or more, in one unit.
    half_bins
        Bins of equal width on either side of 0, each of which stands for the mean of its rows; None leaves every row
        its own value.
    """
    first, second = as_floats(of_first), as_floats(of_second)
    require(first.shape == second.shape, "the lengths are not of the same rows")
    require(bool((np.isfinite(first) & np.isfinite(second)).all()), "a length is not finite")
    require(bool((first >= 0).all() and (second >= 0).all()), "a length is negative")
    total = first + second
    x = np.divide(first - second, total, out=np.zeros_like(total), where=total > 0)
    unit = float(np.sqrt(np.mean(x**2))) if x.any() else 1.0
    if half_bins is None:
        return Control("length", np.arange(x.size), x / unit, unit)
    return _binned("length", x, half_bins, unit)


def _binned(name: str, x: Floats, half_bins: int, unit: float) -> Control:
    """Bin x of -1 to 1 alike on both sides of 0, so that a turned row falls into the opposite bin."""
    bin_of = np.rint(np.abs(x) * half_bins).astype(np.int64)
    mean = np.bincount(bin_of, np.abs(x), half_bins + 1) / np.maximum(
        np.bincount(bin_of, None, half_bins + 1), 1
    )
    mean[0] = 0.0
    level = half_bins + np.sign(x).astype(np.int64) * bin_of
    return Control(name, level, np.concatenate([-mean[:0:-1], mean]) / unit, unit)
