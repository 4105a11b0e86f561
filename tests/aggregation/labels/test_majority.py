from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.encoding import Preferences, Votes
from tasks.aggregation.labels import majority
from tasks.aggregation.labels.fitting import Kind, fit
from tests.aggregation.stated import stated


def test_an_item_without_votes_may_be_anything() -> None:
    votes = Votes([0, 2, 2], [0, 0, 1], [0, 1, 2], 3, 2, 3)

    labels = stated(majority.fit(votes), votes)

    assert labels.probability[0] == pytest.approx([2 / 4, 1 / 4, 1 / 4])
    assert labels.probability[1] == pytest.approx([1 / 3] * 3)
    assert labels.n.tolist() == [1, 0, 2]
    assert labels.error[1] > labels.error[0] > 0


def test_strength_is_the_mean_of_the_votes_in_points() -> None:
    data = Preferences([0] * 8, range(8), [3] * 6 + [-1] * 2, [0] * 8, [0] * 8, 1, 8)

    labels = fit(data, kind=Kind.MAJORITY).labels

    assert labels.probability[0] == pytest.approx([0.7, 0.3, 0, 0])
    assert labels.strength[0] == pytest.approx(2 * 0.7 - 2 * 0.3)
    assert labels.error[0] == pytest.approx(np.sqrt((4 - 0.8**2) / 11))


def test_one_class_is_refused() -> None:
    with pytest.raises(ValueError, match="one class"):
        majority.fit(Votes([0], [0], [0], 1, 1, 1))
