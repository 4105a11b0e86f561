"""Standard errors of the Gaussian rater model's raters, by observed information.

Were theta known, the curvature of the log posterior would be all. What is missing is taken off (Louis, Finding the
observed information matrix when using the EM algorithm, JRSS B 44, 1982). With v = 1 / lam, m = y - x b - a mu,
d = m - a mu, and sums over a rater's rows,

    J_aa = sum E theta^2 / s2 + 1 / va - sum (d^2 v + 2 a^2 v^2) / s2^2
    J_ss = (n + n0) / (2 s2^2)         - sum (2 a^2 m^2 v + a^4 v^2) / (2 s2^4)
    J_as = sum (mu m - a v) / s2^2     + sum (a m d v + a^3 v^2) / s2^3

The inverse of J is the covariance of a and s2. Information follows by the delta method:

    information = ln 2 [1 - (1 + rho / c)^(-1/2)],   rho = a^2 / s2,   c = pi ln 2 / 2

are the nats that one rating tells of the better side of an item of which nothing is known: the mutual information of
sign(theta) and y, to within .002 (the bell approximation of Houlsby et al., arXiv 1112.5745, 2011).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats
from tasks.aggregation.labels.gaussian_steps import Posterior, Priors, Raters, Rows, bias_variance_of_raters

LEAST = 1e-3  # of the information without anything missing
BELL = np.pi * np.log(2) / 2


@dataclass(frozen=True, eq=False)
class Errors:
    """Variances of b_w and a_w, information and its standard error, each (W,)."""

    bias: Floats
    scale: Floats
    information: Floats
    information_error: Floats


def of_raters(rows: Rows, raters: Raters, posterior: Posterior, priors: Priors) -> Errors:
    """Take the errors of the raters' parameters at the end of a fit."""
    scale, noise = raters.scale, raters.noise
    aa, ss, cross = _information(rows, raters, posterior, priors)
    determinant = np.maximum(aa * ss - cross**2, LEAST * aa * ss)
    var_scale, var_noise, covariance = ss / determinant, aa / determinant, -cross / determinant
    by_scale, by_noise = 2 * scale / noise, -(scale**2) / noise**2
    var_ratio = by_scale**2 * var_scale + 2 * by_scale * by_noise * covariance + by_noise**2 * var_noise
    ratio = 1 + scale**2 / (noise * BELL)
    slope = np.log(2) / (2 * BELL) * ratio**-1.5
    information = np.log(2) * (1 - ratio**-0.5)
    bias = bias_variance_of_raters(rows, raters, posterior)
    return Errors(bias, var_scale, information, slope * np.sqrt(np.maximum(var_ratio, 0)))


def _information(
    rows: Rows, raters: Raters, posterior: Posterior, priors: Priors
) -> tuple[Floats, Floats, Floats]:
    """J_aa, J_ss and J_as, (W,) each; the first two are at least a thousandth of what they are with theta known."""
    a, s2 = raters.scale, raters.noise
    total = np.zeros((6, a.size))
    for part in rows.parts():
        item, rater = rows.scores.item[part], rows.scores.rater[part]
        mean, v = posterior.mean[item], rows.tells[item] / posterior.precision[item]
        m = rows.scores.value[part] - rows.scores.side[part] * raters.bias[rater] - a[rater] * mean
        m *= rows.tells[item]
        columns = (v, v**2, m * mean, mean**2 * v, m * mean * v, m**2 * v)
        total += [np.bincount(rater, column, a.size) for column in columns]
    v, vv, mum, mean_v, mv, mmv = total
    ddv, mdv = mmv - 2 * a * mv + a**2 * mean_v, mmv - a * mv
    of_scale = rows.told.ones.of_raters(posterior.square) / s2 + 1 / raters.scale_variance
    of_noise = (rows.told.n + priors.noise_ratings) / (2 * s2**2)
    return (
        np.maximum(of_scale - (ddv + 2 * a**2 * vv) / s2**2, LEAST * of_scale),
        np.maximum(of_noise - (2 * a**2 * mmv + a**4 * vv) / (2 * s2**4), LEAST * of_noise),
        (mum - a * v) / s2**2 + (a * mdv + a**3 * vv) / s2**3,
    )
