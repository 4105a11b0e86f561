"""How far the scores of models may be off, when ratings of one rater (or of one item) hang together.

    V = H^-1 ( sum_w g_w g_w' ) H^-1 G / (G - 1),   g_w = sum over the rows of cluster w of the gradient of ln P

with H the information of a `davidson.Fit` and G the number of clusters (Huber, 1967; Liang and Zeger, Biometrika
73(1), 1986). A rater's taste and an item's peculiarities both make rows alike. For two ways of clustering, V = V_1 +
V_2 - V_12, where the third is of the rows that share both (Cameron, Gelbach and Miller, JBES 29(2), 2011), negative
eigenvalues cut off.

Bounds are those of Student's t. Of 40 raters who met a model, two may have given nearly all that is known of it, and
two are no crowd. So each score has degrees of its own, of how the information on it is spread over the clusters (Kish,
Survey Sampling, 1965, section 8.2; a difference takes the lesser of its two scores'):

    d_j = (sum_w a_w)^2 / sum_w a_w^2 - 1, at least 1,   a_w = (H^-1 H_w H^-1)_jj,   H_w the information of w's rows

By simulation intervals of .95 hold the truth .92 of the time where the raters' shares fall like 1 / rank, .99 where one
gave most. Of a model that one rater in forty met its own interval is wide enough, those of the others hold .87.

Where a model always won, its rows leave next to no gradient, so that V alone would call the wildest score the surest:
an error is never below that of H^-1, which takes rows for independent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import stdtrit  # type: ignore[import-untyped, unused-ignore]

from tasks.aggregation.columns import Floats, Ints, as_ints, require
from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.ranking.davidson import Fit
from tasks.aggregation.ranking.outcomes import outcomes
from tasks.aggregation.ranking.pairings import Comparisons

# Gradients are summed for so many clusters at a time that they stay within a few MB.
BLOCK = 2_000_000


@dataclass(frozen=True, eq=False)
class Errors:
    """Errors of a fit.

    Attributes
    ----------
    covariance : (D, D)
        V, of scores (centred), controls and, where it was fitted, kappa.
    error : (D,)
        Standard errors, in nats.
    low, high : (D,)
        Bounds of the interval of each.
    difference : (K, K)
        Standard error of s_i - s_j.
    degrees : (D,)
        Degrees of freedom of Student's t; at most G - 1.
    """

    covariance: Floats
    error: Floats
    low: Floats
    high: Floats
    difference: Floats
    degrees: Floats


def clustered(fit: Fit, rows: Comparisons, clusters: Sequence[Ints], *, level: float = 0.95) -> Errors:
    """Estimate the errors of a fit.

    Parameters
    ----------
    fit
        Of these very rows.
    clusters
        One or two columns of codes, (R,) each: the raters; or the raters and the items.
    level
        Probability that each interval is to have.

    Raises
    ------
    DegenerateData
        When all rows are of one cluster: nothing says then how clusters differ.
    """
    require(len(clusters) in (1, 2), "rows are clustered in one way or in two")
    require(0 < level < 1, "a level is between 0 and 1")
    # A row that weighs nothing makes no cluster, or G would count raters who said nothing.
    rows, codes = _weighing(rows, [as_ints(one) for one in clusters])
    columns = [np.unique(one, return_inverse=True)[1] for one in codes]
    fewest = min(int(one.max(initial=-1)) + 1 for one in columns)
    if fewest < 2:
        raise DegenerateData("all rows are of one cluster")
    covariance = sum((_one_way(fit, rows, one) for one in columns), np.zeros_like(fit.information))
    for one, other in combinations(columns, 2):
        both = np.unique(one * (other.max() + 1) + other, return_inverse=True)[1]
        covariance = _without_negatives(covariance - _one_way(fit, rows, both))
    return _errors(fit, covariance, _degrees(fit, rows, columns), level)


def _weighing(rows: Comparisons, clusters: list[Ints]) -> tuple[Comparisons, list[Ints]]:
    """The rows that weigh something, and their clusters."""
    weighs = rows.weight > 0
    if weighs.all():
        return rows, clusters
    return rows.only(weighs), [one[weighs] for one in clusters]


def _degrees(fit: Fit, rows: Comparisons, columns: Sequence[Ints]) -> Floats:
    """d_j, (D,), by the clustering that leaves fewest."""
    design, width = rows.design, fit.theta.size
    expected = outcomes(design.predict(fit.theta), fit.log_tie)
    degrees = np.ones(len(fit.information))
    for number, solved in enumerate(fit.inverse):
        along, at = design.predict(solved[:width]), float(solved[width:].sum())
        told = expected.variance * along**2 + 2 * expected.covariance * along * at
        told = rows.weight * (told + expected.tie_variance * at**2)
        spread = [np.bincount(one, told) for one in columns]
        effective = [one.sum() ** 2 / max(float(one @ one), 1e-300) for one in spread]
        degrees[number] = max(min(effective) - 1, 1)
    return degrees


def _errors(fit: Fit, covariance: Floats, degrees: Floats, level: float) -> Errors:
    error = np.sqrt(np.maximum(np.diag(covariance), np.diag(fit.inverse)))
    estimate = np.append(fit.theta, [fit.log_tie] if fit.with_ties else [])
    of_scores = [one[: fit.n_models, : fit.n_models] for one in (covariance, fit.inverse)]
    apart = [np.add.outer(np.diag(one), np.diag(one)) - 2 * one for one in of_scores]
    difference = np.sqrt(np.maximum(np.maximum(*apart), 0))
    reach = stdtrit(degrees, (1 + level) / 2) * error
    return Errors(covariance, error, estimate - reach, estimate + reach, difference, degrees)


def _one_way(fit: Fit, rows: Comparisons, cluster: Ints) -> Floats:
    n_clusters = int(cluster.max()) + 1
    bread = fit.inverse
    return np.asarray(bread @ _meat(fit, rows, cluster, n_clusters) @ bread * n_clusters / (n_clusters - 1))


def _meat(fit: Fit, rows: Comparisons, cluster: Ints, n_clusters: int) -> Floats:
    """Sum g_w g_w' over the clusters, (D, D)."""
    width = len(fit.information)
    weight, columns = _gradients(fit, rows)
    step = max(1, BLOCK // width)
    order = np.argsort(cluster, kind="stable") if n_clusters > step else np.arange(rows.n)
    bounds = (
        np.searchsorted(cluster[order], np.arange(0, n_clusters + step, step)) if n_clusters > step else None
    )
    meat = np.zeros((width, width))
    for number, start in enumerate(range(0, n_clusters, step)):
        part = order if bounds is None else order[bounds[number] : bounds[number + 1]]
        here = (cluster[part] - start) * width
        cells = min(step, n_clusters - start) * width
        total = np.bincount(here + rows.first[part], weight[part], cells)
        total -= np.bincount(here + rows.second[part], weight[part], cells)
        for place, column in enumerate(columns, start=fit.n_models):
            total += np.bincount(here + place, column[part], cells)
        gradient = total.reshape(-1, width)
        meat += gradient.T @ gradient
    return meat


def _gradients(fit: Fit, rows: Comparisons) -> tuple[Floats, list[Floats]]:
    """The gradient of each row by eta, (R,), and by each control and kappa."""
    cells = rows.rows()
    expected = outcomes(cells.design.predict(fit.theta), fit.log_tie)
    slope = expected.slope(cells)
    beside = [x * slope for x in cells.design.controls]
    return slope, [*beside, expected.tie_slope(cells)] if fit.with_ties else beside


def _without_negatives(covariance: Floats) -> Floats:
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray((vectors * np.maximum(values, 0)) @ vectors.T)
