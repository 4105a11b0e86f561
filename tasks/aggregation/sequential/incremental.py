"""An item's posterior after one more rating, and after one taken back, while the raters are held as last fitted.

Given the raters, the expectation step of `gaussian` is a sum over the ratings; `verdicts` and `ties` read counts and
that sum's mean:

    told += a_w (y - x b_w) / s2_w      precision += a_w^2 / s2_w       lam = 1 + precision     mu = told / lam

The sums are kept as whole numbers of 2^-48. Whole numbers add without rounding, so what was added can be subtracted and
leaves the very state that was before it, in any order; a term differs from the exact one by less than 2^-49. Undoing
takes the `Terms` that were added: after a refit the same rating has others, and the evidence must be built anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import erfc, sqrt
from typing import Self

import numpy as np
from scipy.special import betaincc

from tasks.aggregation.encoding import BOTH_BAD, TIE, A, B
from tasks.aggregation.labels import graded
from tasks.aggregation.labels.ties import Ties
from tasks.aggregation.labels.verdicts import Prior

UNIT = 2**48
Probabilities = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rater:
    """b_w, a_w and s2_w as last fitted, in points of the scale."""

    bias: float
    scale: float
    noise: float


@dataclass(frozen=True, slots=True)
class Model:
    """What a fit learnt besides its raters: the worth of strengths 0 to 3, and of the two verdicts."""

    scores: tuple[float, float, float, float]
    both_bad: Prior
    tie: Ties
    typical: Rater

    @classmethod
    def of(cls, fit: graded.Fit) -> Self:
        """Take over a fit; its typical rater stands in for one it does not know."""
        learnt = fit.gaussian.scores
        scores = (0.0, 1.0, 2.0, 3.0) if learnt is None else tuple(learnt.tolist())
        typical = Rater(0.0, fit.gaussian.typical_scale, fit.gaussian.typical_noise)
        return cls(scores, fit.both_bad, fit.tie, typical)


@dataclass(frozen=True, slots=True)
class Terms:
    """What one rating adds to its item: its class, and its two terms in units of 2^-48."""

    label: int
    told: int = 0
    precision: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that an item's ratings have told, n_a to n_both_bad being their counts."""

    told: int = 0
    precision: int = 0
    n_a: int = 0
    n_b: int = 0
    n_tie: int = 0
    n_both_bad: int = 0

    @property
    def n(self) -> int:
        return self.n_a + self.n_b + self.n_tie + self.n_both_bad

    def plus(self, terms: Terms) -> Evidence:
        return self._moved(terms, 1)

    def minus(self, terms: Terms) -> Evidence:
        """Take back a rating that was added; the state is the one without it, to the last bit."""
        return self._moved(terms, -1)

    def _moved(self, terms: Terms, step: int) -> Evidence:
        label = terms.label
        return Evidence(
            self.told + step * terms.told,
            self.precision + step * terms.precision,
            self.n_a + step * (label == A),
            self.n_b + step * (label == B),
            self.n_tie + step * (label == TIE),
            self.n_both_bad + step * (label == BOTH_BAD),
        )

    @property
    def mean(self) -> float:
        """mu."""
        return self.told / (UNIT + self.precision)

    @property
    def lam(self) -> float:
        return 1 + self.precision / UNIT


def rater_of(fit: graded.Fit, rater: int) -> Rater:
    """Return a rater as the fit knows them."""
    sides = fit.gaussian
    return Rater(float(sides.bias[rater]), float(sides.scale[rater]), float(sides.noise[rater]))


def terms(*, strength: int, is_both_bad: bool, side: int, rater: Rater, model: Model) -> Terms:
    """Weigh one rating: `strength` -3 to 3 with A positive, `side` +1 where A was shown first, 0 unknown."""
    if is_both_bad:
        return Terms(BOTH_BAD)
    score = model.scores[abs(strength)]
    value = score if strength > 0 else -score
    gain = rater.scale / rater.noise
    label = TIE if strength == 0 else A if strength > 0 else B
    told = gain * (value - side * rater.bias)
    return Terms(label, round(told * UNIT), round(gain * rater.scale * UNIT))


def probabilities(evidence: Evidence, model: Model) -> Probabilities:
    """P of A, B, tie and both bad, as `graded.fit` gives them for the same raters."""
    both_bad = _likely(model.both_bad, evidence.n_both_bad, evidence.n)
    tie = _tie(model.tie, evidence)
    first = _phi(evidence.mean * sqrt(evidence.lam))
    decided = (1 - both_bad) * (1 - tie)
    return decided * first, decided * (1 - first), (1 - both_bad) * tie, both_bad


def _likely(prior: Prior, given: int, asked: int) -> float:
    share = prior.ratings * prior.mean
    return float(betaincc(share + given, prior.ratings - share + asked - given, 0.5))


def _tie(ties: Ties, evidence: Evidence) -> float:
    """What `Ties.likely` says of one item."""
    alike = _alike(ties, evidence.n_a, evidence.n_b, evidence.n_tie)
    far, root = abs(evidence.mean), sqrt(evidence.lam)
    close = _phi((ties.width - far) * root) - _phi((-ties.width - far) * root)
    return alike + (1 - alike) * close


@lru_cache(maxsize=4096)  # an integral each, and open items have few distinct counts
def _alike(ties: Ties, n_a: int, n_b: int, n_tie: int) -> float:
    return float(ties.p_alike(np.array([[n_a, n_b, n_tie]]))[0])


def _phi(z: float) -> float:
    return erfc(-z / sqrt(2)) / 2
