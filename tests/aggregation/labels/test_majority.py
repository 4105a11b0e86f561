from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.encoding import Votes
from tasks.aggregation.labels import majority


def test_an_item_without_votes_may_be_anything() -> None:
    labels = majority.fit(Votes([0], [0], [0], 2, 1, 3), prior=0).labels

    assert labels.probability.tolist() == [[1, 0, 0], pytest.approx([1 / 3] * 3)]
    assert labels.n.tolist() == [1, 0]
    assert labels.error[1] > labels.error[0] > 0


def test_its_log_odds_are_hardly_biased() -> None:
    rng = np.random.default_rng(1)
    first = rng.random((20_000, 12)) < 0.7
    item = np.repeat(np.arange(20_000), 12)
    labels = majority.fit(Votes(item, item * 0, (~first).astype(int).ravel(), 20_000, 1, 2)).labels

    assert labels.strength.mean() == pytest.approx(np.log(0.7 / 0.3), abs=0.05)
    assert (labels.error**2).mean() == pytest.approx(labels.strength.var(), rel=0.15)


def test_one_class_and_less_than_no_votes_are_refused() -> None:
    with pytest.raises(ValueError, match="one class"):
        majority.fit(Votes([0], [0], [0], 1, 1, 1))
    with pytest.raises(ValueError, match="prior"):
        majority.fit(Votes([0], [0], [0], 1, 1, 2), prior=-1)
