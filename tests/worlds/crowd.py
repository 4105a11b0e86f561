"""The five crowdsourcing sets with a known truth that lie beside the checkout, as votes."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from tasks.aggregation.columns import Ints
from tasks.aggregation.encoding import Votes

SETS = ("rte", "bluebird", "dog", "face", "weather-cf")


def folder() -> Path:
    """Return where the shared data should be; whether it is there is the caller's to ask."""
    default = Path(__file__).parents[2].parent / "shared" / "data"
    return Path(os.environ.get("TOUCHSTONE_SHARED_DATA", default))


def load(name: str) -> tuple[Votes, Ints]:
    """Read one set: its votes, and the class of every item."""
    item, rater, label = _columns(folder() / "crowd" / name / "label.csv")
    known, truth = _columns(folder() / "crowd" / name / "truth.csv")
    classes = np.zeros(known.max() + 1, dtype=np.int64)
    classes[known] = truth
    n_classes = int(max(label.max(), truth.max())) + 1
    return Votes(item, rater, label, classes.size, int(rater.max()) + 1, n_classes), classes


def _columns(path: Path) -> Ints:
    return np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.int64).T
