"""Agreement without correction for chance: how often two raters of an item say the same, and how often the contrary.

    a_i = sum_kl c_k (c_l - [k = l]) W_kl / (m (m - 1)),   agreement = mean over items of a_i

which is the figure that papers on preference data print (65 to 75 % there). An item has opposite signs when at least
one of its ratings is above 0 and one below.
"""

from __future__ import annotations

import numpy as np

from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.columns import Floats


def mean_agreement(patterns: Patterns) -> float:
    """Estimate the probability that two raters of an item put it into the same class; every item counts the same.

    Raises
    ------
    DegenerateData
        No item has two ratings.
    """
    patterns.require_some()
    return float(resampled(patterns, patterns.items[None, :])[0])


def opposite_share(patterns: Patterns) -> float:
    """Share of the items, of those with two ratings or more, whose ratings are on both sides of 0.

    The patterns must be of signed values: by `of_values`, or by `of_labels` with them.

    Raises
    ------
    DegenerateData
        No item has two ratings.
    """
    patterns.require_some()
    return float(opposite_resampled(patterns, patterns.items[None, :])[0])


def agreement_of_patterns(patterns: Patterns, weights: Floats | None = None) -> Floats:
    """Compute a_i of the module's docstring for each pattern, (D,); without weights, W is the identity."""
    weighed = np.eye(patterns.value.size) if weights is None else weights
    size = patterns.size
    return np.asarray((patterns.pairs * weighed).sum(axis=(1, 2)) / (size * (size - 1)))


def resampled(patterns: Patterns, items: Floats | np.ndarray) -> Floats:
    """Compute the mean agreement for B other numbers of items of each pattern, (B,) from (B, D)."""
    return np.asarray(items @ agreement_of_patterns(patterns) / items.sum(axis=1))


def opposite_resampled(patterns: Patterns, items: Floats | np.ndarray) -> Floats:
    """Compute the share of opposite signs for B other numbers of items of each pattern, (B,) from (B, D)."""
    above = patterns.count[:, patterns.value > 0].any(axis=1)
    below = patterns.count[:, patterns.value < 0].any(axis=1)
    return np.asarray(items @ (above & below).astype(np.float64) / items.sum(axis=1))
