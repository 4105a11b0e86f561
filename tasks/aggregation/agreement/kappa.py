"""Cohen's kappa of two named raters over the items that both rated.

    kappa = 1 - sum_kl O_kl D_kl / sum_kl E_kl D_kl,   E_kl = n_k. n_.l / n

O is the table of what the one and the other said of n items, D one of `disagreement`: interval distances give the
quadratic kappa (Cohen, Psychological Bulletin 70(4), 1968, 213-220), nominal ones the plain kappa of 1960. Few shared
items say next to nothing of two people: `MIN_SHARED` is where a figure begins to be one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array, triu  # type: ignore[import-untyped, unused-ignore]

from tasks.aggregation.agreement.disagreement import interval, nominal
from tasks.aggregation.columns import Floats, Ints, as_ints
from tasks.aggregation.encoding import Votes

MIN_SHARED = 30
BLOCK = 512


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

    Costs O(R m) for m ratings an item. Raters are taken some at a time, so that memory is for the pairs who share
    enough and not for all who met, of whom gold items that everyone rated would make millions.
    """
    said = [_of_class(votes, label) for label in range(votes.n_classes)]
    blocks = [_meetings(said, start, min_shared) for start in range(0, max(votes.n_raters, 1), BLOCK)]
    first, second, shared, table = (np.concatenate(column) for column in zip(*blocks, strict=True))
    levels = np.arange(votes.n_classes, dtype=np.float64)
    distance = interval(levels) if quadratic else nominal(votes.n_classes)
    agreement = np.trace(table, axis1=1, axis2=2) / shared
    return Pairs(first, second, shared, agreement, kappas(table, distance))


def kappas(table: Floats, distance: Floats) -> Floats:
    """Compute kappa of tables of two raters, (...) from (..., K, K); NaN where it is undefined."""
    of_first, of_second = table.sum(axis=-1), table.sum(axis=-2)
    chance = of_first[..., :, None] * of_second[..., None, :] * distance
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = chance.sum(axis=(-2, -1)) / of_first.sum(axis=-1)
        return np.asarray(1 - (table * distance).sum(axis=(-2, -1)) / expected)


def _of_class(votes: Votes, label: int) -> csr_array:
    """How often each rater put each item into a class, (W, N)."""
    here = votes.label == label
    cells = (np.ones(np.count_nonzero(here), dtype=np.int64), (votes.rater[here], votes.item[here]))
    return csr_array(cells, shape=(votes.n_raters, votes.n_items))


def _meetings(said: list[csr_array], start: int, least: int) -> tuple[Ints, Ints, Ints, Floats]:
    """Pairs of some raters and later ones who share enough items, in order: how many they share, and their tables."""
    these = [of_class[start : start + BLOCK] for of_class in said]
    met = coo_array(triu(sum(these[1:], these[0]) @ sum(said[1:], said[0]).T, k=start + 1))
    kept = met.data >= least
    first, second, shared = as_ints(met.row[kept]), as_ints(met.col[kept]), as_ints(met.data[kept])
    order = np.lexsort((second, first))
    first, second, shared = first[order], second[order], shared[order]
    table = np.empty((shared.size, len(said), len(said)))
    if shared.size:
        for label, of_first in enumerate(these):
            for other, of_second in enumerate(said):
                table[:, label, other] = np.asarray((of_first @ of_second.T)[first, second]).ravel()
    return first + start, second, shared, table
