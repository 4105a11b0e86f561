"""The vote, and nothing else: every rater weighs the same. The floor that other models have to beat.

With n_k votes for class k of an item, n in all, and one more vote of each class that occurs (rule of succession),
p_k = (n_k + 1) / (n + K). It is what the next rater is likely to say; as the probability of a label it is far too
cautious where raters are good, until gold has calibrated it. The strength is the mean of the votes' points, with such
a prior, and its error that of a mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import Floats, Ints, require
from tasks.aggregation.encoding import Votes, points_of, require_rows
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels.calibration import NONE, Calibration
from tasks.aggregation.results import Labels


@dataclass(frozen=True, eq=False)
class Model:
    """The classes that occur; no rater is told from another."""

    n_classes: int
    points: Floats
    classes: Ints

    n_sums = 0
    raters = None

    def tell(self, _votes: Votes) -> Iterator[Floats]:
        """Yield nothing: counts are all."""
        return iter(())

    def labels(self, _sums: Floats, counts: Ints, calibration: Calibration = NONE) -> Labels:
        """State the labels of M items from their counts, (M, K)."""
        share = np.zeros(counts.shape)
        share[:, self.classes] = counts[:, self.classes] + 1.0
        total = share.sum(axis=1)
        share /= total[:, None]
        strength = share @ self.points
        error = np.sqrt((share @ self.points**2 - strength**2) / (total + 1))
        return Labels(calibration.applied(share, self.classes), share, strength, error, counts.sum(axis=1))


def fit(votes: Votes, *, gold: Gold | None = None, allowed: tuple[int, ...] = ()) -> Model:
    """Find the classes that occur in votes or gold, or are allowed.

    Raises
    ------
    DegenerateData
        When there is no rating at all.
    ValueError
        When there is but one class.
    """
    require_rows(votes)
    require(votes.n_classes > 1, "one class leaves nothing to judge")
    known = np.zeros(0, np.int64) if gold is None else gold.label
    classes = np.unique(np.concatenate((votes.label, known, allowed))).astype(np.int64)
    if classes.size == 1:
        classes = np.arange(votes.n_classes)
    return Model(votes.n_classes, points_of(votes.n_classes), classes)
