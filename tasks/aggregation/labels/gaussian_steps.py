"""The two steps of the Gaussian rater model's EM; symbols as in `gaussian`, sums over an item's or a rater's rows.

Expectation, theta_i | ratings ~ N(mu_i, 1 / lam_i):

    lam_i = 1 + sum a_w^2 / s2_w          mu_i = [sum a_w (y - x b_w) / s2_w] / lam_i

Maximisation, with E theta = mu and E theta^2 = mu^2 + 1 / lam, b and a in turn (Meng and Rubin, Biometrika 80, 1993):

    b = [sum x (y - a mu)] / [sum x^2 + s2 / vb]
    a = [sum mu (y - x b) + a0 s2 / va] / [sum E theta^2 + s2 / va]
    s2 = (RSS + n0 s0) / (n + n0),  at least 1/12: a whole number hides half a point to either side

a0, s0 and vb are pooled over all raters (empirical Bayes).

Label switching: theta and all a_w may change sign together. Gold decides, beyond odds of 1,000 to 1 and with a share e
of gold itself mistaken; without gold the sign is fixed by convention, a0 >= 0.

    sum over gold of ln [e + (1 - 2 e) Phi(u)] / [e + (1 - 2 e) Phi(-u)] < -ln 1000,   u = sign mu sqrt(lam)

A gold item's theta is normal, truncated at 0: with f = phi(u) / Phi(u),

    E theta = sign (u + f) / sqrt(lam)          var theta = (1 - f (u + f)) / lam
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, ndtr

from tasks.aggregation.columns import TINY, Floats, Ints, as_floats
from tasks.aggregation.encoding import Scores
from tasks.aggregation.labels.incidence import Incidence

PART = 65536


@dataclass(frozen=True)
class Priors:
    """Priors of the Gaussian rater model. Variances are relative to half the values' mean square.

    Attributes
    ----------
    bias_variance, scale_variance
        vb and va.
    noise_ratings
        n0: ratings that the pooled noise counts for in a rater's own.
    pooled
        Raters or ratings that the starting values count for in a0, s0 and vb.
    least_square
        The least half mean square, in points^2: values that are all equal still have noise.
    rounding
        The least s2, in points^2.
    tie_variance, gold_error
        Variance of theta of a gold tie, and e.
    """

    bias_variance: float = 0.025
    scale_variance: float = 0.075
    noise_ratings: float = 10.0
    pooled: float = 10.0
    least_square: float = 0.25
    rounding: float = 1 / 12
    tie_variance: float = 0.1
    gold_error: float = 0.05


@dataclass(frozen=True, eq=False)
class Raters:
    """b_w, a_w and s2_w, each (W,); the typical rater's a0 and s0; vb and va."""

    bias: Floats
    scale: Floats
    noise: Floats
    typical_scale: float
    typical_noise: float
    bias_variance: float
    scale_variance: float

    @classmethod
    def start(cls, mean_square: float, n: int, priors: Priors) -> Self:
        """Start from equal raters who are as noisy as the items differ."""
        half = max(mean_square / 2, priors.least_square)
        variances = priors.bias_variance * half, priors.scale_variance * half
        ones = np.ones(n)
        return cls(0 * ones, half**0.5 * ones, half * ones, half**0.5, half, *variances)

    def widened(self, n: int) -> Self:
        """Give the first n raters; those beyond the known ones are typical."""
        more = np.ones(max(n - self.bias.size, 0))
        columns = (
            (self.bias, 0 * more),
            (self.scale, self.typical_scale * more),
            (self.noise, self.typical_noise * more),
        )
        bias, scale, noise = (np.concatenate(pair)[:n] for pair in columns)
        return replace(self, bias=bias, scale=scale, noise=noise)


@dataclass(frozen=True, eq=False)
class Posterior:
    """mu_i and lam_i, each (N,)."""

    mean: Floats
    precision: Floats

    @property
    def square(self) -> Floats:
        """E theta^2, (N,)."""
        return np.asarray(self.mean**2 + 1 / self.precision)


@dataclass(frozen=True, eq=False)
class Columns:
    """Some rows' ones, values and sides laid out by item and rater, and their sums by rater, (W,) each.

    `shown` are the squares of the sides; `sides` is None where no side is known.
    """

    ones: Incidence
    values: Incidence
    sides: Incidence | None
    shown: Incidence
    n: Floats
    side_side: Floats
    side_value: Floats
    value_value: Floats

    @classmethod
    def of(cls, scores: Scores, kept: NDArray[np.bool_]) -> Self:
        """Lay out rows, in the order of their items; those that are not kept count nothing."""
        weight = kept.astype(np.float64)
        side = scores.side * weight
        square, is_sided = side**2, bool(side.any())
        ones = Incidence.of(scores.item, scores.rater, weight, (scores.n_items, scores.n_raters))
        n, side_side = (
            as_floats(np.bincount(scores.rater, one, scores.n_raters)) for one in (weight, square)
        )
        sides, shown = ones.with_column(side) if is_sided else None, ones
        if not np.array_equal(square, weight):
            shown = ones.with_column(square)
        return cls(ones, ones, sides, shown, n, side_side, n, n).with_value(scores, scores.value * weight)

    def with_value(self, scores: Scores, value: Floats) -> Self:
        """Give the rows other values."""
        side_value, square = (
            np.bincount(scores.rater, one * value, scores.n_raters) for one in (scores.side, value)
        )
        values = self.ones.with_column(value)
        return replace(self, values=values, side_value=as_floats(side_value), value_value=as_floats(square))

    def sided(self, by_item: Floats) -> Floats:
        """Sum the sides times their item's number over each rater's rows, (W,)."""
        return np.zeros(self.n.size) if self.sides is None else self.sides.of_raters(by_item)


@dataclass(frozen=True, eq=False)
class Rows:
    """All ratings, in the order of their items, and those that tell signal from noise.

    An item's only rating cannot say how much of it is the item and how much is noise: it tells of the bias, and the
    likelihood is flat in the rest, so that EM would drift on. `tells`, (N,), are items rated twice or more, or gold.
    """

    scores: Scores
    tells: NDArray[np.bool_]
    all: Columns
    told: Columns

    @classmethod
    def of(cls, scores: Scores, gold: Ints | None = None) -> Self:
        """Prepare scores, in the order of their items."""
        n = np.bincount(scores.item, minlength=scores.n_items)
        tells = n > 1
        if gold is not None:
            tells[gold] = n[gold] > 0
        kept = tells[scores.item]
        of_all = Columns.of(scores, np.ones(scores.n, dtype=np.bool_))
        return cls(scores, tells, of_all, of_all if kept.all() else Columns.of(scores, kept))

    def with_value(self, value: Floats) -> Self:
        """Give the rows other values."""
        scores = replace(self.scores, value=value)
        of_all = self.all.with_value(scores, value)
        is_all = self.told is self.all
        told = of_all if is_all else self.told.with_value(scores, value * self.tells[scores.item])
        return replace(self, scores=scores, all=of_all, told=told)

    def parts(self) -> Iterator[slice]:
        """Divide the rows, for sums that take more than one array of their size."""
        return (slice(start, start + PART) for start in range(0, self.scores.n, PART))


def expect(rows: Rows, raters: Raters) -> Posterior:
    """Take the expectation step: the posterior of each item, the raters being known."""
    gain = raters.scale / raters.noise
    told = rows.all.values.of_items(gain)
    if rows.all.sides is not None:
        told -= rows.all.sides.of_items(gain * raters.bias)
    precision = 1 + rows.all.ones.of_items(gain * raters.scale)
    return Posterior(told / precision, precision)


def clamp(posterior: Posterior, item: Ints, sign: Floats, tie_variance: float) -> Posterior:
    """Truncate gold items to the side that they are known to be on; a tie is near 0."""
    mean, precision = posterior.mean.copy(), posterior.precision.copy()
    free = precision[item] ** -0.5
    far = sign * mean[item] / free
    cut = np.exp(-(far**2) / 2 - log_ndtr(far)) / (2 * np.pi) ** 0.5
    variance = np.maximum(free**2 * (1 - cut * (cut + far)), TINY)
    mean[item] = sign * free * (far + cut)
    precision[item] = np.where(sign == 0, 1 / tie_variance, 1 / variance)
    return Posterior(mean, precision)


def maximise(rows: Rows, raters: Raters, posterior: Posterior, start: Raters, priors: Priors) -> Raters:
    """Take the maximisation step: the raters' parameters, the items being known; `start` pulls the pooled ones."""
    told, shown = rows.told, rows.all
    square = told.ones.of_raters(posterior.square)
    value_mean, side_mean = told.values.of_raters(posterior.mean), told.sided(posterior.mean)
    of_all = side_mean if told is shown else shown.sided(posterior.mean)
    pull = raters.noise / raters.scale_variance
    bias = (shown.side_value - raters.scale * of_all) / (
        shown.side_side + raters.noise / raters.bias_variance
    )
    scale = (value_mean - bias * side_mean + raters.typical_scale * pull) / (square + pull)
    rest = told.value_value - 2 * (bias * told.side_value + scale * value_mean) + scale**2 * square
    rest = np.maximum(rest + bias**2 * told.side_side + 2 * bias * scale * side_mean, 0)
    typical_noise = _pooled(rest, told.n, start.typical_noise, priors)
    typical_scale = _pooled(value_mean - bias * side_mean, square, start.typical_scale, priors)
    noise = (rest + priors.noise_ratings * typical_noise) / (told.n + priors.noise_ratings)
    # Theta's variance is 1 by definition: the scales take up what the items' second moment is off (PX-EM).
    stretch = float(posterior.square[rows.tells].mean()) ** 0.5 if rows.tells.any() else 1.0
    return replace(
        raters,
        bias=bias,
        scale=scale * stretch,
        noise=np.maximum(noise, priors.rounding),
        typical_scale=typical_scale * stretch,
        typical_noise=max(typical_noise, priors.rounding),
        bias_variance=_bias_variance(rows, raters, posterior, bias, start, priors),
    )


def bias_variance_of_raters(rows: Rows, raters: Raters, posterior: Posterior) -> Floats:
    """Var b_w, (W,): what the items' own uncertainty takes away is taken off (Louis, JRSS B 44, 1982)."""
    shown = rows.all
    lost = raters.scale**2 / raters.noise * shown.shown.of_raters(1 / posterior.precision)
    known = np.maximum(shown.side_side - np.where(shown.side_side > 0, lost, 0), 0)
    return np.asarray(raters.noise / (known + raters.noise / raters.bias_variance))


def is_upside_down(raters: Raters, posterior: Posterior, item: Ints, sign: Floats, priors: Priors) -> bool:
    """Say whether all signs should change: by what the ratings alone say of gold items, else by a0 < 0."""
    far = sign * posterior.mean[item] * posterior.precision[item] ** 0.5
    mistaken = priors.gold_error
    right, wrong = (mistaken + (1 - 2 * mistaken) * ndtr(one) for one in (far, -far))
    evidence = float(np.log(right / wrong).sum())
    return evidence < -np.log(1000) if evidence else raters.typical_scale < 0


def turned(raters: Raters) -> Raters:
    """Change the sign of all scales, which changes the items' with them."""
    return replace(raters, scale=-raters.scale, typical_scale=-raters.typical_scale)


def _bias_variance(
    rows: Rows, raters: Raters, posterior: Posterior, bias: Floats, start: Raters, priors: Priors
) -> float:
    shown = rows.all.side_side > 0
    square = (bias**2 + bias_variance_of_raters(rows, raters, posterior))[shown]
    return _pooled(square, np.ones(square.size), start.bias_variance, priors)


def _pooled(total: Floats, count: Floats, start: float, priors: Priors) -> float:
    return float(total.sum() + priors.pooled * start) / float(count.sum() + priors.pooled)
