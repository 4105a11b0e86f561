"""The Gaussian rater model: a number that a rater gives is a noisy, biased, scaled reading of one number of the item.

    y_r = x_r b_w + a_w theta_i + e_r,   e_r ~ N(0, s2_w),   theta_i ~ N(0, 1)
    b_w ~ N(0, vb)    a_w ~ N(a0, va)    s2_w ~ InvGamma, worth n0 ratings at s0;   a0, s0, vb pooled

y is in canonical order and x is the side where A was shown, so that b_w is position bias; where the side is unknown x
is 0. For scores of single answers x = 1 on every row, and b_w is leniency. It is factor analysis with one factor and
missing cells (Rubin and Thayer, Psychometrika 47, 1982), fitted by EM (`gaussian_steps`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from tasks.aggregation.columns import Floats, Ints, require
from tasks.aggregation.convergence import Convergence, iterate
from tasks.aggregation.encoding import STRONGEST, Scores, require_rows
from tasks.aggregation.gold import GoldScores
from tasks.aggregation.labels import gaussian_errors, sizes
from tasks.aggregation.labels.gaussian_steps import (
    Posterior,
    Priors,
    Raters,
    Rows,
    clamp,
    expect,
    is_upside_down,
    maximise,
    turned,
)
from tasks.aggregation.labels.sizes import Sizes
from tasks.aggregation.results import RaterQuality

PRIORS = Priors()
EVERY = 4
N_SUMS = 5


@dataclass(frozen=True, eq=False)
class Fit:
    """What the ratings say of items and raters, in points of the values.

    Attributes
    ----------
    raters
        b_w, a_w, s2_w, and the pooled parameters.
    bias_variance, scale_variance : (W,)
        Squared standard errors of b_w and a_w.
    mean, precision : (N,)
        mu and lam of theta, from the ratings alone: gold taught the raters, but is not repeated here.
    worth : (4,)
        What a strength of 0 to 3 is worth.
    quality
        The raters as results have them.
    """

    raters: Raters
    bias_variance: Floats
    scale_variance: Floats
    mean: Floats
    precision: Floats
    worth: Floats
    quality: RaterQuality
    convergence: Convergence

    @property
    def noise_of_any(self) -> float:
        """s0 + mean b^2: to whoever does not know the rater, a bias is noise."""
        n = self.quality.n
        return self.raters.typical_noise + float(self.raters.bias**2 @ n) / max(int(n.sum()), 1)

    @property
    def signal(self) -> float:
        """|a0| / sqrt(s0 + mean b^2)."""
        return float(abs(self.raters.typical_scale) / np.sqrt(self.noise_of_any))

    def and_more(self, other: Fit) -> Fit:
        """Add another fit's raters behind the own."""
        one, two = self.raters, other.raters
        raters = replace(
            one,
            bias=np.append(one.bias, two.bias),
            scale=np.append(one.scale, two.scale),
            noise=np.append(one.noise, two.noise),
        )
        return replace(
            self,
            raters=raters,
            bias_variance=np.append(self.bias_variance, other.bias_variance),
            scale_variance=np.append(self.scale_variance, other.scale_variance),
            quality=self.quality.and_more(other.quality),
        )

    @cached_property
    def _parameters(self) -> tuple[Floats, ...]:
        """b, a, s2, var b and var a, (W + 1,) each: of the last, who is beyond the known, only the priors are known."""
        known = self.raters.widened(self.raters.bias.size + 1)
        bias_variance = np.append(self.bias_variance, known.bias_variance)
        return (
            known.bias,
            known.scale,
            known.noise,
            bias_variance,
            np.append(self.scale_variance, known.scale_variance),
        )

    def tell(self, rater: Ints, value: Floats, side: Floats) -> Iterator[Floats]:
        """Yield what R ratings add to their items' five sums, (R,) each; raters beyond the known are typical."""
        of_all = self._parameters
        at = np.minimum(rater, of_all[0].size - 1)
        bias, scale, noise, bias_variance, scale_variance = (column[at] for column in of_all)
        gain, rest, unsure = scale / noise, value - side * bias, scale_variance / noise**2
        yield gain * rest
        yield gain * scale
        yield gain**2 * side**2 * bias_variance + unsure * rest**2
        yield unsure * rest * scale
        yield unsure * scale**2


def posterior(sums: Floats) -> tuple[Posterior, Floats]:
    """Return theta's posterior and its standard error with what is not known of the raters, given sums (M, 5).

    var theta_i = v + v^2 sum (a / s2)^2 x^2 var b + v^2 sum ((y - x b - 2 a mu) / s2)^2 var a
    """
    precision = 1 + sums[:, 1]
    mean = sums[:, 0] / precision
    unsure = sums[:, 2] - 4 * mean * sums[:, 3] + 4 * mean**2 * sums[:, 4]
    return Posterior(mean, precision), np.sqrt(1 / precision + np.maximum(unsure, 0) / precision**2)


@dataclass(frozen=True, eq=False)
class _State:
    rows: Rows
    raters: Raters
    posterior: Posterior
    sizes: Sizes
    round: int


def fit(
    data: Scores,
    *,
    gold: GoldScores | None = None,
    learn_sizes: bool = False,
    priors: Priors = PRIORS,
    start: Fit | None = None,
    is_held: bool = False,
    tol: float = 1e-3,
    max_iter: int = 1000,
    strict: bool = True,
) -> Fit:
    """Estimate items and raters together by EM.

    Parameters
    ----------
    data
        R ratings.
    gold
        Items whose sign is known, or that they are ties (0); held to it while the raters are learnt.
    learn_sizes
        Whether to learn what a strength is worth; the values must then be whole numbers from -3 to 3.
    start
        An earlier fit to start from, whose raters have the same codes.
    is_held
        Whether the earlier fit's pooled parameters and sizes stay as they are: only raters are learnt.
    tol
        Stop when no mean of theta (standard deviation 1) and no size moves by more in a round.

    Raises
    ------
    DegenerateData
        Without a rating.
    NotConverged
        When `max_iter` rounds were not enough and `strict` holds.
    ValueError
        When sizes are to be learnt of values that are no strengths, or gold names an unknown item.
    """
    require_rows(data)
    if gold is not None:
        gold.check(data.n_items)
    em = _Em(data.by_item(), gold, learn_sizes, priors, start, is_held)
    state, convergence = iterate(em.step, em.start, tol=tol, max_iter=max_iter, strict=strict)
    return em.fit(state, convergence)


class _Em:
    """The rounds over one set of ratings."""

    def __init__(
        self,
        data: Scores,
        gold: GoldScores | None,
        learn_sizes: bool,
        priors: Priors,
        start: Fit | None,
        is_held: bool,
    ) -> None:
        known = gold or GoldScores(np.zeros(0, np.int64), np.zeros(0))
        self.item, self.sign = known.item, np.sign(known.value)
        self.priors, self.is_held = priors, is_held
        self.strength = _strengths(data) if learn_sizes or is_held else None
        self.learns_sizes = learn_sizes and not is_held
        worth = sizes.PLAIN if start is None else start.worth
        value = data.value if self.strength is None else sizes.values(self.strength, worth)
        rows = Rows.of(replace(data, value=value), self.item)
        self.prior = Raters.start(float(np.mean(value**2)), data.n_raters, priors)
        raters = self.prior if start is None else start.raters.widened(data.n_raters)
        self.start = _State(rows, raters, self.held(expect(rows, raters)), Sizes(worth), 0)

    def held(self, free: Posterior) -> Posterior:
        """Hold gold items to what is known of them."""
        return clamp(free, self.item, self.sign, self.priors.tie_variance) if self.item.size else free

    def step(self, state: _State) -> tuple[_State, float]:
        """Take a round; sizes move in every fourth."""
        if self.learns_sizes and self.strength is not None and state.round % EVERY == EVERY - 1:
            free = expect(state.rows, state.raters)
            learnt = sizes.learn(self.strength, state.rows, state.raters, free, state.sizes)
            rows = state.rows.with_value(sizes.values(self.strength, learnt.worth))
            state = replace(state, rows=rows, sizes=learnt)
        raters = maximise(state.rows, state.raters, state.posterior, self.prior, self.priors)
        if self.is_held:
            raters = replace(self.start.raters, bias=raters.bias, scale=raters.scale, noise=raters.noise)
        free = expect(state.rows, raters)
        if not self.is_held and is_upside_down(raters, free, self.item, self.sign, self.priors):
            raters, free = turned(raters), Posterior(-free.mean, free.precision)
        found = self.held(free)
        moved = float(np.abs(found.mean - state.posterior.mean).max())
        following = replace(state, raters=raters, posterior=found, round=state.round + 1)
        # The sizes' last move counts until their next, or a quiet round would end the fit.
        return following, max(moved, state.sizes.moved) if self.learns_sizes else moved

    def fit(self, state: _State, convergence: Convergence) -> Fit:
        """Say what was found."""
        free = expect(state.rows, state.raters)
        errors = gaussian_errors.of_raters(state.rows, state.raters, free, self.priors)
        raters, typical = state.raters, abs(state.raters.typical_scale) or 1.0
        quality = RaterQuality(
            n=np.asarray(state.rows.all.n, dtype=np.int64),
            information=errors.information,
            information_error=errors.information_error,
            bias=raters.bias,
            bias_error=np.sqrt(errors.bias),
            scale=raters.scale / typical,
            scale_error=np.sqrt(errors.scale) / typical,
        )
        shared = free.mean, free.precision, state.sizes.worth
        return Fit(raters, errors.bias, errors.scale, *shared, quality, convergence)


def _strengths(data: Scores) -> Ints:
    strength = np.rint(data.value).astype(np.int64)
    whole = bool((strength == data.value).all() and (np.abs(strength) <= STRONGEST).all())
    require(whole, "sizes can only be learnt of whole strengths from -3 to 3")
    return strength
