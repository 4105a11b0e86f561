"""Krippendorff's alpha: disagreement observed within items against that expected if ratings were dealt at random.

    O_kl = sum over items of (c_k c_l - [k = l] c_k) / (m - 1),   m = ratings of the item, at least 2
    n_k = sum_l O_kl,  n = sum_k n_k
    alpha = 1 - D_o / D_e,  D_o = sum_kl O_kl D_kl / n,  D_e = sum_kl n_k n_l D_kl / (n (n - 1))

(Krippendorff, Content Analysis, 2004, chapter 11; Computing Krippendorff's Alpha-Reliability, 2011.) O is the
coincidence matrix, D one of `disagreement`. Any number of raters, and missing
ratings.
"""

from __future__ import annotations

import numpy as np

from tasks.aggregation.agreement.disagreement import Metric, distances
from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.columns import Floats
from tasks.aggregation.convergence import DegenerateData


def krippendorff(patterns: Patterns, metric: Metric = "ordinal") -> float:
    """Estimate alpha: 1 is agreement, 0 what chance gives.

    Raises
    ------
    DegenerateData
        No item has two ratings, or all ratings are of one class: nothing was there to disagree about.
    """
    patterns.require_some()
    return defined(float(resampled(patterns, patterns.items[None, :], metric)[0]))


def resampled(patterns: Patterns, items: Floats | np.ndarray, metric: Metric = "ordinal") -> Floats:
    """Compute alpha for B other numbers of items of each pattern, (B,) from (B, D); NaN where undefined."""
    n_classes = patterns.value.size
    each = (patterns.pairs / (patterns.size - 1)[:, None, None]).reshape(-1, n_classes**2)
    matrices = (np.asarray(items, dtype=np.float64) @ each).reshape(-1, n_classes, n_classes)
    return from_matrices(matrices, patterns.value, metric)


def from_matrices(coincidence: Floats, value: Floats, metric: Metric) -> Floats:
    """Compute alpha of coincidence matrices, (...) from (..., K, K); NaN where undefined."""
    used = coincidence.sum(axis=-1)
    total = used.sum(axis=-1)
    distance = distances(metric, value, used)
    observed = (coincidence * distance).sum(axis=(-2, -1))
    expected = (used[..., :, None] * used[..., None, :] * distance).sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(1 - (total - 1) * observed / expected)


def defined(coefficient: float) -> float:
    """Pass a coefficient on; DegenerateData where it is undefined."""
    if np.isnan(coefficient):
        raise DegenerateData("all ratings are of one class: agreement beyond chance is not defined")
    return coefficient
