"""How far raters agree on the items of an export, with intervals, from how often each pattern of ratings occurs.

Which coefficient, and its interval, are `tasks.aggregation.agreement`'s. An item rated once says nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tasks.aggregation.agreement import alpha, pairwise
from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.agreement.resampling import Statistic, bootstrap
from tasks.aggregation.columns import Ints
from tasks.aggregation.convergence import DegenerateData

SEED = 1
RESAMPLES, FEWEST = 1000, 100
# Numbers drawn at once: 1,000 resamples of so many patterns that 80 MB hold them.
MOST_DRAWN = 10_000_000
STRENGTHS = slice(0, 7)
# Columns of `ratings.sql` that say the same winner: a, about equal, b, both bad.
WINNERS = (slice(0, 3), slice(3, 4), slice(4, 7), slice(7, 8))
PLACES = 4


def found(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each coefficient as `{"of", "measure", "items", "value", "low", "high"}`; empty where none is defined."""
    counts = np.asarray(raw["counts"], dtype=np.int64).reshape(-1, 8)
    items = np.asarray(raw["items"], dtype=np.int64)
    winners = np.stack([counts[:, part].sum(axis=1) for part in WINNERS], axis=1)
    strengths = (counts[:, STRENGTHS], np.arange(-3.0, 4.0))
    wanted: list[tuple[str, str, Ints, Any, Statistic]] = [
        ("winner", "alpha_nominal", winners, None, _nominal),
        ("strength", "alpha_ordinal", *strengths, alpha.resampled),
        ("winner", "same", winners, None, pairwise.resampled),
        ("strength", "opposite", *strengths, pairwise.opposite_resampled),
    ]
    rows = (
        _coefficient(of, measure, Patterns.of_counts(count, items, value), statistic)
        for of, measure, count, value, statistic in wanted
    )
    return [row for row in rows if row]


def _nominal(patterns: Patterns, items: Any) -> Any:
    return alpha.resampled(patterns, items, "nominal")


def _coefficient(of: str, measure: str, patterns: Patterns, statistic: Statistic) -> dict[str, Any] | None:
    if not patterns.items.size:
        return None
    value = float(statistic(patterns, patterns.items[None, :])[0])
    if np.isnan(value):
        return None
    n_resamples = max(FEWEST, min(RESAMPLES, MOST_DRAWN // patterns.items.size))
    row = {"of": of, "measure": measure, "items": int(patterns.items.sum()), "value": round(value, PLACES)}
    try:
        bounds = bootstrap(patterns, statistic, seed=SEED, n_resamples=n_resamples)
    except DegenerateData:
        return row | {"low": None, "high": None}
    return row | {"low": round(bounds.low, PLACES), "high": round(bounds.high, PLACES)}
