from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregation.monitoring import drift
from tasks.aggregation.monitoring.checks import Checks

RIGHT, WRONG = np.log(0.6 / 0.8), np.log(0.4 / 0.2)


def one_by_one(checks: Checks, threshold: float) -> tuple[list[float], list[tuple[int, int, int]]]:
    """Path and alarms, a check at a time as a person would keep the chart."""
    level, since, path, alarms = {}, {}, [], []
    for row, (rater, step) in enumerate(zip(checks.rater, checks.log_ratio(0.8, 0.6), strict=True)):
        if level.get(rater, 0.0) == 0:
            since[rater] = row
        level[rater] = max(0.0, level.get(rater, 0.0) + step)
        path.append(level[rater])
        if level[rater] >= threshold:
            alarms.append((int(rater), since[rater], row))
            level[rater] = 0.0
    return path, alarms


def alarms_of(chart: drift.Chart) -> list[tuple[int, int, int]]:
    return list(zip(chart.rater.tolist(), chart.began.tolist(), chart.raised.tolist(), strict=True))


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from((0.0, 0.0, 0.3, 0.5, 1.0))), max_size=60),
    st.sampled_from((0.5, 1.5, 4.0)),
)
def test_chart_is_that_kept_one_check_at_a_time(rows: list[tuple[int, float]], threshold: float) -> None:
    checks = Checks([rater for rater, _ in rows], [right for _, right in rows], 4)

    chart = drift.cusum(checks, threshold=threshold)

    path, alarms = one_by_one(checks, threshold)
    assert chart.path == pytest.approx(path, abs=1e-12)
    assert alarms_of(chart) == alarms


def test_right_answers_lower_the_chart_to_nothing_and_wrong_ones_raise_it() -> None:
    chart = drift.cusum(Checks([0] * 4, [1, 0, 0, 1], 2))

    assert chart.path == pytest.approx([0, WRONG, 2 * WRONG, 2 * WRONG + RIGHT])
    assert chart.level == pytest.approx([2 * WRONG + RIGHT, 0])


def test_alarm_says_where_the_fall_began_and_the_chart_starts_again() -> None:
    chart = drift.cusum(Checks([0] * 20, [1] * 8 + [0] * 12, 1))

    assert alarms_of(chart) == [(0, 8, 13), (0, 14, 19)]
    assert chart.level.tolist() == [0]


def test_checks_that_say_nothing_raise_no_alarm() -> None:
    assert not drift.cusum(Checks([0] * 5000, [0.5] * 5000, 1)).path.any()


def test_rater_who_falls_off_is_found_near_where_it_happened() -> None:
    rng = np.random.default_rng(3)
    n, fell, n_raters = 300, 150, 400
    accuracy = np.where(np.arange(n) < fell, 0.85, 0.5)
    right = (rng.random((n_raters, n)) < accuracy).astype(float)

    chart = drift.cusum(Checks(np.repeat(np.arange(n_raters), n), right.ravel(), n_raters))

    place = chart.raised % n
    found = np.unique(chart.rater[place >= fell])
    began = chart.began[place >= fell] % n
    first = began[np.unique(chart.rater[place >= fell], return_index=True)[1]]
    assert found.size > 0.98 * n_raters
    assert np.unique(chart.rater[place < fell]).size < 0.12 * n_raters
    assert np.median(first) == pytest.approx(fell, abs=6)


def test_unsure_checks_find_the_same_fall_later() -> None:
    rng = np.random.default_rng(5)
    right = rng.random(12_000) < 0.5
    unsure = np.where(rng.random(right.size) < 0.85, right, ~right)

    gold = drift.cusum(Checks(np.zeros(right.size, dtype=int), right, 1))
    peers = drift.cusum(Checks(np.zeros(right.size, dtype=int), np.where(unsure, 0.85, 0.15), 1))

    assert right.size / 80 < peers.raised.size < gold.raised.size


@pytest.mark.parametrize("options", [{"threshold": 0.0}, {"p0": 0.5, "p1": 0.6}, {"p0": 1.0}])
def test_impossible_charts_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        drift.cusum(Checks([0], [1], 1), **options)


def test_no_check_is_no_alarm() -> None:
    chart = drift.cusum(Checks([], [], 3))

    assert chart.level.tolist() == [0, 0, 0]
    assert chart.raised.size == 0
