"""Labels of graded preferences: both bad first, then a tie, then the side from the Gaussian rater model.

    P(both bad)   from all ratings' counts,                              `verdicts`
    P(tie)        from the counts and the strengths of those that compare, `ties`
    P(A | side)   from the strengths, ties being zeros,                  `gaussian`

A mean alone cannot judge a tie: three raters who all call it one and a left against a right have the same mean strength
of zero, and only the first is a tie. Counts alone cannot either: answers may be equal although few call them so, and
then the strengths know.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tasks.aggregation.columns import Floats, Ints
from tasks.aggregation.convergence import Convergence
from tasks.aggregation.encoding import BOTH_BAD, TIE, A, B, Preferences, Scores, require_rows
from tasks.aggregation.gold import Gold, GoldScores
from tasks.aggregation.labels import gaussian, ties, verdicts
from tasks.aggregation.labels.tallies import counts
from tasks.aggregation.results import Labels, RaterQuality

N_CLASSES = 4
SIGNS = np.array([1.0, -1.0, 0.0])


@dataclass(frozen=True, eq=False)
class Fit:
    """Labels of the classes A, B, tie, both bad.

    Attributes
    ----------
    labels
        Gold items are certain. `strength` is in points of the scale, -3 to 3, and supposes that a side is better.
    from_ratings : (N, 4)
        The probabilities before gold items were made certain: what calibration needs.
    gaussian
        The model of the sides.
    both_bad, tie
        What was learnt of the two verdicts.
    raters
        As the model of the sides has them, `n` counting all their ratings.
    """

    labels: Labels
    from_ratings: Floats
    gaussian: gaussian.Fit
    both_bad: verdicts.Prior
    tie: ties.Ties
    raters: RaterQuality
    _shares: Floats

    @property
    def convergence(self) -> Convergence:
        """How the model of the sides ended."""
        return self.gaussian.convergence

    def predict(self, item: Ints, rater: Ints, side: Floats | None = None) -> Floats:
        """P(that rater's vote on that item is k), (M, 4); `side` 0 where it is not given."""
        shown = np.zeros(len(item)) if side is None else side
        first = self.gaussian.z_vote_of(item, rater, shown)
        return verdicts.chain(self._shares[item, 0], self._shares[item, 1], first)


def fit(
    data: Preferences,
    *,
    gold: Gold | None = None,
    learn_scores: bool = True,
    tol: float = 1e-3,
    max_iter: int = 1000,
    strict: bool = True,
) -> Fit:
    """Estimate each item's class and strength, and each rater's bias, scale and noise.

    Parameters
    ----------
    data
        R ratings.
    gold
        Items whose class is known; the sides and ties among them teach the raters' parameters.
    learn_scores, tol, max_iter, strict
        As in `gaussian.fit`, of the sides; ties have a tolerance of their own, and `strict` holds for both.

    Returns
    -------
    Fit

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
    if gold is not None:
        gold.check(data.n_items, N_CLASSES)
    options = {"learn_scores": learn_scores, "tol": tol, "max_iter": max_iter, "strict": strict}
    sides = gaussian.fit(_compared(data), gold=_signs(gold), **options)  # type: ignore[arg-type]
    if data.verdict.all():  # what `_compared` made of them tells of no item
        sides = replace(sides, mean=np.zeros(data.n_items), precision=np.ones(data.n_items))
    return _judged(data, sides, gold, strict=strict)


def _judged(data: Preferences, sides: gaussian.Fit, gold: Gold | None, *, strict: bool) -> Fit:
    """Judge the verdicts, and join them with the sides."""
    tally = counts(data.votes(N_CLASSES)).astype(np.int64)
    n, n_bad = tally.sum(axis=0), tally[BOTH_BAD]
    both_bad = verdicts.learn(n_bad, n)
    tie, alike = ties.learn(tally[:BOTH_BAD].T, sides.signal, strict=strict)
    likely = tie.likely(alike, sides.mean, sides.precision)
    shares = np.stack([both_bad.share(n_bad, n), tie.share(alike, sides.mean, sides.precision)], axis=1)
    found = verdicts.chain(both_bad.likely(n_bad, n), likely, sides.z)
    labels = Labels(
        probability=_certain(found, gold),
        p_vote=verdicts.chain(shares[:, 0], shares[:, 1], sides.z_vote),
        strength=sides.strength,
        error=sides.error,
        n=n,
    )
    raters = replace(sides.raters, n=np.bincount(data.rater, minlength=data.n_raters))
    return Fit(labels, found, sides, both_bad, tie, raters, shares)


def _compared(data: Preferences) -> Scores:
    """The rows that compare; where none does, all of them as zeros, so that no side is found rather than an error."""
    scores = data.scores()
    return scores if scores.n else replace(data, verdict=np.zeros_like(data.verdict)).scores()


def _signs(gold: Gold | None) -> GoldScores | None:
    if gold is None:
        return None
    is_compared = np.isin(gold.label, (A, B, TIE))
    return GoldScores(gold.item[is_compared], SIGNS[gold.label[is_compared]])


def _certain(probability: Floats, gold: Gold | None) -> Floats:
    if gold is None:
        return probability
    held = probability.copy()
    held[gold.item] = np.eye(BOTH_BAD + 1)[gold.label]
    return held
