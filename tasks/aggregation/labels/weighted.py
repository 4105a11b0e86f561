"""The vote, weighted by what gold says of each rater: a label that can be explained by hand.

With ok_w of g_w gold items right, an accuracy and its weight for each rater, and a posterior for each item that is
nobody's fit but a sum:

    p_w = (8 + ok_w) / (11 + g_w)        c_w = ln( p_w (K - 1) / (1 - p_w) )        P(t) ~ exp( sum_r c_w [l_r = t] )

The prior says that a rater of whom nothing is known is right eight times in eleven. It is the first step of `one_coin`
from gold alone: what the raters' other votes say of one another is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import softmax

from tasks.aggregation.columns import Floats, as_floats, as_ints, require
from tasks.aggregation.encoding import A, B, Votes, require_rows
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels.one_coin import RIGHT, SMALLEST, WRONG, quality, spread
from tasks.aggregation.results import Labels, RaterQuality


@dataclass(frozen=True, eq=False)
class Fit:
    """The weighted vote's labels, and the raters as gold knows them."""

    labels: Labels
    raters: RaterQuality


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
    """
    require_rows(votes)
    require(votes.n_classes > 1, "one class leaves nothing to judge")
    gold.check(votes.n_items, votes.n_classes)
    right, wrong = _checked(votes, gold, prior)
    weight = np.log(np.maximum(right, SMALLEST) / np.maximum(wrong, SMALLEST) * (votes.n_classes - 1))
    told = _told(votes, as_floats(weight))
    belief = as_floats(softmax(told, axis=0).T)
    n = as_ints(np.bincount(votes.rater, minlength=votes.n_raters))
    # Of raters who have said nothing yet only the prior is known: they are nobody's next rater.
    seen = n > 0
    typical = as_floats(right[seen].sum() / (right[seen] + wrong[seen]).sum())
    labels = Labels(
        probability=belief,
        p_vote=spread(belief, typical),
        strength=told[A] - told[B],
        error=_error(votes, right, wrong),
        n=as_ints(np.bincount(votes.item, minlength=votes.n_items)),
    )
    return Fit(labels, quality(right, wrong, n, votes.n_classes))


def _checked(votes: Votes, gold: Gold, prior: tuple[float, float]) -> tuple[Floats, Floats]:
    """Count each rater's right and wrong votes on gold, the prior's included, each (W,)."""
    known = np.full(votes.n_items, -1)
    known[gold.item] = gold.label
    is_gold = known[votes.item] >= 0
    is_right = known[votes.item] == votes.label
    right = np.bincount(votes.rater, is_right, votes.n_raters)
    wrong = np.bincount(votes.rater, is_gold & ~is_right, votes.n_raters)
    return as_floats(right + prior[0]), as_floats(wrong + prior[1])


def _told(votes: Votes, weight: Floats) -> Floats:
    """Sum the weights for each class of each item, (K, N)."""
    cell = votes.label * votes.n_items + votes.item
    told = np.bincount(cell, weight[votes.rater], votes.n_classes * votes.n_items)
    return as_floats(told.reshape(votes.n_classes, votes.n_items))


def _error(votes: Votes, right: Floats, wrong: Floats) -> Floats:
    """Spread of A's log-odds against B over what gold leaves open of the raters: var c_w = 1/right + 1/wrong."""
    variance = 1 / np.maximum(right, SMALLEST) + 1 / np.maximum(wrong, SMALLEST)
    about = (votes.label == A) | (votes.label == B)
    told = np.bincount(votes.item, variance[votes.rater] * about, votes.n_items)
    return np.sqrt(as_floats(told))
