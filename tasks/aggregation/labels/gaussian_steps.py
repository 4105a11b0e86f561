"""The two steps of the Gaussian rater model's EM, in sums over the rows of an item or a rater (`gaussian_rows`).

Symbols, as in `gaussian`: row r has item i, rater w, value y, side x (0 where unknown) and weight v;

    y = x b_w + a_w theta_i + e,   e ~ N(0, s2_w),   theta_i ~ N(0, 1).

Expectation, theta_i | ratings ~ N(mu_i, 1 / lam_i):

    lam_i = 1 + sum a_w^2 / s2_w          mu_i = [sum a_w (y - x b_w) / s2_w] / lam_i

Maximisation, for each rater from weighted sums over their rows, with E theta = mu and E theta^2 = mu^2 + 1/lam:

    b = [sum v x (y - a mu)] / [sum v x^2 + s2/vb]          a being that of the step before
    a = [sum' v mu (y - x b) + a0 s2/va] / [sum' v E theta^2 + s2/va]
    s2 = (RSS' + n0 s0) / (n' + n0)

sum' runs over the rows of items that are rated twice or more, or gold. An item's only rating cannot say how much of it
is the item and how much is noise: it tells of b, and the likelihood is flat in the rest, so that EM would drift on.
b and a are taken in turn (Meng and Rubin, Maximum likelihood estimation via the ECM algorithm, Biometrika 80, 1993):
solved together over different rows, they ran away where the determinant passed 0, and a crowd came out upside down.
a0 and s0 are pooled over all raters (empirical Bayes), with half signal and half noise as a prior worth ten ratings;
so is vb = (sum E b_w^2 + 10 vb0) / (raters with a side + 10), by which a crowd that leans is known to. The variance in
E b_w^2 is that of `gaussian_errors`: with theta taken as known it would shrink vb, and that the biases.
s2 >= a^2 / 512, or raters who never differ would be without any noise: so much is a rating that tells 4.5 bits, and one
of seven answers has 2.8 at most.

Theta and every a_w may change their signs together, and the ratings fit as before. What is up is gold's to say: a crowd
is turned around where gold contradicts it beyond one in a thousand,

    sum over gold of ln [e + (1 - 2 e) Phi(u)] / [e + (1 - 2 e) Phi(-u)] < -ln 1000,   u = sign mu sqrt(lam)

e = .05 being gold that is itself mistaken: three items that firmly contradict a crowd turn it, one or two do not. Where
gold names no side a habit of thought decides, that raters read the scale rightly: a0 is not below 0.

A gold item's side is known: with f = phi(u) / Phi(u), theta is normal but cut at 0, and

    E theta = sign (u + f) / sqrt(lam)          var theta = (1 - f (u + f)) / lam

A gold tie has mean 0 and variance .1. The weights stand in the second step only: they make a sample of questions speak
for all of them, but an item is not known better because it had been unlikely to be asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import log_ndtr, ndtr

from tasks.aggregation.columns import Floats, Ints
from tasks.aggregation.labels.gaussian_rows import Rows

BIAS_VARIANCE = 0.05
SCALE_VARIANCE = 0.15
NOISE_RATINGS = 10.0
TYPICAL_RATINGS = 10.0  # and raters, for vb
TIE_VARIANCE = 0.1
MOST_SIGNAL = 512.0
MISTAKEN = 0.05
DOUBT = -float(np.log(1000))
SMALLEST = 1e-6
ROOT_TAU = (2 * np.pi) ** 0.5


@dataclass(frozen=True, eq=False)
class Raters:
    """b_w, a_w and s2_w, each (W,), the typical rater's a0 and s0, and vb."""

    bias: Floats
    scale: Floats
    noise: Floats
    typical_scale: float
    typical_noise: float
    bias_variance: float = BIAS_VARIANCE


@dataclass(frozen=True, eq=False)
class Posterior:
    """mu_i and lam_i, each (N,)."""

    mean: Floats
    precision: Floats

    @property
    def square(self) -> Floats:
        """E theta^2, (N,)."""
        return np.asarray(self.mean**2 + 1 / self.precision)


def typical(rows: Rows, bias_variance: float = BIAS_VARIANCE) -> Raters:
    """Start from raters who are all alike and as noisy as the items differ."""
    half = max(float(np.mean(rows.value**2)) / 2, SMALLEST)
    ones = np.ones(rows.n_raters)
    return Raters(0 * ones, half**0.5 * ones, half * ones, half**0.5, half, bias_variance)


def expect(rows: Rows, raters: Raters) -> Posterior:
    """Take the expectation step: what the ratings say of each item, the raters being known."""
    gain = raters.scale / raters.noise
    told = rows.values.of_items(gain)
    if rows.is_sided:
        told -= rows.sides.of_items(gain * raters.bias)
    precision = 1 + rows.ones.of_items(gain * raters.scale)
    return Posterior(told / precision, precision)


def clamp(posterior: Posterior, item: Ints, sign: Floats) -> Posterior:
    """Hold gold items to the side where they are known to be, or near 0 for a tie."""
    mean, precision = posterior.mean.copy(), posterior.precision.copy()
    free = precision[item] ** -0.5
    far = sign * mean[item] / free
    cut = np.exp(-(far**2) / 2 - log_ndtr(far)) / ROOT_TAU
    variance = np.maximum(free**2 * (1 - cut * (cut + far)), SMALLEST)
    mean[item] = sign * free * (far + cut)
    precision[item] = np.where(sign == 0, 1 / TIE_VARIANCE, 1 / variance)
    return Posterior(mean, precision)


def maximise(rows: Rows, raters: Raters, posterior: Posterior, prior: Raters) -> Raters:
    """Take the maximisation step: what the items say of each rater, the items being known.

    `prior` holds the typical rater's parameters before any rating is read.
    """
    linked_mean = rows.of_telling(posterior.mean)
    value_mean, mean_mean = rows.values.of_raters(linked_mean), squares(rows, posterior)
    side_mean = rows.sides.of_raters(posterior.mean) if rows.is_sided else np.zeros(rows.n_raters)
    linked_side_mean = side_mean if rows.all_tell else rows.sides.of_raters(linked_mean)
    pull = raters.noise / SCALE_VARIANCE
    first, last = rows.side_side + raters.noise / raters.bias_variance, mean_mean + pull
    right = value_mean + raters.typical_scale * pull
    bias = (rows.side_value - side_mean * raters.scale) / first
    scale = (right - linked_side_mean * bias) / last
    rest = rows.linked_value_value - 2 * (bias * rows.linked_side_value + scale * value_mean)
    rest += bias**2 * rows.linked_side_side + 2 * bias * scale * linked_side_mean + scale**2 * mean_mean
    rest = np.maximum(rest, 0)
    typical_noise = _pooled(rest, rows.n, prior.typical_noise)
    typical_scale = _pooled(value_mean - bias * linked_side_mean, mean_mean, prior.typical_scale)
    noise = (rest + NOISE_RATINGS * typical_noise) / (rows.n + NOISE_RATINGS)
    spread = _bias_variance(rows, raters, posterior, bias, prior.bias_variance)
    return _noisy(_unit(rows, posterior, Raters(bias, scale, noise, typical_scale, typical_noise, spread)))


def is_upside_down(raters: Raters, posterior: Posterior, item: Ints, sign: Floats) -> bool:
    """Say whether the crowd should be turned around, by what the ratings alone say of gold items, or by habit."""
    far = sign * posterior.mean[item] * posterior.precision[item] ** 0.5
    right, wrong = (MISTAKEN + (1 - 2 * MISTAKEN) * ndtr(one) for one in (far, -far))
    evidence = float(np.log(right / wrong).sum())
    return evidence < DOUBT if evidence else raters.typical_scale < 0


def turned(raters: Raters) -> Raters:
    """Turn all scales around, which turns the items with them."""
    return replace(raters, scale=-raters.scale, typical_scale=-raters.typical_scale)


def squares(rows: Rows, posterior: Posterior) -> Floats:
    """Sums of E theta^2 over each rater's telling rows, (W,)."""
    return rows.ones.of_raters(rows.of_telling(posterior.square))


def lost(raters: Raters, unknown: Floats) -> Floats:
    """What of the sums of x^2 is the items' own unknown: sums of x^2 a^2 / (s2 lam), given those of x^2 / lam, (W,)."""
    return np.asarray(raters.scale**2 / raters.noise * unknown)


def _bias_variance(rows: Rows, raters: Raters, posterior: Posterior, bias: Floats, prior: float) -> float:
    if not rows.is_sided:
        return prior
    known = rows.side_side - lost(raters, rows.shown.of_raters(1 / posterior.precision))
    square = bias**2 + raters.noise / (known + raters.noise / raters.bias_variance)
    shown = rows.side_side > 0
    return _pooled(square[shown], np.ones(int(shown.sum())), prior)


def _pooled(total: Floats, count: Floats, prior: float) -> float:
    return float(total.sum() + TYPICAL_RATINGS * prior) / float(count.sum() + TYPICAL_RATINGS)


def _unit(rows: Rows, posterior: Posterior, raters: Raters) -> Raters:
    """Stretch the scales so that the telling items keep E theta^2 = 1, which speeds the EM up."""
    if not rows.n.any():
        return raters
    stretch = float(posterior.square[rows.telling].mean()) ** 0.5
    return replace(raters, scale=raters.scale * stretch, typical_scale=raters.typical_scale * stretch)


def _noisy(raters: Raters) -> Raters:
    """Leave everyone some noise."""
    noise = np.maximum(raters.noise, raters.scale**2 / MOST_SIGNAL)
    typical_noise = max(raters.typical_noise, raters.typical_scale**2 / MOST_SIGNAL)
    return replace(raters, noise=noise, typical_noise=typical_noise)
