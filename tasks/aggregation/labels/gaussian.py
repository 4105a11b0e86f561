"""The Gaussian rater model: a signed strength is a noisy, leaning, stretched reading of one number of the item.

    y_r = x_r b_w + a_w theta_i + e_r,   e_r ~ N(0, s2_w),   theta_i ~ N(0, 1)
    b_w ~ N(0, vb)    a_w ~ N(a0, va)    s2_w ~ InvGamma, worth n0 = 10 ratings at s0;   a0, s0, vb pooled

y is in canonical order and x is the side where A was shown, so b_w is a habit of the eye and not an opinion; where the
side is unknown x is 0. For scores of single answers x = 1 on every row makes b_w the rater's leniency. A rating tells
1/2 ln(1 + a_w^2 / s2_w) nats. It is factor analysis with one factor and an observation plan full of gaps (Rubin and
Thayer, EM algorithms for ML factor analysis, Psychometrika 47, 1982), under priors that keep raters of few ratings near
the typical one. va = .15 and vb's prior of .05 hold where the mean square of y is 4; the model works in that unit.
Of a gold item the sign is known, and E theta and E theta^2 are those of the normal law cut at 0.

    P(A is better)             = Phi(mu_i sqrt(lam_i))
    P(a typical rater says A)  = Phi(a0 mu_i / sqrt(s0 + mean b^2 + a0^2 / lam_i))

The biases of the others are noise to whoever asks what the next rater says: it halves the calibration error where half
the raters lean. a0 is below 0 only where gold says that the crowd reads the scale backwards.

Tie and both bad as classes are `verdicts`' affair.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from tasks.aggregation.columns import Floats, Ints, require
from tasks.aggregation.convergence import Convergence, iterate
from tasks.aggregation.encoding import STRONGEST, Scores, require_rows
from tasks.aggregation.gold import GoldScores
from tasks.aggregation.labels import gaussian_errors, strength_scores
from tasks.aggregation.labels.gaussian_errors import Errors
from tasks.aggregation.labels.gaussian_rows import Rows
from tasks.aggregation.labels.gaussian_steps import (
    BIAS_VARIANCE,
    SMALLEST,
    Posterior,
    Raters,
    clamp,
    expect,
    is_upside_down,
    maximise,
    turned,
    typical,
)
from tasks.aggregation.labels.strength_scores import Learning, Strengths
from tasks.aggregation.results import RaterQuality

MEAN_SQUARE = 4.0
EVERY = 4


@dataclass(frozen=True, eq=False)
class Fit:
    """What the ratings say of items and raters; numbers are in the unit of the values that were given.

    Attributes
    ----------
    mean, precision : (N,)
        mu and lam of theta, from the ratings alone: gold taught the raters, but is not repeated here.
    error : (N,)
        Standard error of `strength`, with what is not known of the raters.
    bias, scale, noise : (W,)
        b_w, a_w and s2_w.
    typical_scale, typical_noise
        a0 and s0.
    scores : (4,) or None
        What a strength of 0 to 3 is worth, when it was learnt.
    """

    mean: Floats
    precision: Floats
    error: Floats
    bias: Floats
    scale: Floats
    noise: Floats
    typical_scale: float
    typical_noise: float
    scores: Floats | None
    raters: RaterQuality
    convergence: Convergence

    @property
    def noise_of_any(self) -> float:
        """s0 + mean b^2, a bias being one kind of noise to whoever does not know whose it is."""
        return float(self.typical_noise + np.average(self.bias**2, weights=self.raters.n))

    @property
    def signal(self) -> float:
        """|a0| / sqrt(s0 + mean b^2): how far any rater sees beyond noise."""
        return float(abs(self.typical_scale) / np.sqrt(self.noise_of_any))

    @property
    def strength(self) -> Floats:
        """|a0| mu: what a typical rater who reads the scale rightly, and without a bias, would say, (N,)."""
        return abs(self.typical_scale) * self.mean

    @property
    def z(self) -> Floats:
        """P(A is better | ratings) = Phi(z), (N,)."""
        return np.asarray(self.mean * np.sqrt(self.precision))

    @property
    def z_vote(self) -> Floats:
        """P(a typical rater prefers A) = Phi(z), (N,)."""
        spread = self.noise_of_any + self.typical_scale**2 / self.precision
        return np.asarray(self.typical_scale * self.mean / np.sqrt(spread))

    def z_vote_of(self, item: Ints, rater: Ints, side: Floats) -> Floats:
        """P(that rater prefers A of that item shown on that side) = Phi(z), (M,)."""
        scale = self.scale[rater]
        expected = scale * self.mean[item] + side * self.bias[rater]
        return np.asarray(expected / np.sqrt(self.noise[rater] + scale**2 / self.precision[item]))

    @property
    def p_first(self) -> Floats:
        """P(A is better | ratings), (N,)."""
        return np.asarray(ndtr(self.z))

    @property
    def p_first_vote(self) -> Floats:
        """P(a typical rater prefers A), (N,)."""
        return np.asarray(ndtr(self.z_vote))


@dataclass(frozen=True, eq=False)
class _State:
    rows: Rows
    raters: Raters
    posterior: Posterior
    learning: Learning
    round: int


def fit(
    data: Scores,
    *,
    gold: GoldScores | None = None,
    learn_scores: bool = False,
    bias_variance: float = BIAS_VARIANCE,
    tol: float = 1e-3,
    max_iter: int = 1000,
    strict: bool = True,
) -> Fit:
    """Estimate items and raters together by EM.

    Parameters
    ----------
    data
        R ratings; weights count for the raters' parameters only.
    gold
        Items whose sign is known, or that they are ties (0); held to it while the raters are learnt.
    learn_scores
        Whether to learn what a strength is worth; the values must then be whole numbers from -3 to 3.
    bias_variance
        What vb is before any rating, where the mean square of the values is 4.
    tol
        Stop when no mean of theta (standard deviation 1) and no score moves by more in a round.

    Raises
    ------
    DegenerateData
        Without a rating.
    NotConverged
        When `max_iter` rounds were not enough and `strict` holds.
    ValueError
        When scores are to be learnt of values that are no strengths, gold names an unknown item, or all weights are 0.
    """
    require_rows(data)
    if gold is not None:
        gold.check(data.n_items)
    data = data.by_item()
    unit = max(float(np.mean(data.value**2)) / MEAN_SQUARE, SMALLEST) ** 0.5
    rows = Rows.of(data, data.value / unit, gold=None if gold is None else gold.item)
    strengths = _strengths(data) if learn_scores else None
    raters = typical(rows, bias_variance)
    learning = Learning.start(np.arange(4) / unit)
    start = _State(rows, raters, _held(expect(rows, raters), gold), learning, 0)
    state, convergence = iterate(
        lambda one: _round(one, raters, strengths, gold), start, tol=tol, max_iter=max_iter, strict=strict
    )
    return _finished(data, state, unit, learn_scores, convergence)


def _strengths(data: Scores) -> Strengths:
    strength = np.rint(data.value).astype(np.int64)
    whole = bool((strength == data.value).all() and (np.abs(strength) <= STRONGEST).all())
    require(whole, "scores can only be learnt of whole strengths from -3 to 3")
    # Gold that is rated once tells of its rater, but there is no other rating to bear a strength out.
    is_shared = np.bincount(data.item, minlength=data.n_items)[data.item] > 1
    return Strengths.of(strength, None if is_shared.all() else is_shared)


def _held(posterior: Posterior, gold: GoldScores | None) -> Posterior:
    return posterior if gold is None else clamp(posterior, *_sides(gold))


def _sides(gold: GoldScores | None) -> tuple[Ints, Floats]:
    return (np.zeros(0, np.int64), np.zeros(0)) if gold is None else (gold.item, np.sign(gold.value))


def _round(
    state: _State, prior: Raters, strengths: Strengths | None, gold: GoldScores | None
) -> tuple[_State, float]:
    if strengths is not None and state.round % EVERY == EVERY - 1:
        state = _with_scores(state, strengths)
    raters = maximise(state.rows, state.raters, state.posterior, prior)
    free = expect(state.rows, raters)
    if is_upside_down(raters, free, *_sides(gold)):
        raters, free = turned(raters), Posterior(-free.mean, free.precision)
    posterior = _held(free, gold)
    moved = float(np.abs(posterior.mean - state.posterior.mean).max())
    # Scores move every fourth round only; their last move counts until the next, or a quiet round would end it.
    following = replace(state, raters=raters, posterior=posterior, round=state.round + 1)
    return following, moved if strengths is None else max(moved, state.learning.moved)


def _with_scores(state: _State, strengths: Strengths) -> _State:
    others = strength_scores.left_out(state.rows, state.raters, expect(state.rows, state.raters))
    # Of a crowd that reads the scale backwards strengths are borne out from the other side.
    others *= np.sign(state.raters.typical_scale)
    learning = strength_scores.learn(strengths, others, state.learning)
    rows = state.rows.with_value(strengths.values(learning.scores))
    return replace(state, rows=rows, learning=learning)


def _finished(data: Scores, state: _State, unit: float, learnt: bool, convergence: Convergence) -> Fit:
    raters, free = state.raters, expect(state.rows, state.raters)
    errors = gaussian_errors.of_raters(state.rows, raters, free)
    spread = gaussian_errors.of_items(state.rows, raters, free, errors)
    return Fit(
        mean=free.mean,
        precision=free.precision,
        error=abs(raters.typical_scale) * unit * spread,
        bias=raters.bias * unit,
        scale=raters.scale * unit,
        noise=raters.noise * unit**2,
        typical_scale=raters.typical_scale * unit,
        typical_noise=raters.typical_noise * unit**2,
        scores=state.learning.scores * unit if learnt else None,
        raters=_quality(data, raters, errors, unit),
        convergence=convergence,
    )


def _quality(data: Scores, raters: Raters, errors: Errors, unit: float) -> RaterQuality:
    ratio = raters.scale**2 / raters.noise
    typical_scale = abs(raters.typical_scale) or 1.0
    return RaterQuality(
        n=np.bincount(data.rater, minlength=data.n_raters),
        information=np.log1p(ratio) / 2,
        information_error=errors.ratio / (2 * (1 + ratio)),
        bias=raters.bias * unit,
        bias_error=errors.bias * unit,
        scale=raters.scale / typical_scale,
        scale_error=errors.scale / typical_scale,
    )
