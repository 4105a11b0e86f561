from __future__ import annotations

import math

import numpy as np
import pytest

from tasks.aggregation.convergence import Convergence, NotConverged, iterate


def halve(state: float) -> tuple[float, float]:
    return state / 2, state / 2


def test_it_stops_at_the_first_change_below_the_tolerance() -> None:
    state, how = iterate(halve, 1.0, tol=0.2, max_iter=10)

    assert (state, how) == (0.125, Convergence(iterations=3, change=0.125, converged=True))


def test_a_change_as_large_as_the_tolerance_is_not_below_it() -> None:
    assert iterate(halve, 1.0, tol=0.25, max_iter=10)[1].iterations == 3


def test_running_out_of_steps_is_an_error_that_says_how_far_it_was() -> None:
    with pytest.raises(NotConverged, match=r"still moving by 0\.25 after 2 iterations") as raised:
        iterate(halve, 1.0, tol=0.1, max_iter=2)

    assert (raised.value.iterations, raised.value.change) == (2, 0.25)


def test_whoever_asks_gets_the_last_state_instead() -> None:
    state, how = iterate(halve, 1.0, tol=0.1, max_iter=2, strict=False)

    assert (state, how) == (0.25, Convergence(iterations=2, change=0.25, converged=False))


def test_no_tolerance_takes_exactly_as_many_steps_as_are_allowed() -> None:
    state, how = iterate(lambda one: (one + 1, 0.0), 0, tol=0, max_iter=7, strict=False)

    assert (state, how.iterations, how.converged) == (7, 7, False)


def test_a_change_that_is_not_a_number_never_counts_as_small() -> None:
    with pytest.raises(NotConverged) as raised:
        iterate(lambda one: (one, math.nan), 0, tol=1e9, max_iter=3)

    assert math.isnan(raised.value.change)


def test_states_are_passed_on_untouched() -> None:
    seen = []

    def step(state: np.ndarray) -> tuple[np.ndarray, float]:
        seen.append(state)
        following = state + 1
        return following, float(np.abs(following - state).max())

    last, _ = iterate(step, np.zeros(2), tol=0, max_iter=3, strict=False)

    assert [one.tolist() for one in seen] == [[0, 0], [1, 1], [2, 2]]
    assert last.tolist() == [3, 3]
