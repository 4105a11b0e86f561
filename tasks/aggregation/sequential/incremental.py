"""An item's posterior after one more rating, and after one taken back, while the raters are held as last fitted.

Given the raters, the expectation step of `gaussian` is a sum over the ratings; `verdicts` and `ties` read counts and
that sum's mean:

    told += a_w (y - x b_w) / s2_w      precision += a_w^2 / s2_w       lam = 1 + precision     mu = told / lam

The sums are kept as whole numbers of 2^-44. Whole numbers add without rounding, so what was added can be subtracted and
leaves the very state that was before it, in any order; a term differs from the exact one by at most 2^-45. Undoing
takes the `Terms` that were added: after a refit the same rating has others, and the evidence is built anew (`rebuilt`).

An evidence is six whole numbers, to keep as they are: `Evidence(*astuple(evidence))` is the same. Its sums stay below
2^63 while they are below 2^19 in the unit above: tens of thousands of ratings by ordinary raters, or 700 of one item by
raters who never differ. `rebuilt` refuses what is more; here it is a number of Python's, of any size.
A model is numbers, too, and what was chosen with it (the temperature, the classes that occur) belongs to it, so that
one more rating leads to the probabilities that a whole choice would state. Whoever asks often keeps one model a fit in
memory: its ties remember their integrals, which cost ten times what the rest does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Self

from scipy.special import betaincc

from tasks.aggregation.encoding import BOTH_BAD, TIE, A, B
from tasks.aggregation.labels import graded
from tasks.aggregation.labels.calibration import FLOOR
from tasks.aggregation.labels.ties import Ties
from tasks.aggregation.labels.verdicts import Prior

UNIT = 2**44
ALL = (A, B, TIE, BOTH_BAD)
Probabilities = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rater:
    """b_w, a_w and s2_w as last fitted, in points of the scale."""

    bias: float
    scale: float
    noise: float


@dataclass(frozen=True, slots=True)
class Model:
    """What a fit learnt besides its raters, and what was chosen with it.

    Attributes
    ----------
    scores
        What strengths of 0 to 3 are worth.
    both_bad, tie
        How the two verdicts come about.
    typical
        Stands in for a rater whom the fit does not know.
    temperature
        What makes the probabilities honest (`labels.calibration`).
    classes
        Codes of the classes that occur; the others have probability 0.
    """

    scores: tuple[float, float, float, float]
    both_bad: Prior
    tie: Ties
    typical: Rater
    temperature: float = 1.0
    classes: tuple[int, ...] = ALL

    @classmethod
    def of(cls, fit: graded.Fit, *, temperature: float = 1.0, classes: Iterable[int] = ALL) -> Self:
        """Take over a fit, and from a `labels.choosing.Choice` of it the temperature and the classes."""
        learnt = fit.gaussian.scores
        scores = (0.0, 1.0, 2.0, 3.0) if learnt is None else tuple(learnt.tolist())
        typical = Rater(0.0, fit.gaussian.typical_scale, fit.gaussian.typical_noise)
        return cls(scores, fit.both_bad, fit.tie, typical, temperature, tuple(int(one) for one in classes))


BEFORE_ANY_FIT = Model(
    scores=(0.0, 1.0, 2.0, 3.0),
    both_bad=Prior(mean=0.05, ratings=2.0),
    tie=Ties(alike=0.1, named=0.8, band=0.18, signal=1.0),
    typical=Rater(bias=0.0, scale=sqrt(2), noise=2.0),
)
"""What a project's first ratings are weighed by: what the fits themselves start from, half of a strength being signal,
one item in ten alike, one rating in ten of the others a tie, and one in twenty calling both bad.
"""


@dataclass(frozen=True, slots=True)
class Terms:
    """What one rating adds to its item: its class, and its two terms in units of 2^-44."""

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
    def counts(self) -> tuple[int, int, int, int]:
        """How many ratings were of each class."""
        return self.n_a, self.n_b, self.n_tie, self.n_both_bad

    @property
    def n(self) -> int:
        """How many ratings there were."""
        return sum(self.counts)

    def plus(self, terms: Terms) -> Evidence:
        """Add a rating."""
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
        """The precision, of which 1 is the prior's."""
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
    """P of A, B, tie and both bad, as a choice of `graded` states them for the same raters."""
    both_bad = _likely(model.both_bad, evidence.n_both_bad, evidence.n)
    tie = _tie(model.tie, evidence)
    z = evidence.mean * sqrt(evidence.lam)
    decided = (1 - both_bad) * (1 - tie)
    found = decided * _phi(z), decided * _phi(-z), (1 - both_bad) * tie, both_bad
    if model.temperature == 1 and model.classes == ALL:
        return found
    a, b, equal, bad = tempered(found, model.temperature, model.classes)
    return a, b, equal, bad


def tempered(found: tuple[float, ...], temperature: float, classes: tuple[int, ...]) -> tuple[float, ...]:
    """Apply a temperature to one item's probabilities, among the classes that occur (`labels.calibration`)."""
    some = [found[one] for one in classes]
    least, power = FLOOR * sum(some), 1 / temperature
    likely = [max(one, least) ** power for one in some]
    total, milder = sum(likely), [0.0] * len(found)
    for one, p in zip(classes, likely, strict=True):
        milder[one] = p / total
    return tuple(milder)


def _likely(prior: Prior, given: int, asked: int) -> float:
    share = prior.ratings * prior.mean
    return float(betaincc(share + given, prior.ratings - share + asked - given, 0.5))


def _tie(ties: Ties, evidence: Evidence) -> float:
    """What `Ties.likely` says of one item."""
    alike = ties.p_alike_of(evidence.n_a, evidence.n_b, evidence.n_tie)
    far, root = abs(evidence.mean), sqrt(evidence.lam)
    close = _phi((ties.width - far) * root) - _phi((-ties.width - far) * root)
    return alike + (1 - alike) * close


def _phi(z: float) -> float:
    return erfc(-z / sqrt(2)) / 2
