"""Fits a table of confusions to each rater's votes, and classes' shares: Dawid and Skene, Applied Statistics 28, 1979.

By variational Bayes over the tables: items are judged by E ln C, raters by the items' probabilities, in turn, until no
probability moves. Starts from vote shares, or from an earlier model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import TINY, Floats, Ints, as_floats, require
from tasks.aggregation.convergence import Convergence, iterate
from tasks.aggregation.encoding import Votes, points_of, require_rows
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels.confusions import CREDIT, PRIORS, Model, normalised, prior_of, quality_of
from tasks.aggregation.labels.incidence import Incidence
from tasks.aggregation.labels.table_prior import Priors, TablePrior


def fit(
    votes: Votes,
    *,
    gold: Gold | None = None,
    is_ordered: bool = False,
    allowed: tuple[int, ...] = (),
    start: Model | None = None,
    priors: Priors = PRIORS,
    tol: float = 1e-4,
    max_iter: int = 1000,
    strict: bool = True,
) -> Model:
    """Estimate the classes' shares and each rater's table.

    Parameters
    ----------
    votes, gold
        R ratings of N items by W raters among K >= 2 classes, and items whose class is known.
    is_ordered
        Whether classes are grades, in the order of their codes.
    allowed
        Classes that have a probability although no vote or gold names them.
    start
        An earlier model to start from, whose raters have the same codes.
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
    known = Gold.none() if gold is None else gold
    known.check(votes.n_items, votes.n_classes)
    classes = _occurring(votes, known, allowed, is_ordered)
    em = _Em(votes.by_item(), known, classes, is_ordered, priors)
    first = em.start(start if start is not None and np.array_equal(start.classes, classes) else None)
    state, convergence = iterate(em.step, first, tol=tol, max_iter=max_iter, strict=strict)
    return em.model(state, convergence)


@dataclass(frozen=True, eq=False)
class _State:
    """P(class) of each item, (K', N), the votes by class, (K', W + 1, K'), and the prior learnt of them."""

    belief: Floats
    counts: Floats
    prior: TablePrior


class _Em:
    """The steps over one set of votes; a cell is a rater and a label, and one rater more has no vote."""

    def __init__(self, votes: Votes, gold: Gold, classes: Ints, is_ordered: bool, priors: Priors) -> None:
        self.votes, self.classes, self.is_ordered, self.priors = votes, classes, is_ordered, priors
        self.label = np.searchsorted(classes, votes.label)
        self.gold = Gold(gold.item, np.searchsorted(classes, gold.label))
        self.shape = (classes.size, votes.n_raters + 1, classes.size)
        cell, n_cells = votes.rater * classes.size + self.label, self.shape[1] * classes.size
        self.cells = Incidence.of(votes.item, cell, np.ones(votes.n), (votes.n_items, n_cells))
        self.n = np.bincount(votes.item, minlength=votes.n_items)

    def start(self, earlier: Model | None) -> _State:
        """Initialise from an earlier model, else from vote shares."""
        if earlier is None:
            prior = prior_of(self.classes.size, self.is_ordered, self.priors)
            return self.state(self.held(self.vote_shares()), prior)
        known = np.minimum(np.arange(self.shape[1]), earlier.told.shape[1] - 1)
        return self.state(self.judged(earlier.told[:, known], earlier.share), earlier.prior.again())

    def state(self, belief: Floats, prior: TablePrior) -> _State:
        """Count the votes by what the items are believed to be."""
        counts = as_floats([self.cells.of_raters(of_class) for of_class in belief]).reshape(self.shape)
        return _State(belief, counts, prior.learned(counts))

    def step(self, state: _State) -> tuple[_State, float]:
        """Judge the items by what is known of the raters, and the raters by the items."""
        told, _ = state.prior.tables(state.counts)
        belief = self.judged(told, self.share(state.belief))
        moved = float(np.abs(belief - state.belief).max())
        return self.state(belief, state.prior), moved if state.prior.is_settled else np.inf

    def judged(self, told: Floats, share: Floats) -> Floats:
        """P(class) of each item, (K', N)."""
        log = as_floats([self.cells.of_items(of_class.ravel()) for of_class in told])
        return self.held(normalised(log + np.log(share)[:, None]))

    def held(self, belief: Floats) -> Floats:
        """Hold gold items to their class, in place."""
        belief[:, self.gold.item] = 0
        belief[self.gold.label, self.gold.item] = 1
        return belief

    def vote_shares(self) -> Floats:
        """Shares of each item's votes, (K', N); equal ones for an item without votes."""
        k, n_items = self.classes.size, self.votes.n_items
        tally = np.bincount(self.label * n_items + self.votes.item, minlength=k * n_items).reshape(k, n_items)
        return np.where(self.n > 0, tally, 1.0) / np.where(self.n > 0, self.n, k)

    def share(self, belief: Floats) -> Floats:
        """Shares of the classes among items that have votes, (K',)."""
        found = belief[:, self.n > 0].sum(axis=1) + self.priors.items
        return as_floats(np.maximum(found / found.sum(), TINY))

    def model(self, state: _State, convergence: Convergence) -> Model:
        """Say what was found."""
        told, confusion = state.prior.tables(state.counts)
        n = np.bincount(self.votes.rater, minlength=self.votes.n_raters)
        share, tables = self.share(state.belief), confusion[:, :-1].transpose(1, 0, 2)
        typical = np.einsum("w,wtl->tl", n / n.sum(), tables)
        # An accuracy stands on votes as far as their items are known (Louis, JRSS B 44, 1982).
        right = state.belief[self.label, self.votes.item]
        unsettled = np.bincount(self.votes.rater, right * (1 - right), self.votes.n_raters)
        accuracy = np.clip(np.einsum("wtt,t->w", tables, share), TINY, 1 - TINY)
        known = np.maximum(n - unsettled / (accuracy * (1 - accuracy)), 0) + CREDIT
        points = points_of(self.votes.n_classes, is_ordered=self.is_ordered)
        quality, classes = quality_of(tables, share, n, known), self.classes
        shared = share, typical, state.prior, quality, convergence
        return Model(self.votes.n_classes, points, classes, told, confusion, *shared)


def _occurring(votes: Votes, gold: Gold, allowed: tuple[int, ...], is_ordered: bool) -> Ints:
    named = np.union1d(np.union1d(votes.label, gold.label), allowed).astype(np.int64)
    if is_ordered:
        # Between grades that occur there are those that do not.
        named = np.arange(named.min(), named.max() + 1)
    # One class alone says nothing of what else there might be.
    return named if named.size > 1 else np.arange(votes.n_classes)
