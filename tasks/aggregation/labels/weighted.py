"""The vote, weighted by what gold says of each rater: a label that can be explained by hand.

With ok_w of g_w gold items right, an accuracy and its weight for each rater, and a posterior for each item that is
nobody's fit but a sum:

    p_w = (8 + ok_w) / (11 + g_w)        c_w = ln( p_w (K - 1) / (1 - p_w) )        P(t) ~ exp( sum_r c_w [l_r = t] )

The prior says that a rater of whom nothing is known is right eight times in eleven. It is the first step of `one_coin`
from gold alone: what the raters' other votes say of one another is left out. A vote on a gold item does not count into
the weight that it has there itself, or gold items would look easier than the rest to whoever calibrates on them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import softmax

from tasks.aggregation.columns import Floats, as_floats, as_ints, require
from tasks.aggregation.encoding import A, B, Votes, require_rows
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import one_coin
from tasks.aggregation.labels.beliefs import SMALLEST
from tasks.aggregation.labels.one_coin import RIGHT, WRONG, credited, quality, spread
from tasks.aggregation.results import Labels, RaterQuality


@dataclass(frozen=True, eq=False)
class Fit:
    """The weighted vote's labels, the raters as gold knows them, and the typical p."""

    labels: Labels
    raters: RaterQuality
    typical: Floats

    def vote(self, belief: Floats) -> Floats:
        """Say how likely each class is as a typical rater's vote on items of such beliefs, (M, K) each."""
        return spread(belief, self.typical)


def fit(votes: Votes, *, gold: Gold, prior: tuple[float, float] = (RIGHT, WRONG)) -> Fit:
    """Label items by their votes, each weighing what its rater's gold is worth.

    Parameters
    ----------
    votes
        R ratings of N items by W raters among K >= 2 classes; those of gold items make the raters' weights.
    gold
        Items whose class is known; they are labelled like any other.
    prior
        Right and wrong answers that every rater is credited with.

    Raises
    ------
    DegenerateData
        When there is no rating at all.
    ValueError
        When there is but one class, or gold is not of these items and classes.
    """
    require_rows(votes)
    require(votes.n_classes > 1, "one class leaves nothing to judge")
    gold.check(votes.n_items, votes.n_classes)
    is_right, is_wrong = _checked(votes, gold)
    right, wrong = (
        as_floats(np.bincount(votes.rater, rows, votes.n_raters) + credit)
        for rows, credit in zip((is_right, is_wrong), credited(prior, votes.n_classes), strict=True)
    )
    told, error = _told(votes, right[votes.rater] - is_right, wrong[votes.rater] - is_wrong)
    belief = as_floats(softmax(told, axis=0).T)
    n = as_ints(np.bincount(votes.rater, minlength=votes.n_raters))
    # Of raters who have said nothing yet only the prior is known: they are nobody's next rater.
    seen = n > 0
    typical = as_floats(right[seen].sum() / (right[seen] + wrong[seen]).sum())
    labels = Labels(
        probability=belief,
        p_vote=spread(belief, typical),
        strength=told[A] - told[B],
        error=error,
        n=as_ints(np.bincount(votes.item, minlength=votes.n_items)),
    )
    return Fit(labels, quality(right, wrong, n, votes.n_classes), typical)


def worth(accuracy: Floats, n_classes: int) -> Floats:
    """Return c_w in nats, (W,), given p_w."""
    inside = np.clip(accuracy, SMALLEST, 1 - SMALLEST)
    return one_coin.worth(inside, 1 - inside, n_classes, variational=False)


def _checked(votes: Votes, gold: Gold) -> tuple[Floats, Floats]:
    """Say of each vote whether it is right, and whether it is wrong, on gold; (R,) of 0 and 1."""
    known = np.full(votes.n_items, -1)
    known[gold.item] = gold.label
    is_gold = known[votes.item] >= 0
    is_right = known[votes.item] == votes.label
    return as_floats(is_right), as_floats(is_gold & ~is_right)


def _told(votes: Votes, right: Floats, wrong: Floats) -> tuple[Floats, Floats]:
    """Sum the weights of votes for each class of each item, (K, N).

    And the spread of A's log-odds against B over what gold leaves open of the raters, (N,): var c = 1/right + 1/wrong.
    """
    right, wrong = np.maximum(right, SMALLEST), np.maximum(wrong, SMALLEST)
    cell = votes.label * votes.n_items + votes.item
    weight = one_coin.worth(right, wrong, votes.n_classes, variational=False)
    told = np.bincount(cell, weight, votes.n_classes * votes.n_items)
    about = (votes.label == A) | (votes.label == B)
    variance = np.bincount(votes.item, (1 / right + 1 / wrong) * about, votes.n_items)
    return as_floats(told.reshape(votes.n_classes, votes.n_items)), np.sqrt(as_floats(variance))
