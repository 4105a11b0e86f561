"""Calibration: probabilities that hold what they state, by a temperature T and a floor e.

    q_k = (1 - e) p_k^(1/T) / sum_j p_j^(1/T) + e / K       over the K classes that occur

T makes over-confident probabilities milder (Guo et al., On calibration of modern neural networks, ICML 2017); e is the
share of items whose label no number of ratings of this crowd gets right. Both are fitted by penalised likelihood on
gold, 30 items or more, with ln T ~ N(ln T0, .7^2) and e ~ Exponential(mean .05) as priors; T0 is 1, or what hidden
ratings ask for.

A gold item often has many more ratings than an ordinary one, and on all of them any model is right and sure. So its
ratings are dealt into groups of the ordinary size, each judged as an item of its own.

Without gold, what raters share stays unseen: hidden ratings err as those that are shown. They give a least temperature,
for models that say what a rater says of each class, and the calibration is stated as unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.optimize import minimize

from tasks.aggregation.columns import TINY, Floats, Ints

BINS = 15


@dataclass(frozen=True)
class Priors:
    """Gold items below which nothing is fitted; spread of ln T, mean of e, and the bounds of both."""

    least_gold: int = 30
    spread: float = 0.7
    floor: float = 0.05
    temperatures: tuple[float, float] = (0.25, 10.0)
    floors: tuple[float, float] = (0.0, 0.5)


PRIORS = Priors()


class Source(StrEnum):
    """What a calibration stands on; only gold tells how honest probabilities are."""

    GOLD = "gold"
    RATINGS = "ratings"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Calibration:
    """T, e, what they were fitted on, and on how many items or ratings.

    `vote_temperature` is for beliefs from which a rater's next vote is foretold: hidden ratings alone say what suits
    it, for what raters err in together they will err in again.
    """

    temperature: float = 1.0
    floor: float = 0.0
    source: Source = Source.NOTHING
    n: int = 0
    vote_temperature: float = 1.0

    def for_votes(self, probability: Floats) -> Floats:
        """Calibrate beliefs, (N, K), from which the next vote is foretold."""
        return Calibration(self.vote_temperature).applied(probability)

    def applied(self, probability: Floats, classes: Ints | None = None) -> Floats:
        """Calibrate probabilities, (N, K), among some classes or all; the others keep probability 0."""
        if self.temperature == 1 and self.floor == 0:
            return probability
        some = probability if classes is None else probability[:, classes]
        log = np.log(np.maximum(some, TINY)) / self.temperature
        likely = np.exp(log - log.max(axis=1, keepdims=True))
        likely *= (1 - self.floor) / likely.sum(axis=1, keepdims=True)
        likely += self.floor / some.shape[1]
        if classes is None:
            return np.asarray(likely)
        found = np.zeros_like(probability)
        found[:, classes] = likely
        return found


NONE = Calibration()


def calibrate(
    probability: Floats, label: Ints, weight: Floats | None = None, expected: float = 1.0
) -> Calibration:
    """Fit T and e to M cases whose class is known.

    Parameters
    ----------
    probability : (M, K)
        What a model says of them from ratings alone, over the K classes that occur.
    label : (M,)
    weight : (M,) or None
        What each case counts for: groups of one item share a weight of 1.
    expected
        The temperature around which the prior lies.

    Returns
    -------
    Calibration; `NONE` where the weights sum to less than 30.
    """
    weight = np.ones(label.size) if weight is None else weight
    n = round(float(weight.sum()))
    if n < PRIORS.least_gold:
        return NONE

    def loss(at: Floats) -> float:
        found = Calibration(float(np.exp(at[0])), float(at[1])).applied(probability)
        likely = found[np.arange(label.size), label]
        penalty = ((at[0] - np.log(expected)) / PRIORS.spread) ** 2 / 2 + at[1] / PRIORS.floor
        return float(-(weight * np.log(np.maximum(likely, TINY))).sum() + penalty) / n

    bounds = [tuple(np.log(PRIORS.temperatures)), PRIORS.floors]
    starts = [(0.0, 0.0), (0.5, 0.02), (1.0, 0.1)]
    found = min(
        (minimize(loss, one, bounds=bounds, method="L-BFGS-B") for one in starts),
        key=lambda one: float(one.fun),
    )
    return Calibration(float(np.exp(found.x[0])), float(found.x[1]), Source.GOLD, n)


def log_loss(probability: Floats, label: Ints) -> float:
    """Mean of -ln P(the right class); probabilities below 1e-12 count as that. NaN without a row."""
    if label.size == 0:
        return float("nan")
    right = probability[np.arange(label.size), label]
    return float(-np.log(np.maximum(right, TINY)).mean())


def calibration_error(probability: Floats, label: Ints, n_bins: int = BINS) -> float:
    """ECE of the most probable class over bins of equal width. NaN without a row."""
    if label.size == 0:
        return float("nan")
    sure = probability.max(axis=1)
    is_right = probability.argmax(axis=1) == label
    place = np.minimum((sure * n_bins).astype(np.int64), n_bins - 1)
    gap = np.bincount(place, sure - is_right, n_bins)
    return float(np.abs(gap).sum() / label.size)
