"""Calibrates a model of labels on what it was not shown: gold items fold by fold, or hidden ratings.

**Gold.** For each of five folds a model is fitted with the other folds' gold, and judges this fold's items from their
ratings. A gold item often has many more ratings than an ordinary one, and on all of them any model is right and sure:
its ratings are dealt into groups of the ordinary size, each judged as an item of its own.

**Ratings.** Without enough gold a tenth of the ratings is hidden, never the last of an item, and a model fitted to the
rest foretells them: a proper score of how well it knows what it knows of the item. What an item's raters share stays
unseen, for the hidden ratings err as those that are shown; so the calibration is a least one, and stated as unknown.
Models of classes also get the floor's prior mean: they do not know that some items are harder than others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.optimize import minimize_scalar

from tasks.aggregation.columns import Ints
from tasks.aggregation.encoding import Preferences, Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import confusions, graded, majority
from tasks.aggregation.labels.calibration import NONE, PRIORS, Calibration, Source, calibrate, log_loss
from tasks.aggregation.sequential import evidence

FOLDS, HIDDEN, MOST_HIDDEN = 5, 0.1, 20_000

AnyModel = graded.Model | confusions.Model | majority.Model
Fit = Callable[[Votes | Preferences, Gold, AnyModel | None], AnyModel]


def calibrated(
    model: AnyModel, data: Votes | Preferences, gold: Gold, fit: Fit, rng: np.random.Generator
) -> Calibration:
    """Calibrate a model of classes on hidden ratings, and any on gold, of which there are 30 items."""
    # What is drawn must not depend on the order in which ratings came.
    said = data.strength if isinstance(data, Preferences) else data.label
    data = data.only(np.lexsort((said, data.rater, data.item)))
    is_rated = np.isin(gold.item, data.item)
    found = NONE
    if isinstance(model, confusions.Model) and isinstance(data, Votes):
        found = _on_ratings(data, gold, fit, rng)
    if is_rated.sum() < PRIORS.least_gold:
        return found
    known, expected = Gold(gold.item[is_rated], gold.label[is_rated]), found.temperature
    return replace(_on_gold(model, data, known, fit, rng, expected), vote_temperature=expected)


def _on_gold(
    model: AnyModel,
    data: Votes | Preferences,
    gold: Gold,
    fit: Fit,
    rng: np.random.Generator,
    expected: float,
) -> Calibration:
    rows = data.only(np.isin(data.item, gold.item))
    of_row = np.searchsorted(gold.item, rows.item)
    groups = _groups(data, gold)
    place = (np.cumsum(groups) - groups)[of_row] + _ranks(of_row, rng) % groups[of_row]
    item = np.repeat(np.arange(groups.size), groups)
    fold = rng.permutation(np.resize(np.arange(FOLDS), groups.size))
    found = np.empty((item.size, model.classes.size))
    for one in range(FOLDS):
        others = Gold(gold.item[fold != one], gold.label[fold != one])
        taught = fit(data, others, model)
        labels = evidence.of(taught, rows, place, item.size).labels(taught)
        found[fold[item] == one] = labels.probability[fold[item] == one][:, model.classes]
    label = np.searchsorted(model.classes, gold.label[item])
    return calibrate(found, label, 1 / groups[item], expected)


def _groups(data: Votes | Preferences, gold: Gold) -> Ints:
    """Return how many groups each gold item's ratings make, of the mean size of ordinary items."""
    n = np.bincount(data.item, minlength=data.n_items)
    ordinary = np.delete(n, gold.item)
    size = max(round(float(ordinary[ordinary > 0].mean())), 1) if ordinary.any() else int(n.max())
    return np.asarray(np.maximum(n[gold.item] // size, 1))


def _on_ratings(votes: Votes, gold: Gold, fit: Fit, rng: np.random.Generator) -> Calibration:
    may_hide = np.flatnonzero((_ranks(votes.item, rng) > 0) & ~np.isin(votes.item, gold.item))
    rows = rng.permutation(may_hide)[: min(int(votes.n * HIDDEN), MOST_HIDDEN)]
    if not rows.size:
        return Calibration(floor=PRIORS.floor)
    shown = votes.only(np.delete(np.arange(votes.n), rows))
    taught = fit(shown, gold, None)
    if not isinstance(taught, confusions.Model):
        return NONE
    rows = rows[np.isin(votes.label[rows], taught.classes)]
    label = np.searchsorted(taught.classes, votes.label[rows])
    belief = evidence.of(taught, shown).only(votes.item[rows]).labels(taught).probability[:, taught.classes]

    def loss(log_temperature: float) -> float:
        milder = Calibration(float(np.exp(log_temperature))).applied(belief)
        return log_loss(taught.vote(milder, votes.rater[rows]), label)

    bounds = 0.0, float(np.log(PRIORS.temperatures[1]))
    best = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-4})
    suited = float(np.exp(best.x))
    return Calibration(suited, PRIORS.floor, Source.RATINGS, rows.size, suited)


def _ranks(group: Ints, rng: np.random.Generator) -> Ints:
    """Number each group's rows from 0 in a random order."""
    order = rng.permutation(group.size)
    order = order[np.argsort(group[order], kind="stable")]
    first = np.searchsorted(group[order], group[order])
    ranks = np.empty(group.size, dtype=np.int64)
    ranks[order] = np.arange(group.size) - first
    return ranks
