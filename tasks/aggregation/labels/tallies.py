"""Counts of votes by item and class, and how equal counts are told apart."""

from __future__ import annotations

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_floats
from tasks.aggregation.encoding import Votes


def counts(votes: Votes) -> Floats:
    """Count the votes for each class of each item, (K, N): classes first, because sums run over items."""
    cells = np.bincount(votes.label * votes.n_items + votes.item, minlength=votes.n_classes * votes.n_items)
    return as_floats(cells.reshape(votes.n_classes, votes.n_items))


def shares(tally: Floats) -> Floats:
    """Share an item out among its most frequent classes, (K, N): 1 for a clear majority, 1/2 each for two that tie.

    An item without votes is shared out among all classes.
    """
    leading = tally == tally.max(axis=0)
    return as_floats(leading / leading.sum(axis=0))


def lowest(tally: Floats) -> Ints:
    """Name the most frequent class of each item, (N,); of several that tie, the one with the lowest number."""
    return np.asarray(np.argmax(tally, axis=0), dtype=np.int64)
