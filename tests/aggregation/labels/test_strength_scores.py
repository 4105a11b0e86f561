from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.aggregation.encoding import Scores
from tasks.aggregation.labels import gaussian_steps, strength_scores
from tasks.aggregation.labels.gaussian_rows import Rows
from tasks.aggregation.labels.strength_scores import Strengths

START = np.arange(4.0)


def test_scores_follow_what_the_other_ratings_bear_out_and_keep_their_variance() -> None:
    strengths = Strengths.of(np.array([1, -1, 2, -2, 3, -3]))

    scores = strength_scores.learn(strengths, np.array([0.1, -0.1, 0.2, -0.2, 0.9, -0.9]), START)

    assert scores[2] / scores[1] == pytest.approx(2)
    assert scores[3] / scores[1] == pytest.approx(9)
    assert np.sum(scores**2) == pytest.approx(14)


def test_scores_never_fall() -> None:
    scores = strength_scores.learn(Strengths.of(np.array([1, 2, 3])), np.array([0.9, 0.5, 0.7]), START)

    assert scores[1:] == pytest.approx(np.full(3, np.sqrt(14 / 3)))


def test_a_strength_that_nobody_used_takes_the_nearest_value() -> None:
    assert strength_scores.learn(Strengths.of(np.array([2, -2])), np.array([0.5, -0.5]), START).tolist() == [
        0,
        2,
        2,
        2,
    ]


@pytest.mark.parametrize("mean", [[0.0, 0.0], [-0.5, -0.5]])
def test_ratings_that_do_not_bear_each_other_out_teach_nothing(mean: list[float]) -> None:
    assert strength_scores.learn(Strengths.of(np.array([1, 3])), np.array(mean), START).tolist() == [
        0,
        1,
        2,
        3,
    ]


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0.1, 9)), min_size=1, max_size=6))
def test_pooling_keeps_the_order_and_the_weighted_mean(pairs: list[tuple[float, float]]) -> None:
    value, weight = map(np.array, zip(*pairs, strict=True))

    found = strength_scores.monotone(value, weight)

    assert np.all(np.diff(found) >= -1e-12)
    assert np.average(found, weights=weight) == pytest.approx(np.average(value, weights=weight), abs=1e-9)


def test_left_out_mean_is_what_the_other_rows_alone_would_say() -> None:
    data = Scores([0, 0, 1, 0], [0, 1, 1, 2], [3, -1, 2, 1], [1, -1, 1, 0], np.ones(4), 2, 3).by_item()
    rows = Rows.of(data, data.value)
    raters = gaussian_steps.Raters(
        np.array([0.3, -0.2, 0.1]), np.array([1.0, 0.7, 1.4]), np.array([0.5, 1.0, 2.0]), 1.0, 1.0
    )

    found = strength_scores.left_out(rows, raters, gaussian_steps.expect(rows, raters))

    for row in range(4):
        kept = np.arange(4) != row
        rest = Scores(data.item[kept], data.rater[kept], data.value[kept], data.side[kept], np.ones(3), 2, 3)
        alone = gaussian_steps.expect(Rows.of(rest, rest.value), raters)
        assert found[row] == pytest.approx(alone.mean[data.item[row]], abs=1e-12)
