"""The way in: which model is fitted, how it is calibrated, and what it says it does not know."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.encoding import TIE, Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels.calibration import NONE, Source, calibration_error, log_loss
from tasks.aggregation.labels.fitting import Kind, fit
from tests.aggregation.stated import right
from tests.worlds import crowd, grades
from tests.worlds.preferences import HARD, WITH_TIES, WORLDS, World, draw

SHARED = next(one for one in HARD if one.name == "shared errors")
HABITS = next(one for one in HARD if one.name == "tie habits")


def test_preferences_are_graded_and_votes_take_tables() -> None:
    drawn = draw(WORLDS[1], n_items=300)

    assert fit(drawn.data).kind == Kind.GRADED
    assert fit(drawn.data.votes(2)).kind == Kind.TABLES


def test_votes_cannot_be_graded() -> None:
    with pytest.raises(ValueError, match="nothing of strength"):
        fit(Votes([0, 0, 1], [0, 1, 0], [0, 1, 1], 2, 2, 2), kind=Kind.GRADED)


def test_without_gold_the_calibration_of_grades_is_said_to_be_unknown() -> None:
    assert fit(draw(WORLDS[1], n_items=300).data).calibration == NONE


def test_without_gold_hidden_ratings_give_tables_a_least_temperature() -> None:
    votes, truth = grades.draw("continuous", n_items=800)

    found = fit(votes)

    assert found.calibration.source == Source.RATINGS
    assert found.calibration.temperature >= 1
    uncalibrated = fit(votes, calibration=NONE).labels.probability
    assert log_loss(found.labels.probability, truth) < log_loss(uncalibrated, truth) - 0.02


def test_fifty_gold_items_calibrate_a_crowd_that_errs_together() -> None:
    before, after = [], []
    for seed in range(6):
        drawn = draw(SHARED, n_items=2000, seed=seed)
        some = np.sort(np.random.default_rng(seed).choice(400, 50, replace=False))
        gold = Gold(drawn.gold.item[some], drawn.gold.label[some])
        data = drawn.data.only((drawn.data.item < 2000) | np.isin(drawn.data.item, gold.item))
        found = fit(data, gold=gold)
        raw = found.evidence.labels(found.model)
        for errors, labels in ((before, raw), (after, found.labels)):
            errors.append(calibration_error(labels.probability[:2000], drawn.truth[:2000]))

    assert np.mean(before) > 0.09
    assert np.mean(after) < 0.05


def test_gold_calibrates_by_groups_as_large_as_ordinary_items() -> None:
    """On all of its many ratings a gold item looks right and sure, whatever three of them are worth."""
    drawn = draw(World("sure", 3, 30, gold_each=40, shared_error=0.7), n_items=1500, seed=2)

    found = fit(drawn.data, gold=drawn.gold)

    assert found.calibration.temperature > 1.3


def test_every_fit_of_the_same_seed_is_the_same() -> None:
    drawn = draw(WITH_TIES, n_items=400, seed=5)

    one, other = (fit(drawn.data, gold=drawn.gold, seed=3) for _ in range(2))

    assert one.calibration == other.calibration
    assert np.array_equal(one.labels.probability, other.labels.probability)


@pytest.mark.parametrize("kind", [Kind.GRADED, Kind.TABLES])
def test_the_order_in_which_ratings_came_does_not_matter(kind: Kind) -> None:
    drawn = draw(WITH_TIES, n_items=400, seed=5)
    shuffled = drawn.data.only(np.random.default_rng(0).permutation(drawn.data.n))

    one, other = (fit(data, gold=drawn.gold, kind=kind) for data in (drawn.data, shuffled))

    assert other.calibration.temperature == pytest.approx(one.calibration.temperature, rel=1e-3)
    assert other.labels.probability == pytest.approx(one.labels.probability, abs=1e-3)


def test_raters_with_tie_habits_of_their_own_do_not_make_ties_of_everything() -> None:
    drawn = draw(HABITS, n_items=3000, seed=1)
    data = drawn.data.only(drawn.data.item < 3000)

    labels = fit(data).labels

    votes, truth = fit(data, kind=Kind.MAJORITY).labels, drawn.truth[:3000]
    assert right(labels, truth) > right(votes, truth) + 0.02
    assert labels.probability[:3000, TIE].mean() == pytest.approx(np.mean(truth == TIE), abs=0.1)
    assert calibration_error(labels.probability[:3000], truth) < 0.07


@pytest.mark.parametrize("name", crowd.SETS)
def test_gold_makes_the_crowd_sets_honest(shared_data: object, name: str) -> None:
    votes, truth = crowd.load(name)
    dealt = np.random.default_rng(0).permutation(votes.n_items)
    known, rest = np.sort(dealt[: votes.n_items // 3]), np.sort(dealt[votes.n_items // 3 :])

    found = fit(votes, gold=Gold(known, truth[known]), strict=False)

    probability = found.labels.probability[rest]
    raw = found.evidence.labels(found.model).probability[rest]
    assert calibration_error(probability, truth[rest]) < 0.11
    assert log_loss(probability, truth[rest]) < log_loss(raw, truth[rest])
