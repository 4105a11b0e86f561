"""What a fitted model states of the items of some ratings, for tests."""

from __future__ import annotations

import numpy as np

from tasks.aggregation.encoding import Preferences, Votes
from tasks.aggregation.labels import confusions, graded, majority
from tasks.aggregation.results import Labels
from tasks.aggregation.sequential import evidence


def stated(model: graded.Model | confusions.Model | majority.Model, data: Votes | Preferences) -> Labels:
    return evidence.of(model, data).labels(model)


def right(labels: Labels, truth: np.ndarray) -> float:
    """Share of the items whose most probable class is the true one."""
    return float(np.mean(labels.best[: truth.size] == truth))
