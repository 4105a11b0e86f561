from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tasks.aggregation.encoding import Scores
from tasks.aggregation.labels import aspects


def planted(seed: int = 2, n_items: int = 600, each: int = 40) -> tuple[Scores, np.ndarray, np.ndarray]:
    """Scores from 1 to 5 by raters of whom each sees few answers; with the answers' worth and the leniencies."""
    rng = np.random.default_rng(seed)
    rows = 2 * n_items
    item, n_raters = np.repeat(np.arange(n_items), 2), rows // each
    rater = rng.permutation(np.resize(np.arange(n_raters), rows))
    worth, lenient = rng.normal(3, 0.8, n_items), rng.normal(0, 0.6, n_raters)
    lenient -= lenient.mean()
    score = np.clip(np.rint(worth[item] + lenient[rater] + rng.normal(0, 0.6, rows)), 1, 5)
    return Scores.plain(item, rater, score, n_items, n_raters), worth, lenient


def test_leniency_is_found_and_taken_off() -> None:
    data, worth, lenient = planted()

    fit = aspects.fit(data)

    plain = np.bincount(data.item, data.value) / 2
    assert np.corrcoef(fit.raters.bias, lenient)[0, 1] > 0.95
    assert np.mean((fit.mean - worth) ** 2) < 0.8 * np.mean((plain - worth) ** 2)


def test_errors_are_as_large_as_stated() -> None:
    data, worth, _ = planted()

    fit = aspects.fit(data)

    assert np.std((fit.mean - worth) / fit.error) == pytest.approx(1, abs=0.15)


def test_weights_undo_a_sample_that_prefers_poor_answers() -> None:
    rng = np.random.default_rng(1)
    n = 4000
    score = rng.integers(1, 6, n).astype(float)
    chance = np.where(score <= 2, 1.0, 0.15)
    kept = rng.random(n) < chance
    sample = Scores.plain(np.flatnonzero(kept), np.arange(kept.sum()) % 20, score[kept], n, 20)
    weighted = replace(sample, weight=1 / chance[kept])

    fit = aspects.fit(weighted)

    assert abs(aspects.fit(sample).overall - score.mean()) > 0.5
    assert abs(fit.overall - score.mean()) < 3 * fit.overall_error < 0.3


def test_weights_move_the_overall_mean_and_nothing_of_how_answers_differ() -> None:
    data, _, _ = planted()
    uneven = replace(data, weight=1.0 + data.item % 2)

    even, other = aspects.fit(data), aspects.fit(uneven)

    assert other.overall != even.overall
    assert np.corrcoef(other.mean, even.mean)[0, 1] > 0.9999


def test_answer_without_a_score_has_the_mean_and_the_widest_error() -> None:
    data, _, _ = planted()

    fit = aspects.fit(replace(data, n_items=data.n_items + 1))

    assert fit.mean[-1] == pytest.approx(fit.overall)
    assert fit.error[-1] == fit.error.max()
    assert fit.means.n[-1] == 0


def test_scores_that_never_differ_stay_what_they_are() -> None:
    fit = aspects.fit(Scores.plain([0, 0, 1], [0, 1, 0], [4, 4, 4], 2, 2))

    assert fit.mean == pytest.approx(np.array([4, 4]))
    assert fit.overall_error == 0


def test_moving_the_scale_moves_the_means() -> None:
    data, _, _ = planted()

    moved = aspects.fit(replace(data, value=data.value + 10))

    assert moved.mean == pytest.approx(aspects.fit(data).mean + 10, abs=1e-8)


def test_scores_that_weigh_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="weighs nothing"):
        aspects.fit(replace(planted()[0], weight=np.zeros(1200)))


def test_five_scores_of_fed_order_its_turns_as_their_mean_does(shared_data: Path) -> None:
    turns = [
        one for one in json.loads((shared_data / "fed" / "fed_data.json").read_text()) if "response" in one
    ]
    given = [
        (i, w, score)
        for i, one in enumerate(turns)
        for w, score in enumerate(one["annotations"]["Overall"])
        if isinstance(score, int | float)
    ]
    item, rater, value = map(np.array, zip(*given, strict=True))

    fit = aspects.fit(Scores.plain(item, rater, value, len(turns), 5))

    assert len(turns) == 375
    assert fit.overall == pytest.approx(value.mean())
    assert np.corrcoef(fit.mean, np.bincount(item, value) / fit.means.n)[0, 1] > 0.97


def test_the_error_of_the_overall_mean_allows_for_other_raters() -> None:
    inside = []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        rater = rng.permutation(np.resize(np.arange(20), 600))
        lenient, worth = rng.normal(0, 0.5, 20), rng.normal(3, 0.8, 300)
        value = np.repeat(worth, 2) + lenient[rater] + rng.normal(0, 0.6, 600)
        fit = aspects.fit(Scores.plain(np.repeat(np.arange(300), 2), rater, value, 300, 20), strict=False)
        inside.append(abs(fit.overall - 3) < 2 * fit.overall_error)

    assert 0.88 <= np.mean(inside) <= 0.99


def test_one_rater_leaves_the_overall_mean_the_error_of_its_answers() -> None:
    score = np.array([1.0, 2, 3, 4, 5, 3])
    fit = aspects.fit(Scores.plain(np.arange(6), [0] * 6, score, 6, 1), strict=False)

    assert fit.overall_error == pytest.approx(score.std() / np.sqrt(5))


def test_one_answer_leaves_the_overall_mean_the_error_of_its_raters() -> None:
    fit = aspects.fit(Scores.plain([0, 0], [0, 1], [2, 4], 1, 2), strict=False)

    assert fit.overall_error == pytest.approx(np.std([2, 4]))


def test_one_score_has_no_error() -> None:
    fit = aspects.fit(Scores.plain([0], [0], [2], 1, 1), strict=False)

    assert fit.mean.tolist() == [2]
    assert np.isnan(fit.overall_error)


def test_scores_that_weigh_nothing_do_not_tell_how_answers_differ() -> None:
    fit = aspects.fit(Scores([0, 1], [0, 1], [2.0, 4.0], [0, 0], [1.0, 0.0], 2, 2))

    assert fit.overall == 2
    assert np.isnan(fit.overall_error)


@pytest.mark.parametrize(("n_answers", "each"), [(10, 3), (1, 1), (40, 2)])
def test_equal_scores_leave_the_error_of_their_rounding(n_answers: int, each: int) -> None:
    item, rater = np.repeat(np.arange(n_answers), each), np.tile(np.arange(each), n_answers)

    fit = aspects.fit(Scores.plain(item, rater, np.full(item.size, 3.0), n_answers, each), strict=False)

    assert fit.mean == pytest.approx(np.full(n_answers, 3.0))
    assert np.all(fit.error >= (1 / 12 / each) ** 0.5)
    assert np.all(fit.error < 0.6)


def test_a_few_equal_scores_among_others_are_no_surer_than_their_noise() -> None:
    data, _, _ = planted()

    fit = aspects.fit(data)

    spread = np.bincount(data.item, data.value**2) / 2 - (np.bincount(data.item, data.value) / 2) ** 2
    assert fit.error[spread == 0].min() > 0.8 * np.median(fit.error)


def test_a_fit_starts_from_an_earlier_one() -> None:
    data, _, _ = planted()
    earlier = aspects.fit(data.only(np.arange(data.n) % 20 > 0))

    warm, cold = aspects.fit(data, start=earlier), aspects.fit(data)

    assert warm.mean == pytest.approx(cold.mean, abs=0.02)
    assert warm.convergence.iterations <= cold.convergence.iterations
