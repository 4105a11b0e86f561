"""How far a coefficient of agreement might be off: the bootstrap over items (Efron and Tibshirani, 1993, chapter 13).

Drawing N items with replacement is one multinomial draw over their D distinct patterns, so a resample costs O(D)
however many ratings there are. The interval is that of the percentiles. It answers for other items of the same raters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.columns import Floats, Ints
from tasks.aggregation.convergence import DegenerateData

Statistic = Callable[[Patterns, Ints], Floats]


@dataclass(frozen=True)
class Interval:
    """Bounds of a coefficient, its standard error, and the share of resamples in which it was not defined."""

    low: float
    high: float
    error: float
    undefined: float


def bootstrap(
    patterns: Patterns,
    statistic: Statistic,
    *,
    seed: int | np.random.Generator,
    n_resamples: int = 1000,
    level: float = 0.95,
) -> Interval:
    """Estimate an interval of a coefficient.

    Parameters
    ----------
    patterns
        The items.
    statistic
        One of the functions called `resampled`, from the patterns and (B, D) numbers of items to (B,).
    seed
        The same seed gives the same interval.
    level
        Probability that the interval is to have.

    Raises
    ------
    DegenerateData
        No item has two ratings, or no resample has a coefficient.
    """
    patterns.require_some()
    n = int(patterns.items.sum())
    items = np.random.default_rng(seed).multinomial(n, patterns.items / n, size=n_resamples)
    drawn = statistic(patterns, items)
    known = drawn[~np.isnan(drawn)]
    if not known.size:
        raise DegenerateData("no resample has a coefficient: all ratings are of one class")
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), float(known.std()), 1 - known.size / n_resamples)
