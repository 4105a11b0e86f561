"""Comparing models by their losses on the same cases."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.labels.candidates import Model
from tasks.aggregation.labels.holding_out import Held
from tasks.aggregation.labels.scores import Criterion, Reason, compare, decide, mean_with_error, within

FIRST, SECOND, THIRD = Model.MAJORITY, Model.ONE_COIN, Model.FULL_TABLES


def held(*loss: float) -> Held:
    return Held(np.array(loss), np.arange(len(loss)), 1.0, 1.0)


def test_the_error_is_that_of_a_mean() -> None:
    value = np.random.default_rng(0).normal(2, 3, 400)

    mean, error = mean_with_error(value, np.arange(400))

    assert mean == pytest.approx(value.mean())
    assert error == pytest.approx(value.std() / 20)


def test_saying_the_same_thing_four_times_makes_it_no_surer() -> None:
    value = np.random.default_rng(0).normal(2, 3, 100)

    once = mean_with_error(value, np.arange(100))
    repeated = mean_with_error(np.repeat(value, 4), np.repeat(np.arange(100), 4))

    assert repeated == pytest.approx(once)


def test_models_are_compared_case_by_case() -> None:
    """Cases differ by far more than the models do; only the paired difference shows that one is better."""
    hard = np.linspace(0, 9, 50)
    losses = compare({FIRST: held(*(hard + 0.1)), SECOND: held(*hard)})

    assert losses[SECOND].behind == losses[SECOND].behind_error == 0
    assert losses[FIRST].behind == pytest.approx(0.1)
    assert losses[FIRST].behind_error == pytest.approx(0, abs=1e-9)
    assert losses[FIRST].error > 0.3


def test_the_simplest_within_one_error_of_the_best_wins() -> None:
    losses = compare({FIRST: held(2, 2, 2, 2), SECOND: held(1, 1, 0, 0.2), THIRD: held(0, 0, 1, 1)})

    decision = decide({}, losses, FIRST)

    assert within(1, losses) == [SECOND, THIRD]
    assert (decision.chosen, decision.best) == (SECOND, THIRD)
    assert (decision.criterion, decision.reason) == (Criterion.RATINGS, Reason.SIMPLER)


def test_hidden_ratings_decide_where_there_are_some() -> None:
    on_gold, on_ratings = compare({FIRST: held(0, 0), SECOND: held(1, 1)}), compare({SECOND: held(1, 1)})

    assert decide(on_gold, on_ratings, THIRD).chosen == SECOND
    assert decide(on_gold, {}, THIRD).chosen == FIRST
    assert decide({}, {}, THIRD).chosen == THIRD
    assert decide({}, {}, THIRD).reason == Reason.DEFAULT
