"""What models say of what they were not shown: of gold items, or of hidden ratings, fold by fold.

**Gold.** The gold items fall into folds. For each fold a model is fitted with the other folds' gold and says what this
fold's items are, at the temperature that suits the other folds. A gold item is usually rated by many more raters than
an ordinary one, and on all its ratings every model looks right and sure; so its ratings are dealt into groups of the
size that ordinary items have, each an item of its own with the same known class. They stand and fall together: errors
are counted by gold item.

**Ratings.** Of every fold a tenth of the ratings is hidden, at most 4,000, never the last of an item and none of a gold
item. A model fitted on the rest says how each may come out, at the temperature that suits the other folds. Where all
folds together are under a tenth, one fit does for all. -ln P(the hidden rating) is a proper score: of what a model
knows of the item, and of how well it knows that it knows it.

Where raters err together, the hidden ones err with those that are shown, and part of what is too sure goes unseen. On
five sets with a known truth gold asks for T^1.3 to T^1.9 where hidden ratings ask for T; T^1.4 is what is stated. For
what raters will say next T itself is right, and it is taken from gold's where no rating was hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats, Ints
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels.calibration import FLOOR, Report, calibrate, tempered
from tasks.aggregation.labels.candidates import Asked, Candidate
from tasks.aggregation.labels.material import Material

FOLDS = 5
HIDDEN = 0.1
MOST_HIDDEN = 4_000
TEMPERATURES = np.geomspace(1.0, 10.0, 24)
SHARED_ERRORS = 1.4


@dataclass(frozen=True, eq=False)
class Held:
    """Losses of M held-out cases in nats, (M,), each case's cluster, and the temperature that suits them all.

    `vote_temperature` is what suits beliefs from which the next rating is foretold, 1 or more.
    """

    loss: Floats
    cluster: Ints
    temperature: float
    vote_temperature: float


@dataclass(frozen=True, eq=False)
class GoldFolds:
    """Gold items dealt out to folds: `item[m]` of `material` is one group of ratings of gold item `cluster[m]`."""

    material: Material
    item: Ints
    label: Ints
    cluster: Ints
    fold: Ints

    @classmethod
    def of(cls, material: Material, gold: Gold, rng: np.random.Generator) -> GoldFolds:
        """Deal gold items and their ratings out; gold that nobody has rated is of no use here."""
        votes = material.votes
        place = np.full(votes.n_items, -1)
        place[gold.item] = np.arange(gold.item.size)
        of_row = place[votes.item]
        n = np.bincount(of_row[of_row >= 0], minlength=gold.item.size)
        ordinary = np.bincount(votes.item[of_row < 0])
        size = max(round(float(ordinary[ordinary > 0].mean())), 1) if ordinary.any() else max(int(n.max()), 1)
        groups = np.where(n > 0, np.maximum(n // size, 1), 0)
        start = votes.n_items + np.cumsum(groups) - groups
        rows = np.flatnonzero(of_row >= 0)
        item = votes.item.copy()
        item[rows] = start[of_row[rows]] + _ranks(of_row[rows], rng) % groups[of_row[rows]]
        cluster = np.repeat(np.arange(gold.item.size), groups)
        fold = rng.permutation(np.resize(np.arange(FOLDS), gold.item.size))
        total = votes.n_items + int(groups.sum())
        return cls(
            material.regrouped(item, total),
            np.arange(votes.n_items, total),
            gold.label[cluster],
            cluster,
            fold[cluster],
        )

    @property
    def n_items(self) -> int:
        """Gold items that somebody has rated."""
        return int(np.unique(self.cluster).size)

    def losses(self, candidate: Candidate) -> Held:
        """Score a candidate, raising what its fits raise."""
        found = np.empty((self.item.size, self.material.votes.n_classes))
        for fold in range(FOLDS):
            here = self.fold == fold
            known = Gold(self.item[~here], self.label[~here])
            found[here] = candidate.fit(self.material, known).labels.probability[self.item[here]]
        loss = np.empty(self.item.size)
        for fold in range(FOLDS):
            here = self.fold == fold
            milder = tempered(found[here], self._report(found, ~here).temperature)
            loss[here] = nats(milder, self.label[here])
        suited = self._report(found, np.ones_like(here)).temperature
        return Held(loss, self.cluster, suited, max(suited, 1.0) ** (1 / SHARED_ERRORS))

    def _report(self, found: Floats, some: np.ndarray) -> Report:
        where = np.arange(int(some.sum()))
        return calibrate(found[some], Gold(where, self.label[some]))


@dataclass(frozen=True, eq=False)
class RatingFolds:
    """Ratings to hide: the rows of each fold."""

    material: Material
    gold: Gold
    hidden: tuple[Ints, ...]

    @classmethod
    def of(cls, material: Material, gold: Gold, rng: np.random.Generator) -> RatingFolds:
        """Draw the ratings to hide; every item keeps one that no fold hides."""
        item = material.votes.item
        may_hide = (_ranks(item, rng) > 0) & ~np.isin(item, gold.item)
        rows = rng.permutation(np.flatnonzero(may_hide))
        each = min(int(np.ceil(item.size * HIDDEN)), rows.size // FOLDS, MOST_HIDDEN)
        return cls(material, gold, tuple(rows[fold * each : (fold + 1) * each] for fold in range(FOLDS)))

    @property
    def n(self) -> int:
        return sum(rows.size for rows in self.hidden)

    def losses(self, candidate: Candidate) -> Held:
        """Score a candidate, raising what its fits raise."""
        is_little = self.n <= self.material.votes.n * HIDDEN
        fits = (self.hidden,) if is_little else tuple((rows,) for rows in self.hidden)
        by_fold = [at for folds in fits for at in self._of_fit(candidate, folds)]
        total = np.sum([at.sum(axis=1) for at in by_fold], axis=0)
        loss = [at[(total - at.sum(axis=1)).argmin()] for at in by_fold]
        cluster = self.material.votes.item[np.concatenate(self.hidden)]
        of_votes = float(TEMPERATURES[total.argmin()])
        suited = min(of_votes**SHARED_ERRORS, float(TEMPERATURES[-1]))
        return Held(np.concatenate(loss), cluster, max(suited, candidate.least_temperature), of_votes)

    def _of_fit(self, candidate: Candidate, folds: tuple[Ints, ...]) -> list[Floats]:
        """-ln P of the hidden ratings of some folds at each temperature, (T, rows) for each."""
        votes, side = self.material.votes, self.material.side
        is_shown = np.ones(votes.n, dtype=np.bool_)
        is_shown[np.concatenate(folds)] = False
        fitted = candidate.fit(self.material.rows(is_shown), self.gold)
        asked = [
            (Asked(votes.item[rows], votes.rater[rows], side[rows]), votes.label[rows]) for rows in folds
        ]
        return [
            np.array([nats(fitted.predict(rows, one), label) for one in TEMPERATURES])
            for rows, label in asked
        ]


def nats(probability: Floats, label: Ints) -> Floats:
    """-ln P(the right class), (M,)."""
    return np.asarray(-np.log(np.maximum(probability[np.arange(label.size), label], FLOOR)))


def _ranks(group: Ints, rng: np.random.Generator) -> Ints:
    """Number each group's rows from 0 in a random order."""
    order = rng.permutation(group.size)
    order = order[np.argsort(group[order], kind="stable")]
    first = np.searchsorted(group[order], group[order])
    ranks = np.empty(group.size, dtype=np.int64)
    ranks[order] = np.arange(group.size) - first
    return ranks
