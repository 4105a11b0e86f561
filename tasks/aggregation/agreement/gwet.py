"""Gwet's AC1 and AC2: agreement beyond chance that does not collapse where nearly all ratings are of one class.

    pi_k = mean over items of c_k / m,   p_a = mean over items of sum_k c_k ((W c)_k - 1) / (m (m - 1))
    p_e = sum_kl W_kl / (K (K - 1)) sum_k pi_k (1 - pi_k),   AC = (p_a - p_e) / (1 - p_e)

AC1 has W = 1 on the diagonal, else 0; AC2 any weights (Gwet, British Journal of Mathematical and Statistical
Psychology 61(1), 2008, 29-48; Handbook of Inter-Rater Reliability, 4th ed., 2014, chapters 3 and 4). K is the number
of classes that raters might have used. Gwet lets items with a single rating take part in pi; here they are left out,
as everywhere.
"""

from __future__ import annotations

import numpy as np

from tasks.aggregation.agreement.alpha import defined
from tasks.aggregation.agreement.pairwise import agreement_of_patterns
from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.columns import Floats, require
from tasks.aggregation.convergence import DegenerateData


def ac1(patterns: Patterns) -> float:
    """Estimate AC1, every disagreement counting the same.

    Raises
    ------
    DegenerateData
        No item has two ratings, or there is but one class.
    """
    return ac2(patterns, np.eye(patterns.value.size))


def ac2(patterns: Patterns, weights: Floats) -> float:
    """Estimate AC2 with weights, (K, K), 1 on the diagonal (`disagreement.agreement_weights`).

    Raises
    ------
    DegenerateData
        As for `ac1`, or when the weights call every two classes the same.
    ValueError
        When the weights are of another number of classes, beyond 0 and 1, or not 1 on the diagonal.
    """
    patterns.require_some()
    return defined(float(resampled(patterns, patterns.items[None, :], weights)[0]))


def resampled(patterns: Patterns, items: Floats | np.ndarray, weights: Floats | None = None) -> Floats:
    """Compute AC2 (AC1 without weights) for B other numbers of items of each pattern, (B,) from (B, D).

    Raises as `ac2` does.
    """
    n_classes = patterns.value.size
    weighed = _checked(np.eye(n_classes) if weights is None else weights, n_classes)
    n = items.sum(axis=1)
    observed = items @ agreement_of_patterns(patterns, weighed) / n
    share = items @ patterns.share / n[:, None]
    expected = weighed.sum() / (n_classes * (n_classes - 1)) * (share * (1 - share)).sum(axis=1)
    return np.asarray((observed - expected) / (1 - expected))


def _checked(weights: Floats, n_classes: int) -> Floats:
    """Return weights by which 1 - p_e is above 0: two classes at least, of which some differ."""
    if n_classes < 2:
        raise DegenerateData("there is but one class")
    require(weights.shape == (n_classes, n_classes), "the weights are of another number of classes")
    require(bool((np.diag(weights) == 1).all()), "a class does not wholly agree with itself")
    require(bool(((weights >= 0) & (weights <= 1)).all()), "a weight is beyond 0 and 1")
    if (weights == 1).all():
        raise DegenerateData("the weights call every two classes the same")
    return weights
