"""A table for each rater: how often they call an item of one class by the name of another (Dawid and Skene 1979).

    P(l | t) = C_w[t, l],     C_w[t, .] ~ Dirichlet(a_w[t, .]),     pi ~ Dirichlet(1)

    T_it   ~  pi_t exp( sum_r D_w[t, l_r] ),     D_w[t, l] = psi(G_w[t, l]) - psi(sum_l G_w[t, l])
    G_w[t, l] = a_w[t, l] + sum over rows of w with label l of T_(i_r),t

by variational Bayes. From that follow, C being G by its rows' sums, n'_w as in `one_coin` with a prior of 11 votes, and
C_0 the mean of C over raters by their votes,

    accuracy_w = sum_t pi_t C_w[t, t]       information_w = sum_tl pi_t C_w[t, l] ln [C_w[t, l] / sum_k pi_k C_w[k, l]]
    strength = ln T_A / T_B                 P(next is l) = sum_t T_t C_0[t, l]
    var strength = sum over its votes, and over t of A and B, of (1 / C_w[t, l] - 1) / (n'_w pi_t)

K (K - 1) parameters a rater want some hundred ratings each, and few raters have given as many. So
the prior a is learnt (`table_prior`): with few votes the model is one coin a rater, with many a table. It is chosen in
the first rounds, in which no fit ends, and its strength is held. A given prior is a pseudo-count on and off the
diagonal, and `variational=False` takes D = ln G - ln sum G: expectation maximisation, which smoothed by 0.01 or not at
all is what other libraries run. Starts from the shares of the vote.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma

from tasks.aggregation.columns import Floats, Ints, as_floats, as_ints, require
from tasks.aggregation.convergence import Convergence, iterate
from tasks.aggregation.encoding import A, B, Votes, require_rows
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import table_prior
from tasks.aggregation.labels.beliefs import (
    SMALLEST,
    blocks,
    class_shares,
    first_beliefs,
    renew,
    unsettled,
)
from tasks.aggregation.labels.incidence import Incidence
from tasks.aggregation.labels.one_coin import RIGHT, WRONG
from tasks.aggregation.results import Labels, RaterQuality

CHOSEN_AT = (0, 4, 8)  # rounds in which the prior's strength is chosen


@dataclass(frozen=True, eq=False)
class Fit:
    """Labels, raters, and what they follow from.

    Attributes
    ----------
    confusion : (W, K, K)
        C by class and label.
    told : (W, K, K)
        D by class and label: what a rater's vote adds to the log of P(class).
    share : (K,)
        pi.
    typical : (K, K)
        C_0.
    """

    labels: Labels
    raters: RaterQuality
    confusion: Floats
    told: Floats
    share: Floats
    typical: Floats
    convergence: Convergence

    def vote(self, belief: Floats) -> Floats:
        """Say how likely each class is as a typical rater's vote on items of such beliefs, (M, K) each."""
        return np.asarray(belief @ self.typical)

    def predict(self, item: Ints, rater: Ints) -> Floats:
        """Say how likely each class is as a rater's vote on an item, (M, K) for M pairs of codes."""
        return np.asarray(np.einsum("mt,mtl->ml", self.labels.probability[item], self.confusion[rater]))


@dataclass(frozen=True, eq=False)
class _State:
    """What the ratings say of each item, (K, N), and of each rater: G, (K, W, K); the prior's strength."""

    belief: Floats
    table: Floats
    strength: float
    round: int


def fit(
    votes: Votes,
    *,
    gold: Gold | None = None,
    prior: tuple[float, float] | None = None,
    class_prior: float = 1.0,
    variational: bool = True,
    tol: float = 1e-4,
    max_iter: int = 1000,
    strict: bool = True,
) -> Fit:
    """Estimate each item's class and each rater's table of confusions.

    Parameters
    ----------
    votes, gold
        R ratings of N items by W raters among K >= 2 classes, and items whose class is known.
    prior
        Pseudo-counts of each cell on and off the diagonal, or None to learn them.
    class_prior
        Items of each class that are added to their shares.
    variational
        Variational Bayes, or expectation maximisation with the prior as pseudo-counts.
    tol
        Largest move of a probability at which the fit has converged.

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
    tables = _Tables(votes.by_item(), gold, prior, class_prior, variational)
    state, convergence = iterate(tables.step, tables.start(), tol=tol, max_iter=max_iter, strict=strict)
    return tables.fit(state, convergence)


class _Tables:
    """The steps over one set of votes; a cell is a rater and a label."""

    def __init__(
        self,
        votes: Votes,
        gold: Gold | None,
        prior: tuple[float, float] | None,
        class_prior: float,
        variational: bool,
    ) -> None:
        self.votes, self.gold, self.variational, self.class_prior = votes, gold, variational, class_prior
        self.blocks = blocks(votes, gold)
        self.cell = votes.rater * votes.n_classes + votes.label
        shape = (votes.n_items, votes.n_raters * votes.n_classes)
        self.votes_of = Incidence.of(votes.item, self.cell, np.ones(votes.n), shape)
        self.n = np.bincount(votes.item, minlength=votes.n_items)
        self.n_of = as_ints(np.bincount(votes.rater, minlength=votes.n_raters))
        self.prior = None if prior is None else _diagonal(votes.n_classes, *prior)

    def start(self) -> _State:
        """Believe the vote."""
        return self.judged(first_beliefs(self.votes, self.gold), float(table_prior.STRENGTHS[0]), 0)

    def judged(self, belief: Floats, strength: float, round_: int) -> _State:
        """Judge the raters by what the items are believed to be."""
        k, w = self.votes.n_classes, self.votes.n_raters
        counts = as_floats([self.votes_of.of_raters(of_class) for of_class in belief]).reshape(k, w, k)
        if self.prior is not None:
            return _State(belief, counts + self.prior[:, None, :], strength, round_)
        around = table_prior.centre(counts)
        if round_ in CHOSEN_AT:
            strength = table_prior.strength(counts, around)
        return _State(belief, counts + strength * around, strength, round_)

    def step(self, state: _State) -> tuple[_State, float]:
        """Judge the items by what is known of the raters, and the raters by the items."""
        told = as_floats([self.votes_of.of_items(log) for log in self.logs(state.table)])
        told += np.log(class_shares(state.belief, self.n, self.class_prior))[:, None]
        moved = renew(state.belief, self.blocks, lambda block: told[:, block.items])
        following = self.judged(state.belief, state.strength, state.round + 1)
        # What is believed does not follow from a prior that was chosen since.
        is_settled = self.prior is not None or following.round > CHOSEN_AT[-1]
        return following, moved if is_settled else np.inf

    def logs(self, table: Floats) -> Floats:
        """Return D, (K, W * K)."""
        given = np.maximum(table, SMALLEST)
        total = given.sum(axis=2, keepdims=True)
        found = digamma(given) - digamma(total) if self.variational else np.log(given) - np.log(total)
        return as_floats(found.reshape(len(table), -1))

    def fit(self, state: _State, convergence: Convergence) -> Fit:
        """Say what was found."""
        counts = np.maximum(state.table, SMALLEST).transpose(1, 0, 2)
        confusion = counts / counts.sum(axis=2, keepdims=True)
        share = class_shares(state.belief, self.n, self.class_prior)
        weight = counts.sum(axis=(1, 2)) * (self.n_of > 0)
        typical = np.einsum("w,wtl->tl", weight, confusion) / weight.sum()
        accuracy = (np.einsum("wtt->wt", confusion) * share).sum(axis=1)
        known = self.known(state, accuracy)[:, None] * share
        belief = np.maximum(state.belief, SMALLEST)
        labels = Labels(
            probability=np.ascontiguousarray(state.belief.T),
            p_vote=state.belief.T @ typical,
            strength=np.log(belief[A]) - np.log(belief[B]),
            error=self._error(confusion, known),
            n=as_ints(self.n),
        )
        told = self.logs(state.table).reshape(state.table.shape).transpose(1, 0, 2)
        quality = _quality(confusion, known, share, self.n_of)
        return Fit(labels, quality, confusion, told, share, typical, convergence)

    def known(self, state: _State, accuracy: Floats) -> Floats:
        """Count what is known of each rater: the prior, and votes so far as their items are known, (W,)."""
        inside = np.clip(accuracy, SMALLEST, 1 - SMALLEST)
        lost = unsettled(self.votes, state.belief) / (inside * (1 - inside))
        base = RIGHT + WRONG if self.prior is None else max(float(self.prior.sum()), SMALLEST)
        return np.maximum(self.n_of - lost, 0) + base

    def _error(self, confusion: Floats, known: Floats) -> Floats:
        """Spread of A's log-odds against B over what is not known of the tables: var ln C = (1 / C - 1) / n."""
        variance = (1 / confusion - 1) / np.maximum(known, SMALLEST)[:, :, None]
        of_cell = as_floats((variance[:, A] + variance[:, B]).ravel())
        return np.sqrt(as_floats(np.bincount(self.votes.item, of_cell[self.cell], self.votes.n_items)))


def _diagonal(n_classes: int, on: float, off: float) -> Floats:
    return as_floats(np.full((n_classes, n_classes), off) + (on - off) * np.eye(n_classes))


def _quality(confusion: Floats, known: Floats, share: Floats, n: Ints) -> RaterQuality:
    """Accuracy over the classes as they occur, and the mutual information of class and label, in nats.

    Errors take each row as a Dirichlet posterior of `known` votes, (W, K); the information's is by the delta method.
    """
    marginal = np.einsum("t,wtl->wl", share, confusion)
    log_ratio = np.log(confusion) - np.log(marginal)[:, None, :]
    hit = np.einsum("wtt->wt", confusion)
    spread = (
        np.einsum("wtl,wtl->wt", confusion, log_ratio**2)
        - np.einsum("wtl,wtl->wt", confusion, log_ratio) ** 2
    )
    return RaterQuality(
        n=n,
        information=np.einsum("t,wtl,wtl->w", share, confusion, log_ratio),
        information_error=np.sqrt((share**2 * np.maximum(spread, 0) / (known + 1)).sum(axis=1)),
        accuracy=hit @ share,
        accuracy_error=np.sqrt((share**2 * hit * (1 - hit) / (known + 1)).sum(axis=1)),
    )
