"""Fleiss' kappa: mean agreement of pairs of ratings, against that of ratings dealt by the shares of the classes.

    P = mean over items of sum_k c_k (c_k - 1) / (m (m - 1)),   p_k = mean over items of c_k / m,   P_e = sum_k p_k^2
    kappa = (P - P_e) / (1 - P_e)

(Fleiss, Psychological Bulletin 76(5), 1971, 378-382; for items with unequal numbers of ratings Gwet, Handbook of
Inter-Rater Reliability, 4th ed., 2014, chapter 2.) Every item counts the same. It falls when one class dominates;
`gwet` does not.
"""

from __future__ import annotations

import numpy as np

from tasks.aggregation.agreement.alpha import defined
from tasks.aggregation.agreement.pairwise import agreement_of_patterns
from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.columns import TINY, Floats


def fleiss(patterns: Patterns) -> float:
    """Estimate kappa.

    Raises
    ------
    DegenerateData
        No item has two ratings, or all ratings are of one class.
    """
    patterns.require_some()
    return defined(float(resampled(patterns, patterns.items[None, :])[0]))


def resampled(patterns: Patterns, items: Floats | np.ndarray) -> Floats:
    """Compute kappa for B other numbers of items of each pattern, (B,) from (B, D); NaN where undefined."""
    n = items.sum(axis=1)
    observed = items @ agreement_of_patterns(patterns) / n
    expected = ((items @ patterns.share / n[:, None]) ** 2).sum(axis=1)
    # All of one class leaves 1 - P_e = 0 but for rounding.
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(1 - expected < TINY, np.nan, (observed - expected) / (1 - expected))
