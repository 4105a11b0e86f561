from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.aggregation.encoding import Scores
from tasks.aggregation.labels import gaussian_steps, strength_scores
from tasks.aggregation.labels.gaussian_rows import Rows
from tasks.aggregation.labels.strength_scores import Learning, Strengths

START = Learning.start(np.arange(4.0))


def learnt(strength: list[int], mean: list[float], before: Learning = START, n: int = 100_000) -> Learning:
    """Learn from each strength n times, always borne out by that mean."""
    many = Strengths.of(np.repeat(strength, n))
    return strength_scores.learn(many, np.repeat(mean, n), before)


def test_scores_follow_what_the_other_ratings_bear_out_and_keep_their_variance() -> None:
    scores = learnt([1, -1, 2, -2, 3, -3], [0.1, -0.1, 0.2, -0.2, 0.9, -0.9]).scores

    assert scores[2] / scores[1] == pytest.approx(2, rel=1e-3)
    assert scores[3] / scores[1] == pytest.approx(9, rel=1e-3)
    assert np.mean(scores[1:] ** 2) == pytest.approx(14 / 3)


def test_few_ratings_leave_scores_near_one_two_and_three() -> None:
    few, many = (learnt([1, 2, 3], [0.0, 0.2, 0.9], n=n).scores for n in (2, 2000))

    assert few[1:] == pytest.approx([1, 2, 3], abs=0.35)
    assert many[1] < 0.1


def test_scores_never_fall() -> None:
    scores = learnt([1, 2, 3], [0.9, 0.5, 0.7]).scores

    assert scores[1:] == pytest.approx(np.full(3, np.sqrt(14 / 3)), rel=1e-3)


def test_a_strength_that_nobody_used_takes_the_nearest_value() -> None:
    scores = strength_scores.learn(Strengths.of(np.array([2, -2])), np.array([0.5, -0.5]), START).scores

    assert scores.tolist() == [0, 2, 2, 2]


@pytest.mark.parametrize("mean", [[0.0, 0.0], [-0.5, -0.5]])
def test_ratings_that_do_not_bear_each_other_out_teach_nothing(mean: list[float]) -> None:
    learning = strength_scores.learn(Strengths.of(np.array([1, 3])), np.array(mean), START)

    assert learning.scores.tolist() == [0, 1, 2, 3]
    assert learning.moved == 0


def test_a_move_that_turns_back_is_taken_in_part_and_measured_in_whole() -> None:
    before = learnt([1, 2, 3], [0.1, 0.2, 0.9])
    whole = learnt([1, 2, 3], [0.4, 0.5, 0.6]).scores

    turned = learnt([1, 2, 3], [0.4, 0.5, 0.6], before)

    assert turned.turns == 1
    assert turned.moved == pytest.approx(np.abs(whole - before.scores).max())
    assert np.mean(turned.scores[1:] ** 2) == pytest.approx(14 / 3)
    way = (turned.scores - before.scores) @ (whole - before.scores) / np.sum((whole - before.scores) ** 2)
    assert 0.5 < way < 0.8


def test_moves_that_go_on_the_same_way_are_taken_in_whole() -> None:
    learning = learnt([1, 2, 3], [0.1, 0.2, 0.9], learnt([1, 2, 3], [0.2, 0.35, 0.9]))

    assert learning.turns == 0
    assert learning.scores[3] / learning.scores[1] == pytest.approx(9, rel=1e-3)


def test_a_way_round_a_circle_turns_back_though_no_two_moves_do() -> None:
    learning, ends = START, []
    for step in range(40):
        angle = step * np.pi / 8
        learning = learnt([1, 2, 3], [0.3 + 0.2 * np.cos(angle), 0.5 + 0.1 * np.sin(angle), 0.9], learning)
        ends.append(learning.turns)

    assert ends[-1] >= 4


def test_after_its_last_move_f_rests() -> None:
    spent = replace(learnt([1, 2, 3], [0.1, 0.2, 0.9]), moves=strength_scores.MOST_MOVES)

    after = learnt([1, 2, 3], [0.4, 0.5, 0.6], spent)

    assert after.scores.tolist() == spent.scores.tolist()
    assert after.moved == 0


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
