from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.encoding import Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.monitoring.checks import Checks, combined, of_beliefs, of_gold


def test_gold_is_right_or_wrong_and_all_else_says_nothing() -> None:
    votes = Votes([0, 0, 1, 2], [0, 1, 0, 1], [2, 1, 0, 0], 3, 2, 3)

    assert of_gold(votes, Gold([0, 2], [2, 0])).tolist() == [1, 0, 0.5, 1]


def test_gold_goes_before_what_the_others_say() -> None:
    gold, others = np.array([0, 0.5, 1, 0.5]), np.array([0.9, 0.9, 0.9, 0.5])

    assert combined(gold, others).tolist() == [0, 0.9, 1, 0.5]


def test_belief_in_one_class_of_many_speaks_for_the_rater_from_chance_on() -> None:
    assert of_beliefs(np.array([0, 0.25, 1]), 4).tolist() == [0, 0.5, 1]
    assert of_beliefs(np.array([0.3, 0.8]), 2) == pytest.approx([0.3, 0.8])


@pytest.mark.parametrize(("rater", "right"), [([0, 1], [1]), ([2], [1]), ([0], [1.1]), ([0], [np.nan])])
def test_what_is_no_check_is_refused(rater: list[int], right: list[float]) -> None:
    with pytest.raises(ValueError):
        Checks(rater, right, 2)
