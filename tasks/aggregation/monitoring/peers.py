"""Peer gold: each rating checked against what the other raters of its item say.

The item's posterior without the rater is the posterior with what they told taken off, exactly, the raters'
parameters held as fitted. Of the Gaussian model (`labels.gaussian`), for the rater's row r with item i,

    told_r = a_w (y - x b_w) / s2_w
    lam_- = lam_i - sum a_w^2 / s2_w          mu_- = (lam_i mu_i - sum told_r) / lam_-
    P(the side that r names is better | others) = Phi( sign(y) mu_- sqrt(lam_-) )

and of one coin (`labels.one_coin`)

    P(k | others)  ~  pi_k exp( sum over the others c_w [l = k] )

both sums being over all rows of that rater and item. An item that nobody else rated gives 1/2, no evidence: exactly,
for what is next to nothing would still date an alarm, and pi alone would reward whoever names the commonest class.

Peer gold has a bias that gold has not: where the crowd is wrong together it calls the one who is right wrong, and those
who share its mistake right. Sure crowds check more than unsure ones, so that it speaks of the clearer items: in the
simulated worlds it puts accuracy .01 to .055 above that on all items, a rating being worth a third to two thirds of a
gold check. Raters are taken as fitted, their own ratings included, and checks by the same few peers are no independent
draws, so that intervals are narrow: those of 95 % held .93 to .96 of the honest raters where each had 30 ratings, and
.71 to .75 where each had 150 with four others on every item. It is for monitoring only: nothing that is shown to a
rater may reward agreeing with the crowd.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, softmax

from tasks.aggregation.columns import Floats, Ints, as_ints, require
from tasks.aggregation.encoding import Preferences, Scores, Votes
from tasks.aggregation.labels import gaussian, one_coin
from tasks.aggregation.monitoring.checks import NOTHING, of_beliefs


@dataclass(frozen=True, eq=False)
class LeftOut:
    """mu_- and lam_- of each row's item, (R,), without the ratings of the row's rater."""

    mean: Floats
    precision: Floats


@dataclass(frozen=True, eq=False)
class Unexplained:
    """What neither the item, by its other raters, nor the rater explains of R ratings: points, and how many to expect.

    `points` over `error` is near N(0, 1) where raters differ by noise alone; where it is wider, something divides them.
    """

    points: Floats
    error: Floats


def values(data: Scores, fit: gaussian.Fit) -> Floats:
    """Return what the ratings are worth in points of the scale, (R,): learnt scores, where the fit has them."""
    if fit.scores is None:
        return data.value
    strength = np.rint(data.value).astype(np.int64)
    return np.asarray(np.sign(strength) * fit.scores[np.abs(strength)])


def left_out(data: Scores, fit: gaussian.Fit) -> LeftOut:
    """Judge each rating's item by the other raters.

    Parameters
    ----------
    data
        The very R ratings that were fitted.
    fit
        Its raters are held; the result says what it would say of the item had the rater not rated it.
    """
    gain = (fit.scale / fit.noise)[data.rater]
    told = gain * (values(data, fit) - data.side * fit.bias[data.rater])
    own = _own(data)
    precision = fit.precision[data.item]
    told_by_others = precision * fit.mean[data.item] - np.bincount(own, told)[own]
    precision = np.maximum(precision - np.bincount(own, gain * fit.scale[data.rater])[own], 1.0)
    is_shared = _is_shared(data, own)
    return LeftOut(np.where(is_shared, told_by_others / precision, 0), np.where(is_shared, precision, 1))


def unexplained(data: Scores, fit: gaussian.Fit) -> Unexplained:
    """Take off what is known: y - x b_w - a_w mu_-, with the error sqrt(s2_w + a_w^2 / lam_-).

    Parameters
    ----------
    data
        The very R ratings that were fitted.
    """
    item, scale = left_out(data, fit), fit.scale[data.rater]
    points = values(data, fit) - data.side * fit.bias[data.rater] - scale * item.mean
    return Unexplained(np.asarray(points), np.sqrt(fit.noise[data.rater] + scale**2 / item.precision))


def sides(data: Preferences, fit: gaussian.Fit) -> Floats:
    """Check each rating that names a side against the item's other raters.

    Parameters
    ----------
    data
        R ratings; the fit is of its `scores()`, as in `labels.graded`.

    Returns
    -------
    Evidence, (R,), for `Checks`; 1/2 for a tie or a verdict.
    """
    is_compared = data.verdict == 0
    others = left_out(data.scores(), fit)
    sign = np.sign(data.strength[is_compared])
    right = np.full(data.n, NOTHING)
    right[is_compared] = ndtr(sign * others.mean * np.sqrt(others.precision))
    return right


def classes(votes: Votes, fit: one_coin.Fit, *, variational: bool = True) -> Floats:
    """Check each vote against the item's other raters.

    Parameters
    ----------
    votes
        The very R votes that were fitted, among K classes.
    variational
        As the fit was made.

    Returns
    -------
    Evidence, (R,), for `Checks`.
    """
    require(fit.share.size == votes.n_classes, "the fit is of another number of classes")
    weight = one_coin.worth(fit.right, fit.wrong, votes.n_classes, variational=variational)[votes.rater]
    own = _own(votes)
    told = np.stack([_others(votes, weight * (votes.label == k), own) for k in range(votes.n_classes)])
    belief = softmax(told + np.log(fit.share)[:, None], axis=0)
    evidence = of_beliefs(belief[votes.label, np.arange(votes.n)], votes.n_classes)
    return np.where(_is_shared(votes, own), evidence, NOTHING)


def _others(votes: Votes, told: Floats, own: Ints) -> Floats:
    """Sum what was told of each row's item by raters other than the row's, (R,)."""
    return np.asarray(np.bincount(votes.item, told, votes.n_items)[votes.item] - np.bincount(own, told)[own])


def _is_shared(data: Votes | Scores, own: Ints) -> NDArray[np.bool_]:
    """Say of each row whether its item has a row of another rater, (R,), given the pairs that rows are of."""
    return np.asarray(np.bincount(data.item)[data.item] > np.bincount(own)[own])


def _own(data: Votes | Scores) -> Ints:
    """Number the pairs of rater and item, (R,): rows of one pair fall away together."""
    return as_ints(np.unique(data.item * data.n_raters + data.rater, return_inverse=True)[1])
