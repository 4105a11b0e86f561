"""Cohen's kappa of two named raters over the items that both rated.

    kappa = 1 - sum_kl O_kl D_kl / sum_kl E_kl D_kl,   E_kl = n_k. n_.l / n

O is the table of what the one and the other said of n items, D one of `disagreement`: interval distances give the
quadratic kappa (Cohen, Psychological Bulletin 70(4), 1968, 213-220), nominal ones the plain kappa of 1960. Few shared
items say next to nothing of two people: `MIN_SHARED` is where a figure begins to be one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.aggregation.agreement.disagreement import interval, nominal
from tasks.aggregation.columns import Floats, Ints
from tasks.aggregation.encoding import Votes

MIN_SHARED = 30


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of raters `first` < `second`, each (P,): items shared, share of them called alike, and kappa.

    Kappa is NaN for a pair whose ratings are all of one class: there was nothing to disagree about.
    """

    first: Ints
    second: Ints
    shared: Ints
    agreement: Floats
    kappa: Floats


def cohen(votes: Votes, *, quadratic: bool = True, min_shared: int = MIN_SHARED) -> Pairs:
    """Estimate kappa of every two raters who share enough items.

    Parameters
    ----------
    votes
        R ratings; for the quadratic kappa the classes are levels at equal steps. One rating of a rater and item.
    min_shared
        Pairs with fewer items in common are left out.

    Costs O(R m) for m ratings an item.
    """
    first, second, said, answered = _meetings(votes)
    key, place = np.unique(first * votes.n_raters + second, return_inverse=True)
    shared = np.bincount(place, minlength=key.size)
    kept = shared >= min_shared
    # Tables are made for the pairs that are kept alone: of thousands of raters, few pairs share enough.
    position = np.cumsum(kept) - 1
    rows = kept[place]
    k = votes.n_classes
    cell = (position[place[rows]] * k + said[rows]) * k + answered[rows]
    table = np.bincount(cell, minlength=int(kept.sum()) * k * k).reshape(-1, k, k).astype(np.float64)
    distance = interval(np.arange(k, dtype=np.float64)) if quadratic else nominal(k)
    agreement = np.trace(table, axis1=1, axis2=2) / shared[kept]
    raters = key[kept]
    return Pairs(
        raters // votes.n_raters, raters % votes.n_raters, shared[kept], agreement, kappas(table, distance)
    )


def kappas(table: Floats, distance: Floats) -> Floats:
    """Compute kappa of tables of two raters, (...) from (..., K, K); NaN where it is undefined."""
    of_first, of_second = table.sum(axis=-1), table.sum(axis=-2)
    chance = of_first[..., :, None] * of_second[..., None, :] * distance
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = chance.sum(axis=(-2, -1)) / of_first.sum(axis=-1)
        return np.asarray(1 - (table * distance).sum(axis=(-2, -1)) / expected)


def _meetings(votes: Votes) -> tuple[Ints, Ints, Ints, Ints]:
    """Every two ratings of an item by two raters: the raters, the lower first, and what each said."""
    order = np.lexsort((votes.rater, votes.item))
    item, rater, label = votes.item[order], votes.rater[order], votes.label[order]
    most = int(np.bincount(item).max(initial=0))
    left = [np.flatnonzero(item[lag:] == item[:-lag]) for lag in range(1, most)]
    one = np.concatenate([np.zeros(0, dtype=np.int64), *left])
    other = np.concatenate([np.zeros(0, dtype=np.int64), *(at + lag for lag, at in enumerate(left, start=1))])
    apart = rater[one] != rater[other]
    one, other = one[apart], other[apart]
    return rater[one], rater[other], label[one], label[other]
