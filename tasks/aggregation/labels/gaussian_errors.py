"""How sure the Gaussian rater model is of its raters, and for that of its items.

Were theta known, the curvature of the log posterior would be all. It is not, and what is missing is taken off (Louis,
Finding the observed information matrix when using the EM algorithm, JRSS B 44, 1982). With v = 1 / lam,
m = y - x b - a mu, d = m - a mu, and sums over the rows of a rater, weighted, sum' over the telling ones:

    var b  = s2 [sum q^2 x^2 k + s2 / vb] / [sum q x^2 k + s2 / vb]^2,     k = 1 - a^2 v / s2,   q the weight
    J_aa   = sum' E theta^2 / s2 + 1 / va  - sum' (d^2 v + 2 a^2 v^2) / s2^2
    J_ss   = (n' + n0) / (2 s2^2)          - sum' (2 a^2 m^2 v + a^4 v^2) / (2 s2^4)
    J_as   = sum' (mu m - a v) / s2^2      + sum' (a m d v + a^3 v^2) / s2^3

The inverse of J is the covariance of a and s2; where rows weigh q, with D = sum' q^2 / sum' q and J0 the prior's part
(1 / va, n0 / 2 s2^2), it is J^-1 [D (J - J0) + J0] J^-1, for ratings that stand for others are no more of them. The
error of the ratio a^2 / s2 follows by the delta method. An item's error has a part for what is not known of its raters:

    var theta_i = v + v^2 sum (a / s2)^2 x^2 var b + v^2 sum ((y - x b - 2 a mu) / s2)^2 var a
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats
from tasks.aggregation.labels.gaussian_rows import Rows
from tasks.aggregation.labels.gaussian_steps import (
    NOISE_RATINGS,
    SCALE_VARIANCE,
    Posterior,
    Raters,
    lost,
    squares,
)

LEAST = 1e-3  # of the information without anything missing


@dataclass(frozen=True, eq=False)
class Errors:
    """Standard errors of b_w, a_w and a_w^2 / s2_w, each (W,), in the model's unit."""

    bias: Floats
    scale: Floats
    ratio: Floats


def of_raters(rows: Rows, raters: Raters, posterior: Posterior) -> Errors:
    """Take the errors of the raters' parameters at the end of a fit."""
    scale, noise = raters.scale, raters.noise
    a, s, w = _information(rows, raters, posterior)
    covariance = np.array([[s, -w], [-w, a]]) / np.maximum(a * s - w**2, LEAST * a * s)
    if rows.weight is not None:
        prior = np.array([[1 / SCALE_VARIANCE + 0 * s, 0 * s], [0 * s, NOISE_RATINGS / (2 * noise**2)]])
        middle = prior + _design_effect(rows, rows.weight) * (np.array([[a, w], [w, s]]) - prior)
        covariance = np.einsum("ijw,jkw,klw->ilw", covariance, middle, covariance)
    slope = np.array([2 * scale / noise, -(scale**2) / noise**2])
    ratio = np.einsum("iw,ijw,jw->w", slope, covariance, slope)
    variances = covariance[0, 0], ratio
    return Errors(_bias(rows, raters, posterior), *(np.sqrt(np.maximum(one, 0)) for one in variances))


def of_items(rows: Rows, raters: Raters, posterior: Posterior, errors: Errors) -> Floats:
    """Take the standard error of theta, (N,)."""
    told = np.empty(rows.value.size)
    for part in rows.parts():
        item, rater, side = rows.item[part], rows.rater[part], rows.side[part]
        scale = raters.scale[rater]
        slope = rows.value[part] - side * raters.bias[rater] - 2 * scale * posterior.mean[item]
        unsure = (scale * side * errors.bias[rater]) ** 2 + (slope * errors.scale[rater]) ** 2
        told[part] = unsure / raters.noise[rater] ** 2
    return np.sqrt(1 / posterior.precision + rows.by_item(told) / posterior.precision**2)


def _design_effect(rows: Rows, weight: Floats) -> Floats:
    """D, (W,): how much more the rows of a rater vary together than as many as their weights come to; 1 without any."""
    twice = rows.by_rater_linked(weight)
    return np.divide(twice, rows.n, out=np.ones_like(rows.n), where=rows.n > 0)


def _bias(rows: Rows, raters: Raters, posterior: Posterior) -> Floats:
    pull = raters.noise / raters.bias_variance
    known = twice = rows.side_side - lost(raters, rows.shown.of_raters(1 / posterior.precision)) + pull
    if rows.weight is not None:
        square = rows.side**2 * rows.weight
        unknown = rows.by_rater(square / posterior.precision[rows.item])
        twice = rows.by_rater(square) - lost(raters, unknown) + pull
    return np.asarray(np.sqrt(raters.noise * twice) / known)


def _information(rows: Rows, raters: Raters, posterior: Posterior) -> tuple[Floats, Floats, Floats]:
    """J_aa, J_ss and J_as, each (W,); what is missing never takes all of the first two."""
    mean, spread = rows.of_telling(posterior.mean), rows.of_telling(1 / posterior.precision)
    a, s2, square = raters.scale, raters.noise, squares(rows, posterior)
    rest_rest, rest_mean, mean_rest = _of_rest(rows, raters, posterior)
    spread_spread, mean_mean = rows.ones.of_raters(spread**2), rows.ones.of_raters(mean**2 * spread)
    off = rest_rest - 2 * a * rest_mean + a**2 * mean_mean
    of_scale = square / s2 + 1 / SCALE_VARIANCE
    of_noise = (rows.n + NOISE_RATINGS) / (2 * s2**2)
    both = (mean_rest - a * rows.ones.of_raters(spread)) / s2**2
    return (
        np.maximum(of_scale - (off + 2 * a**2 * spread_spread) / s2**2, LEAST * of_scale),
        np.maximum(of_noise - (2 * a**2 * rest_rest + a**4 * spread_spread) / (2 * s2**4), LEAST * of_noise),
        both + (a * (rest_rest - a * rest_mean) + a**3 * spread_spread) / s2**3,
    )


def _of_rest(rows: Rows, raters: Raters, posterior: Posterior) -> Floats:
    """Sums of m^2 v, m mu v and mu m over each rater's telling rows, (3, W)."""
    total = np.zeros((3, rows.n_raters))
    for part in rows.parts():
        item, rater = rows.item[part], rows.rater[part]
        mean, spread = posterior.mean[item], 1 / posterior.precision[item]
        rest = rows.value[part] - rows.side[part] * raters.bias[rater] - raters.scale[rater] * mean
        columns = (rest**2 * spread, rest * mean * spread, mean * rest)
        total += [rows.by_rater_linked(column, part) for column in columns]
    return total
