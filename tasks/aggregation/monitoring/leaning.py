"""Whether a rater leans to one side of the screen, or to the longer answer.

Side, from the choices alone: of n ratings that name a side, l named the one shown first. Where the order was drawn anew
for every assignment, l ~ Binomial(n, 1/2) whatever the items are, and

    Z = (2 l - n) / sqrt(n)       p = 2 P(X >= max(l, n - l)), exactly, at most 1

Side, with the content taken off: the slope of y - a_w mu_- on x, x being the side, mu_- the item by its other raters
(`peers`) and a_w the rater's scale. It needs fewer ratings, for what the item explains is no noise.

Length: longer answers may be better, and all raters may like them; neither can be told from the other, and neither is
one rater's fault. That is g, by which theta rises with d = ln(length of A / length of B). Of g d the item's own ratings
have told all but 1 / lam, so that it is a sum over items, and so is its error (`Project`):

    g = sum d mu / sum d^2 (1 - 1/lam)          var g = sum d^2 (mu - g d (1 - 1/lam))^2 / [sum d^2 (1 - 1/lam)]^2

Each rater is tested for what they add to it: the slope of y - x b_w - a_w (mu_- + g d / lam_-) on d. g belongs into the
control of a ranking for length.

Each slope is in points of the scale. Many raters are tested at once: `p_adjusted` bounds the false discovery rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, stdtr

from tasks.aggregation.columns import Floats, Ints, as_floats, as_ints, require
from tasks.aggregation.encoding import Preferences, Scores
from tasks.aggregation.labels import gaussian
from tasks.aggregation.monitoring import slopes
from tasks.aggregation.monitoring.false_discovery import adjusted
from tasks.aggregation.monitoring.peers import left_out, unexplained

FEWEST_ITEMS = 2


@dataclass(frozen=True, eq=False)
class Choices:
    """Choices of W raters, each (W,): how many named a side, how many the first shown, Z, and two p-values."""

    n: Ints
    n_first: Ints
    z: Floats
    p_value: Floats
    p_adjusted: Floats


@dataclass(frozen=True, eq=False)
class Leaning:
    """How far W raters lean, each (W,): points of the scale, standard error, rows, and two p-values; nan untested."""

    points: Floats
    error: Floats
    n: Ints
    p_value: Floats
    p_adjusted: Floats


@dataclass(frozen=True)
class Project:
    """What all raters share: points by e-fold of length for a typical rater, standard error, two-sided p-value.

    Where fewer than two items have answers of different lengths, the error is NaN and p is 1.
    """

    points: float
    error: float
    p_value: float


def choices(data: Preferences) -> Choices:
    """Count which side each rater names, of R ratings whose side is known.

    A rater who named none has Z = 0 and p = 1.
    """
    named = np.sign(data.strength) * data.side
    n, first = (np.bincount(data.rater[rows], minlength=data.n_raters) for rows in (named != 0, named > 0))
    most = np.maximum(first, n - first)
    p_value = np.where(n > 0, np.minimum(1, 2 * betainc(np.maximum(most, 1), n - most + 1, 0.5)), 1.0)
    z = (2 * first - n) / np.sqrt(np.maximum(n, 1))
    return Choices(as_ints(n), as_ints(first), as_floats(z), p_value, adjusted(p_value))


def to_a_side(data: Scores, fit: gaussian.Fit) -> Leaning:
    """Estimate how far each rater leans to the answer shown first, the items' content taken off.

    Parameters
    ----------
    data
        The very R ratings that were fitted.
    """
    residual = unexplained(data, fit).points + data.side * fit.bias[data.rater]
    return _leaning(slopes.by_rater(data.rater, data.side, residual, data.n_raters))


def to_length(data: Scores, fit: gaussian.Fit, log_ratio: Floats) -> tuple[Leaning, Project]:
    """Estimate how far each rater leans to the longer answer more than all do, and how far all do.

    Parameters
    ----------
    data
        The very R ratings that were fitted.
    log_ratio : (R,)
        ln(length of A / length of B) of each rating's item, the same in all its rows; 0 where a length is not known.
    """
    longer = as_floats(log_ratio)
    require(longer.shape == data.value.shape, "the lengths are not of the same rows")
    require(bool(np.isfinite(longer).all()), "a ratio of lengths is not finite")
    shared, error, n = _shared(fit, _of_items(data, longer))
    expected = shared * fit.scale[data.rater] * longer / left_out(data, fit).precision
    found = slopes.by_rater(data.rater, longer, unexplained(data, fit).points - expected, data.n_raters)
    scale = abs(fit.typical_scale)
    p_value = float(2 * stdtr(n - 1, -abs(shared) / error)) if error > 0 else 1.0
    return _leaning(found), Project(scale * shared, scale * error, p_value)


def _of_items(data: Scores, longer: Floats) -> Floats:
    """Return d of each item, (N,)."""
    of_item = np.zeros(data.n_items)
    of_item[data.item] = longer
    return of_item


def _shared(fit: gaussian.Fit, longer: Floats) -> tuple[float, float, int]:
    """Estimate g, its error with each item as one observation, and how many items tell."""
    told = longer * (1 - 1 / fit.precision)
    n, total = int(np.count_nonzero(told)), float(longer @ told)
    shared = float(longer @ fit.mean) / total if total else 0.0
    if n < FEWEST_ITEMS:
        return shared, np.nan, n
    apart = longer * (fit.mean - shared * told)
    return shared, float(np.sqrt(apart @ apart * n / (n - 1))) / total, n


def _leaning(found: slopes.Slopes) -> Leaning:
    return Leaning(found.slope, found.error, found.n, found.p_value, adjusted(found.p_value))
