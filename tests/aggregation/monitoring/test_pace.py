from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.monitoring import pace
from tasks.aggregation.monitoring.false_discovery import adjusted
from tasks.aggregation.monitoring.pace import Timings


def timed(
    *, slope: float = 0.7, n_raters: int = 60, each: int = 120, away: float = 0.03, seed: int = 1
) -> Timings:
    """Raters of different paces, who are called away now and then."""
    rng = np.random.default_rng(seed)
    rater = np.repeat(np.arange(n_raters), each)
    words = rng.lognormal(6, 0.6, rater.size)
    log = 1.0 + slope * np.log(words) + rng.normal(0, 0.25, n_raters)[rater] + rng.normal(0, 0.35, rater.size)
    seconds = np.exp(log) * np.where(rng.random(rater.size) < away, 20, 1)
    return Timings(rater, seconds, words, n_raters)


def faster(timings: Timings, rows: np.ndarray, factor: float) -> Timings:
    return replace(timings, seconds=np.where(rows, timings.seconds / factor, timings.seconds))


@pytest.mark.parametrize("slope", [0.0, 0.4, 1.0])
def test_what_length_costs_is_found_in_spite_of_pauses(slope: float) -> None:
    assert pace.measure(timed(slope=slope, away=0.1)).slope == pytest.approx(slope, abs=0.03)


def test_words_that_never_differ_cost_nothing_that_could_be_found() -> None:
    timings = timed()

    assert pace.measure(replace(timings, words=np.full(timings.words.size, 300.0))).slope == 0


def test_careful_ratings_are_seldom_called_hasty() -> None:
    timings = timed()

    found = pace.measure(timings)

    assert found.is_hasty.mean() < 0.015
    assert pace.recent(timings, found).p_above.max() < 0.5
    assert adjusted(found.p_value).min() > 0.05


def test_one_hasty_rating_condemns_nobody() -> None:
    timings = Timings([0, 1, 1, 1], [5, 40, 50, 45], [300] * 4, 3)

    found = pace.recent(timings, pace.measure(timings))

    assert found.hasty.tolist() == [1, 0, 0]
    assert np.all(found.p_above < 0.5)


def test_nobody_reads_six_hundred_words_a_minute() -> None:
    timings = Timings([0, 0, 1, 1], [29.9, 30.1, 40, 50], [300, 300, 300, 300], 2)

    assert pace.measure(timings).is_hasty.tolist() == [True, False, False, False]


def test_what_is_hasty_is_the_callers_to_say() -> None:
    timings = timed()

    plain, strict = pace.measure(timings), pace.measure(timings, words_per_second=3, low=-1.5)

    assert plain.is_hasty.sum() < strict.is_hasty.sum() / 3
    assert np.all(strict.is_hasty[plain.is_hasty])


def test_rater_who_hurries_at_the_end_is_found_by_their_last_ratings() -> None:
    timings = timed()
    late = (timings.rater == 3) & (np.arange(timings.rater.size) % 120 >= 80)
    hurried = faster(timings, late, 6)

    recent = pace.recent(hurried, pace.measure(hurried))

    assert recent.hasty[3] > 25
    assert recent.p_above[3] > 0.999
    assert np.delete(recent.p_above, 3).max() < 0.5
    assert recent.n.tolist() == [50] * 60


def test_rater_who_always_hurries_is_found_beside_the_others() -> None:
    timings = timed()
    hurried = faster(timings, timings.rater == 3, 8)

    found = pace.measure(hurried)

    assert adjusted(found.p_value)[3] < 0.05
    assert np.delete(adjusted(found.p_value), 3).min() > 0.05


def test_honest_raters_are_found_no_more_often_than_is_stated() -> None:
    found = [adjusted(pace.measure(timed(seed=seed)).p_value) for seed in range(30)]

    assert np.mean([np.any(one < 0.05) for one in found]) <= 0.1


def test_being_away_is_cut_off_and_reading_a_long_text_is_not() -> None:
    timings = timed()

    found = pace.without_idling(timings, pace.measure(timings))

    assert np.mean(found < timings.seconds) == pytest.approx(0.05, abs=0.002)
    assert found.sum() < 0.8 * timings.seconds.sum()
    longest = timings.words > np.quantile(timings.words, 0.98)
    assert np.mean(found[longest] < timings.seconds[longest]) < 0.12


@settings(max_examples=80)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 5)), max_size=40))
def test_medians_are_medians(rows: list[tuple[int, int]]) -> None:
    rater = np.array([one for one, _ in rows], dtype=int)
    value = np.array([one for _, one in rows], dtype=float)

    found = pace.medians(rater, value, 4)

    for one in range(4):
        own = value[rater == one]
        assert found[one] == pytest.approx(np.median(own) if own.size else np.nan, nan_ok=True)


@settings(max_examples=40)
@given(st.floats(0.01, 100))
def test_unit_of_time_matters_for_the_floor_only(unit: float) -> None:
    timings = timed(n_raters=5, each=20)

    one, other = pace.measure(timings), pace.measure(replace(timings, seconds=timings.seconds * unit))

    assert other.slope == pytest.approx(one.slope)
    assert other.z == pytest.approx(one.z, abs=1e-9)
    assert other.rater_z == pytest.approx(one.rater_z, abs=1e-9)


def test_few_ratings_are_judged_by_the_pace_of_all() -> None:
    timings = timed()
    one_more = Timings(
        np.append(timings.rater, 60), np.append(timings.seconds, 150.0), np.append(timings.words, 400.0), 62
    )

    found = pace.measure(one_more)

    assert abs(found.z[-1]) < 2
    assert np.isnan(found.p_value[61])
    assert pace.recent(one_more, found).n.tolist()[60:] == [1, 0]


@pytest.mark.parametrize(("seconds", "words"), [(0.0, 10.0), (-1.0, 10.0), (np.nan, 10.0), (5.0, -1.0)])
def test_times_that_cannot_be_are_refused(seconds: float, words: float) -> None:
    with pytest.raises(ValueError):
        Timings([0], [seconds], [words], 1)


def test_no_rating_is_refused() -> None:
    with pytest.raises(DegenerateData):
        pace.measure(Timings([], [], [], 2))
