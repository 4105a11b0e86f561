"""Models in order, with how sure each place is: the one entry for a caller who wants a table.

Scores are those of `davidson` (JASA 65(329), 1970), errors those of `sandwich`: the ratings of one rater hang together,
and so do those of one item, whose answers may differ more than their models do. Controls that the comparisons carry
(`style`) are taken out of the scores and reported beside them. With e_ij the error of s_i - s_j, the rank of model i
among the K of its group lies between

    1 + #{j: s_j - s_i > q e_ij}   and   K - #{j: s_i - s_j > q e_ij},     q = t_d[1 - alpha / (2 (K - 1))]

with probability 1 - alpha or more, d being the degrees of the less known of the two: it is wrong only where one of K -
1 comparisons is (Bonferroni; Mogstad, Romano, Shaikh and Wilhelm, Inference for ranks, Review of Economic Studies
91(1), 2024).

Models that were never compared, not even through others, have no common scale: each such group is ranked for itself.
A model that won or lost throughout has no largest likelihood; its score is as far out as the ridge allows, and it is
named `is_extreme`. The ridge is larger here than for a bare fit: at 0.01 the normal approximation gives such a model an
error as large as its lead (Hauck and Donner, JASA 72, 1977), and 90 wins of 90 would prove nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit  # type: ignore[import-untyped, unused-ignore]

from tasks.aggregation.columns import Floats, Ints, as_ints, require
from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.ranking.davidson import Fit, davidson
from tasks.aggregation.ranking.pairings import Cells, Comparisons, components
from tasks.aggregation.ranking.sandwich import Errors, clustered

RIDGE = 0.1


@dataclass(frozen=True)
class Coefficient:
    """What x = 1 of a control is worth in log-odds (`unit` in the control's own units), and its interval."""

    name: str
    unit: float
    value: float
    error: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Group:
    """Models that can be compared with one another, by their codes, (M,) ascending.

    `errors` is None where one rater made all comparisons, or all are of one item: nothing says then how others differ.
    """

    models: Ints
    fit: Fit
    errors: Errors | None
    coefficients: tuple[Coefficient, ...]


@dataclass(frozen=True, eq=False)
class Ranking:
    """K models, each a row of these columns, (K,).

    Attributes
    ----------
    group
        Number of the model's group in `groups`, the largest first; -1 where it met no other model. Scores and ranks of
        different groups cannot be compared.
    score, error, low, high
        Log-odds in nats, centred within the group, with standard error and interval. NaN without a group; all but the
        score also where the group has no `errors`.
    first_rank, last_rank
        Between which ranks of its group the model is, 1 being the best; 0 without a group.
    wins, losses, ties
        Comparisons with other models, by weight.
    is_extreme
        Whether only the ridge keeps the score finite: by itself or with others, the model won or lost all comparisons
        with the largest set of its group that is held together from within, or there is no largest.
    """

    group: Ints
    score: Floats
    error: Floats
    low: Floats
    high: Floats
    first_rank: Ints
    last_rank: Ints
    wins: Floats
    losses: Floats
    ties: Floats
    is_extreme: NDArray[np.bool_]
    groups: tuple[Group, ...]

    @property
    def n(self) -> Floats:
        """Comparisons of each model, by weight, (K,)."""
        return self.wins + self.losses + self.ties

    @property
    def order(self) -> Ints:
        """Codes of the models, group after group and the best first; those without a group come last."""
        place = np.where(self.group < 0, len(self.groups), self.group)
        return np.lexsort((-self.score, place))


def rank(
    rows: Comparisons,
    rater: ArrayLike,
    item: ArrayLike | None = None,
    *,
    ridge: float = RIDGE,
    level: float = 0.95,
) -> Ranking:
    """Rank models by their comparisons.

    Parameters
    ----------
    rows
        R comparisons between K models, with the controls that are to be taken out (`side_control`, `length_control`).
    rater : (R,)
        Code of each row's rater. Weights count as comparisons: those that are none (1/p) should have a mean of 1.
    item : (R,)
        Code of each row's item; None where no item was rated twice. Without it, three ratings of an item pass for three
        items, and intervals meant for .95 hold the truth .89 to .94 of the time.
    ridge
        lambda of `davidson`, above 0.
    level
        Probability that each interval, of a score or of a rank, is to have.

    Raises
    ------
    DegenerateData
        When no model was compared with another.
    NotConverged
        When Newton's method did not come to rest, which has not been seen with a ridge.
    ValueError
        When the raters or items are of other rows, there is no ridge, or the level is not between 0 and 1.
    """
    clusters = [as_ints(one) for one in (rater, item) if one is not None]
    alike = all(one.shape == rows.first.shape for one in clusters)
    require(alike, "the raters or items are of other rows")
    require(ridge > 0, "a ranking needs a ridge: models may win or lose throughout")
    weighs = rows.weight > 0
    rows, clusters = rows.only(weighs), [one[weighs] for one in clusters]
    cells = rows.collapse()
    found = [models for models in components(cells) if len(models) > 1]
    if not found:
        raise DegenerateData("no model was compared with another")
    groups = tuple(_group(rows, clusters, np.array(models), ridge, level) for models in found)
    return _table(cells, groups, level)


def _group(rows: Comparisons, clusters: list[Ints], models: Ints, ridge: float, level: float) -> Group:
    inside = np.isin(rows.first, models)
    part = rows if inside.all() and models.size == rows.n_models else rows.only(inside).among(models)
    fit = davidson(part.collapse(), ridge=ridge)
    try:
        errors = clustered(fit, part, [one[inside] for one in clusters], level=level)
    except DegenerateData:
        errors = None
    return Group(models, fit, errors, _coefficients(part, fit, errors))


def _coefficients(part: Comparisons, fit: Fit, errors: Errors | None) -> tuple[Coefficient, ...]:
    controls = slice(fit.n_models, fit.theta.size)
    unknown = np.full(len(part.controls), np.nan)
    found = (unknown,) * 3 if errors is None else (errors.error, errors.low, errors.high)
    columns = (fit.control, *(one if errors is None else one[controls] for one in found))
    return tuple(
        Coefficient(one.name, one.unit, *map(float, numbers))
        for one, *numbers in zip(part.controls, *columns, strict=True)
    )


def _table(cells: Cells, groups: tuple[Group, ...], level: float) -> Ranking:
    k = cells.design.n_models
    group, columns, ranks = np.full(k, -1), np.full((4, k), np.nan), np.zeros((2, k), dtype=np.int64)
    for number, one in enumerate(groups):
        group[one.models] = number
        columns[:, one.models] = _intervals(one)
        ranks[:, one.models] = _ranks(one, level)
    wins, losses, ties = cells.wins.sum(axis=1), cells.wins.sum(axis=0), cells.ties.sum(axis=1)
    score, error, low, high = columns
    return Ranking(
        group, score, error, low, high, ranks[0], ranks[1], wins, losses, ties, _extreme(cells, group), groups
    )


def _intervals(group: Group) -> Floats:
    """Score, error, low and high of each model, (4, M)."""
    score, errors = group.fit.score, group.errors
    if errors is None:
        return np.stack([score, *np.full((3, score.size), np.nan)])
    return np.stack([score, *(one[: score.size] for one in (errors.error, errors.low, errors.high))])


def _ranks(group: Group, level: float) -> Ints:
    """First and last rank of each model, (2, M)."""
    score, errors = group.fit.score, group.errors
    if errors is None:
        return np.stack([np.ones_like(group.models), np.full_like(group.models, score.size)])
    degrees = errors.degrees[: score.size]
    quantile = stdtrit(np.minimum.outer(degrees, degrees), 1 - (1 - level) / (2 * (score.size - 1)))
    is_above = np.subtract.outer(score, score) > quantile * errors.difference
    return np.stack([1 + is_above.sum(axis=0), score.size - is_above.sum(axis=1)])


def _extreme(cells: Cells, group: Ints) -> NDArray[np.bool_]:
    """All but the largest set, in each group, of models that are both beaten and beating; all where two are largest."""
    is_extreme, sets = group >= 0, dict[int, list[list[int]]]()
    for models in components(cells, mutual=True):
        sets.setdefault(int(group[models[0]]), []).append(models)
    for largest, *rest in sets.values():
        if not rest or len(rest[0]) < len(largest):
            is_extreme[largest] = False
    return is_extreme
