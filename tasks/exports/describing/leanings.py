"""What a label may lean on besides quality: the longer answer, the side it was shown on, a few raters.

Shares come with Wilson's interval. Everything is made of whole numbers that the database counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import sqrt
from typing import Any

from tasks.aggregation.proportion import wilson

PLACES = 4
# Longer answer to shorter one, in characters; the first bin begins at equal length.
RATIOS = (1.1, 1.25, 1.5, 2, 3)
# Shares of all ratings in per cent, the upper bound belonging to the bin.
PER_CENT = (0, 1, 2, 5, 10, 20, 50, 100)


def of_length(raw: Mapping[str, Any]) -> dict[str, Any] | None:
    """Tell how often the longer of two answers won; None where no item has a better one of two."""
    if not raw["pairs"]:
        return None
    by_bin = {at: (items, won) for at, items, won in raw["decided"]}
    bins = [
        {"from": low, "to": high} | _share(won, items)
        for at, (low, high) in enumerate(pairwise((1, *RATIOS, None)))
        for items, won in [by_bin.get(at, (0, 0))]
    ]
    overall = _share(sum(won for _, won in by_bin.values()), sum(items for items, _ in by_bin.values()))
    left_aside = {"equal_length": raw["equal"], "empty": raw["empty"]}
    return overall | left_aside | {"bins": bins, "correlation": _correlation(*raw["slope"])}


def of_side(raw: Mapping[str, Any]) -> dict[str, Any] | None:
    """Tell how often the answer shown first, on the left, won; None where no rating prefers one of two."""
    if not raw["sided"]:
        return None
    return _share(raw["left_won"], raw["sided"] - raw["side_unknown"]) | {"side_unknown": raw["side_unknown"]}


def of_raters(of_raters: Sequence[int]) -> list[dict[str, Any]]:
    """Count raters by their share of the ratings; the shares of a bin together are its `share`."""
    whole = sum(of_raters)
    bins = []
    for low, high in pairwise(PER_CENT):
        inside = [n for n in of_raters if low * whole < 100 * n <= high * whole]
        share = round(sum(inside) / whole, PLACES) if whole else 0.0
        bins.append({"from": low / 100, "to": high / 100, "raters": len(inside), "share": share})
    return bins


def _share(k: int, n: int) -> dict[str, Any]:
    if not n:
        return {"n": 0, "share": None, "low": None, "high": None}
    low, high = wilson(k, n)
    return {"n": n, "share": round(k / n, PLACES), "low": round(low, PLACES), "high": round(high, PLACES)}


def _correlation(n: int, *sums: int | None) -> float | None:
    """Pearson's correlation of the logarithm of the ratio of lengths with strength, None where one does not vary."""
    if n < 3:
        return None
    x, y, xx, yy, xy = (int(total or 0) for total in sums)
    spread = (n * xx - x * x) * (n * yy - y * y)
    return round((n * xy - x * y) / sqrt(spread), PLACES) if spread > 0 else None
