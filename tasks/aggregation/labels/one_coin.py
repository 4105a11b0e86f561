"""One coin for each rater: they name an item's class with probability p_w, else any of the others alike.

    P(l | t) = p_w if l = t else (1 - p_w) / (K - 1),     p_w ~ Beta(8, 3),   pi ~ Dirichlet(1)

The model of Dawid and Skene (1979) with one parameter a rater, fitted by variational Bayes (Liu, Peng, Ihler 2012).
With T_it = P(item i is of class t) and rows r,

    T_it  ~  pi_t exp( sum_r c_w [l_r = t] ),     c_w = psi(al_w) - psi(be_w) + ln(K - 1)
    al_w  =  8 + sum_r T_(i_r),(l_r)              be_w = 11 + n_w - al_w          pi = (sum_i T_i + 1) / (N + K)

A vote says the less of its rater the less is known of its item: an accuracy stands on (Louis, JRSS B 44, 1982)

    n'_w = 11 + n_w - sum_r T_r (1 - T_r) / (p_w (1 - p_w)),   T_r = T_(i_r),(l_r),   error = sqrt(p (1 - p) / (n' + 1))

What they say of an item's odds, of a rater and of the next rating, by a typical rater of p:

    strength = ln T_A / T_B          var strength = sum over its votes for A or B of 1 / (n'_w p_w (1 - p_w))
    information = ln K + p ln p + (1 - p) ln [(1 - p) / (K - 1)]     P(next is l) = p T_l + (1 - p) (1 - T_l) / (K - 1)

Gold items keep their class throughout. Only items with ratings say anything of pi. Starts from the shares of the vote.
`variational=False` takes the plain means in place of psi: expectation maximisation, as other libraries have it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma

from tasks.aggregation.columns import Floats, Ints, as_floats, as_ints, require
from tasks.aggregation.convergence import Convergence, iterate
from tasks.aggregation.encoding import A, B, Votes, require_rows
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels.beliefs import (
    SMALLEST,
    Block,
    blocks,
    class_shares,
    first_beliefs,
    renew,
    unsettled,
)
from tasks.aggregation.results import Labels, RaterQuality

RIGHT, WRONG = 8.0, 3.0


@dataclass(frozen=True, eq=False)
class Fit:
    """Labels, raters, and the parameters for what comes later: Beta counts (W,), class shares (K,), the typical p."""

    labels: Labels
    raters: RaterQuality
    right: Floats
    wrong: Floats
    share: Floats
    typical: Floats
    convergence: Convergence

    def vote(self, belief: Floats) -> Floats:
        """Say how likely each class is as a typical rater's vote on items of such beliefs, (M, K) each."""
        return spread(belief, self.typical)

    def predict(self, item: Ints, rater: Ints) -> Floats:
        """Say how likely each class is as a rater's vote on an item, (M, K) for M pairs of codes."""
        accuracy = (self.right / (self.right + self.wrong))[rater]
        return spread(self.labels.probability[item], accuracy[:, None])


@dataclass(frozen=True, eq=False)
class _State:
    """What the ratings say of each item, (K, N), and of each rater, (W,)."""

    belief: Floats
    right: Floats
    wrong: Floats


def fit(
    votes: Votes,
    *,
    gold: Gold | None = None,
    prior: tuple[float, float] = (RIGHT, WRONG),
    class_prior: float = 1.0,
    variational: bool = True,
    tol: float = 1e-4,
    max_iter: int = 500,
    strict: bool = True,
) -> Fit:
    """Estimate each item's class and each rater's accuracy.

    Parameters
    ----------
    votes, gold
        R ratings of N items by W raters among K >= 2 classes, and items whose class is known.
    prior
        Right and wrong votes that every rater is credited with; none at all is for expectation maximisation.
    class_prior
        Items of each class that are added to their shares.
    variational
        Variational Bayes, or expectation maximisation with the prior as pseudo-counts.
    tol
        Largest move of a probability at which the fit has converged.

    Returns
    -------
    Labels with log-odds of A against B in nats; raters with accuracy and information, each with its standard error.

    Raises
    ------
    DegenerateData
        When there is no rating at all.
    NotConverged
        When `max_iter` steps were not enough and `strict` holds.
    ValueError
        When there is but one class, or gold is not of these items and classes.
    """
    require_rows(votes)
    require(votes.n_classes > 1, "one class leaves nothing to judge")
    coins = _Coins(votes.by_item(), gold, (*credited(prior, votes.n_classes), class_prior), variational)
    state, convergence = iterate(coins.step, coins.start(), tol=tol, max_iter=max_iter, strict=strict)
    return coins.fit(state, convergence)


class _Coins:
    """The steps over one set of votes; a cell is a class and an item of the row's block."""

    def __init__(
        self, votes: Votes, gold: Gold | None, prior: tuple[float, float, float], variational: bool
    ) -> None:
        self.votes, self.gold, self.variational = votes, gold, variational
        self.right, self.wrong, self.class_prior = prior
        self.blocks = blocks(votes, gold)
        self.cell = np.concatenate([self._cells(block) for block in self.blocks])
        self.borne_out = np.empty(votes.n)
        self.n = np.bincount(votes.item, minlength=votes.n_items)
        self.n_of = np.bincount(votes.rater, minlength=votes.n_raters)

    def _cells(self, block: Block) -> Ints:
        label, item = self.votes.label[block.rows], self.votes.item[block.rows]
        return np.asarray(label * block.n_items + item - block.items.start)

    def start(self) -> _State:
        """Believe the vote."""
        belief = first_beliefs(self.votes, self.gold)
        return _State(belief, *self.counted(belief))

    def step(self, state: _State) -> tuple[_State, float]:
        """Judge the items by what is known of the raters, and the raters by the items."""
        weight = worth(state.right, state.wrong, self.votes.n_classes, variational=self.variational)
        share = np.log(class_shares(state.belief, self.n, self.class_prior))[:, None]
        moved = renew(state.belief, self.blocks, lambda block: self.told(block, weight, share))
        return _State(state.belief, *self.counted(state.belief)), moved

    def told(self, block: Block, weight: Floats, share: Floats) -> Floats:
        """Add what the votes on a block's items tell of each class to its share, (K, items)."""
        shape = (self.votes.n_classes, block.n_items)
        of_vote = weight.take(self.votes.rater[block.rows])
        sums = as_floats(np.bincount(self.cell[block.rows], of_vote, shape[0] * shape[1]).reshape(shape))
        sums += share
        return sums

    def counted(self, belief: Floats) -> tuple[Floats, Floats]:
        """Credit raters with the votes that are right, and debit the others, each (W,)."""
        for block in self.blocks:
            near, cell = belief[:, block.items].ravel(), self.cell[block.rows]
            near.take(cell, out=self.borne_out[block.rows], mode="clip")  # any other mode fills a copy first
        right = as_floats(np.bincount(self.votes.rater, self.borne_out, self.votes.n_raters))
        return right + self.right, as_floats(np.maximum(self.n_of - right, 0) + self.wrong)

    def fit(self, state: _State, convergence: Convergence) -> Fit:
        """Say what was found."""
        voted = self.n_of > 0
        typical = as_floats(state.right[voted].sum() / (state.right + state.wrong)[voted].sum())
        known = self.known(state)
        belief = np.maximum(state.belief, SMALLEST)
        labels = Labels(
            probability=np.ascontiguousarray(state.belief.T),
            p_vote=spread(state.belief.T, typical),
            strength=np.log(belief[A]) - np.log(belief[B]),
            error=self._error(state, known),
            n=as_ints(self.n),
        )
        raters = quality(state.right, state.wrong, as_ints(self.n_of), self.votes.n_classes, known)
        share = class_shares(state.belief, self.n, self.class_prior)
        return Fit(labels, raters, state.right, state.wrong, share, typical, convergence)

    def known(self, state: _State) -> Floats:
        """Count what is known of each rater: the prior, and votes so far as their items are known, (W,)."""
        accuracy = np.clip(state.right / (state.right + state.wrong), SMALLEST, 1 - SMALLEST)
        lost = unsettled(self.votes, state.belief) / (accuracy * (1 - accuracy))
        return np.maximum(self.n_of - lost, 0) + self.right + self.wrong

    def _error(self, state: _State, known: Floats) -> Floats:
        """Spread of A's log-odds against B over what is not known of the raters: var c_w = 1 / (n_w p_w (1 - p_w))."""
        accuracy = np.clip(state.right / (state.right + state.wrong), SMALLEST, 1 - SMALLEST)
        variance = 1 / np.maximum(known * accuracy * (1 - accuracy), SMALLEST)
        about = (self.votes.label == A) | (self.votes.label == B)
        told = np.bincount(self.votes.item, variance[self.votes.rater] * about, self.votes.n_items)
        return np.sqrt(as_floats(told))


def credited(prior: tuple[float, float], n_classes: int) -> tuple[float, float]:
    """Return a prior by which even raters of whom nothing is known have an accuracy: that of a guess."""
    right, wrong = prior
    return max(right, SMALLEST), max(wrong, SMALLEST * (n_classes - 1))


def worth(right: Floats, wrong: Floats, n_classes: int, *, variational: bool = True) -> Floats:
    """Return c_w: the log-odds that a rater's vote for a class lends to it, (W,), given their Beta counts."""
    of = digamma if variational else np.log
    return as_floats(of(right) - of(wrong) + np.log(n_classes - 1))


def spread(probability: Floats, accuracy: Floats) -> Floats:
    """Turn beliefs about classes into those about a vote of that accuracy; classes are the last axis."""
    wrong = (1 - accuracy) / (probability.shape[-1] - 1)
    return np.asarray(wrong + (accuracy - wrong) * probability)


def information(accuracy: Floats, n_classes: int) -> Floats:
    """Nats that a vote of that accuracy tells of one of K equally likely classes: ln K less the vote's entropy."""
    right = np.clip(accuracy, SMALLEST, 1 - SMALLEST)
    wrong = (1 - right) / (n_classes - 1)
    return np.asarray(np.log(n_classes) + right * np.log(right) + (1 - right) * np.log(wrong))


def quality(
    right: Floats, wrong: Floats, n: Ints, n_classes: int, known: Floats | None = None
) -> RaterQuality:
    """Describe raters by the Beta posterior of their accuracy.

    It stands on `known` votes, or on all. The information's error is by the delta method, and at chance, where the
    slope is 0, by the curvature.
    """
    total = right + wrong
    accuracy = right / total
    error = np.sqrt(accuracy * (1 - accuracy) / ((total if known is None else known) + 1))
    inside = np.clip(accuracy, SMALLEST, 1 - SMALLEST)
    slope = np.abs(np.log(inside * (n_classes - 1) / (1 - inside)))
    bend = error / (2 * inside * (1 - inside))
    return RaterQuality(
        n=n,
        information=information(accuracy, n_classes),
        information_error=np.maximum(slope, bend) * error,
        accuracy=accuracy,
        accuracy_error=error,
    )
