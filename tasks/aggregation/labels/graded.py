"""Labels of graded preferences: both bad first, then a tie, then the side from the Gaussian rater model.

    P(both bad)   from all ratings' counts,                              `verdicts`
    P(tie)        from counts, and the strengths of those that compare,  `ties`
    P(A | side)   = Phi(mu / sd) from the strengths, ties being zeros,   `gaussian`
    P(a typical rater says A) = Phi(a0 mu / sqrt(s0 + mean b^2 + a0^2 / lam))

Strength is |a0| mu in points: what a typical rater without position bias would say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_ints
from tasks.aggregation.convergence import Convergence
from tasks.aggregation.encoding import (
    BOTH_BAD,
    N_PREFERENCES,
    STRONGEST,
    TIE,
    A,
    B,
    Preferences,
    Scores,
    require_rows,
)
from tasks.aggregation.gold import Gold, GoldScores
from tasks.aggregation.labels import gaussian, sizes
from tasks.aggregation.labels.calibration import NONE, Calibration
from tasks.aggregation.labels.gaussian import PRIORS
from tasks.aggregation.labels.gaussian_steps import Priors, Raters
from tasks.aggregation.labels.ties import Ties, learn
from tasks.aggregation.labels.verdicts import Verdicts, chain
from tasks.aggregation.results import Labels, RaterQuality

SIGNS = np.array([1.0, -1.0, 0.0])


@dataclass(frozen=True, eq=False)
class Model:
    """A fit of graded preferences, or what holds before any.

    Attributes
    ----------
    sides
        The model of the sides.
    ties, both_bad
        What was learnt of the two verdicts.
    classes
        Codes of the classes that occur; the others have probability 0.
    raters
        `n` counts all their ratings, verdicts too.
    """

    sides: gaussian.Fit
    ties: Ties
    both_bad: Verdicts
    classes: Ints
    raters: RaterQuality

    n_classes = N_PREFERENCES
    n_sums = gaussian.N_SUMS

    @property
    def convergence(self) -> Convergence:
        """How the model of the sides ended."""
        return self.sides.convergence

    def tell(self, data: Preferences) -> Iterator[Floats]:
        """Yield what R ratings add to their items' five sums, (R,) each; a verdict adds to counts only."""
        compares = data.verdict == 0
        value = sizes.values(data.strength, self.sides.worth)
        for column in self.sides.tell(data.rater, value, data.side):
            yield column * compares

    def labels(self, sums: Floats, counts: Ints, calibration: Calibration = NONE) -> Labels:
        """State the labels of M items from their sums, (M, 5), and counts, (M, 4)."""
        theta, error = gaussian.posterior(sums)
        n, n_bad = counts.sum(axis=1), counts[:, BOTH_BAD]
        # A class that does not occur takes no mass.
        may_tie, may_be_bad = TIE in self.classes, BOTH_BAD in self.classes
        alike = self.ties.p_alike(counts)
        tie = self.ties.likely(alike, theta.mean, theta.precision) * may_tie
        found = chain(self.both_bad.likely(n_bad, n) * may_be_bad, tie, theta.mean / error)
        scale, noise = self.sides.raters.typical_scale, self.sides.noise_of_any
        vote = chain(
            self.both_bad.share(n_bad, n) * may_be_bad,
            self.ties.share(alike, theta.mean, theta.precision) * may_tie,
            scale * theta.mean / np.sqrt(noise + scale**2 / theta.precision),
        )
        return Labels(
            probability=calibration.applied(found, self.classes),
            p_vote=vote,
            strength=np.clip(abs(scale) * theta.mean, -STRONGEST, STRONGEST),
            error=abs(scale) * error,
            n=n,
        )

    def joined(self, data: Preferences, gold: Gold) -> Model:
        """Learn raters beyond the known from their ratings of gold; nothing else moves.

        Parameters
        ----------
        data
            Ratings, of which those by known raters or of other items are not read. Who has none is typical.
        gold
            Items of `data` whose class is known.
        """
        known = self.sides.raters.bias.size
        data = data.only((data.rater >= known) & (data.verdict == 0) & np.isin(data.item, gold.item))
        data = replace(data, rater=data.rater - known, n_raters=max(data.n_raters - known, 0))
        if not data.n:
            return self
        start = replace(self.sides, raters=self.sides.raters.widened(0))
        new = gaussian.fit(data.scores(), gold=_signs(gold), start=start, is_held=True, strict=False)
        return replace(self, sides=self.sides.and_more(new), raters=self.raters.and_more(new.quality))


def before_any_fit(priors: Priors = PRIORS) -> Model:
    """Return what a project's first ratings are weighed by: the priors, a tenth ties and a twentieth both bad."""
    none, no_ints = np.zeros(0), np.zeros(0, np.int64)
    raters = Raters.start(4.0, 0, priors)
    quality = RaterQuality(no_ints, none, none, bias=none, bias_error=none, scale=none, scale_error=none)
    sides = gaussian.Fit(
        raters, none, none, none, none, sizes.PLAIN, quality, Convergence(0, 0.0, converged=True)
    )
    ties = Ties(alike=0.1, named=0.8, band=0.18, width=0.18, signal=1.0)
    return Model(sides, ties, Verdicts(mean=0.05, ratings=2.0), np.arange(N_PREFERENCES), quality)


def fit(
    data: Preferences,
    *,
    gold: Gold | None = None,
    allowed: tuple[int, ...] = (),
    start: Model | None = None,
    priors: Priors = PRIORS,
    tol: float = 1e-3,
    max_iter: int = 1000,
    strict: bool = True,
) -> Model:
    """Estimate each item's strength and each rater's bias, scale and noise.

    Parameters
    ----------
    data
        R ratings.
    gold
        Items whose class is known; the sides and ties among them teach the raters' parameters.
    allowed
        Classes that have a probability although no rating or gold names them, beside A and B.
    start
        An earlier model to start from, whose raters have the same codes.
    priors, tol, max_iter, strict
        As in `gaussian.fit`, of the sides.

    Raises
    ------
    DegenerateData
        Without a rating.
    NotConverged
        When the rounds were not enough and `strict` holds.
    ValueError
        When gold is not of these items, or of another class.
    """
    require_rows(data)
    known = Gold.none() if gold is None else gold
    known.check(data.n_items, N_PREFERENCES)
    earlier = None if start is None else start.sides
    options = {"priors": priors, "tol": tol, "max_iter": max_iter, "strict": strict}
    sides = gaussian.fit(_compared(data), gold=_signs(known), learn_sizes=True, start=earlier, **options)  # type: ignore[arg-type]
    label, counts = data.votes().label, _counts(data)
    compares = data.verdict == 0
    pooled, p_alike = learn(counts[:, :BOTH_BAD], sides.signal)
    ties = pooled.of_raters(data.item[compares], data.rater[compares], data.strength[compares] == 0, p_alike)
    both_bad = Verdicts.learn(counts[:, BOTH_BAD], counts.sum(axis=1))
    quality = replace(sides.quality, n=np.bincount(data.rater, minlength=data.n_raters))
    classes = np.unique(np.concatenate((label, known.label, [A, B], allowed))).astype(np.int64)
    return Model(sides, ties, both_bad, classes, quality)


def _compared(data: Preferences) -> Scores:
    """The rows that compare; where none does, all of them as zeros, so that no side is found rather than an error."""
    scores = data.scores()
    return scores if scores.n else replace(data, verdict=np.zeros_like(data.verdict)).scores()


def _counts(data: Preferences) -> Ints:
    """How many ratings of each class the items have, (N, 4)."""
    cell = data.item * N_PREFERENCES + data.votes().label
    counts = np.bincount(cell, minlength=data.n_items * N_PREFERENCES)
    return as_ints(counts.reshape(data.n_items, N_PREFERENCES))


def _signs(gold: Gold) -> GoldScores:
    is_compared = np.isin(gold.label, (A, B, TIE))
    return GoldScores(gold.item[is_compared], SIGNS[gold.label[is_compared]])
