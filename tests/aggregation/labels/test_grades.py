"""The ordinal label model: better than tables and the vote on grades, however raters come by them."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.encoding import Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import confusions, dawid_skene
from tasks.aggregation.labels.calibration import calibration_error
from tasks.aggregation.labels.fitting import Kind, fit
from tests.aggregation.stated import right, stated
from tests.worlds import grades


@pytest.mark.parametrize("kind", grades.KINDS)
def test_grades_are_found_better_than_by_tables_or_the_vote(kind: str) -> None:
    found: dict[Kind, list[float]] = {one: [] for one in (Kind.MAJORITY, Kind.TABLES, Kind.ORDINAL)}
    for seed in range(3):
        votes, truth = grades.draw(kind, n_items=1000, seed=seed)
        for model, share in found.items():
            share.append(right(fit(votes, kind=model).labels, truth))

    ordinal = np.mean(found[Kind.ORDINAL])
    assert ordinal > np.mean(found[Kind.TABLES]) + 0.005
    assert ordinal > np.mean(found[Kind.MAJORITY]) + 0.02


def test_raters_with_many_votes_may_have_tables_of_their_own() -> None:
    votes, truth = grades.draw("tables", n_items=1500, each=300, overlap=5)
    ordinal, plain = (dawid_skene.fit(votes, is_ordered=one) for one in (True, False))

    assert ordinal.prior.strength < 200
    assert right(stated(ordinal, votes), truth) >= right(stated(plain, votes), truth) - 0.005


def test_grades_are_calibrated_on_gold() -> None:
    votes, truth = grades.draw("continuous", n_items=2000)

    labels = fit(votes, kind=Kind.ORDINAL, gold=Gold(np.arange(400), truth[:400])).labels

    assert calibration_error(labels.probability[400:], truth[400:]) < 0.05


def test_raters_who_read_grades_too_high_are_corrected_for() -> None:
    rng = np.random.default_rng(0)
    truth, item = rng.integers(0, 4, 600), np.repeat(np.arange(600), 3)
    rater = np.tile(np.arange(3), 600)
    label = np.clip(truth[item] + (rater == 2), 0, 3)
    votes = Votes(item, rater, label, 600, 3, 4)

    model = dawid_skene.fit(votes, is_ordered=True)

    alone = stated(model, Votes([0, 0], [2, 2], [2, 2], 1, 3, 4))
    assert alone.best.tolist() == [1]


def test_a_turned_scale_turns_the_grades() -> None:
    votes, _ = grades.draw("skewed", n_items=300)
    turned = Votes(votes.item, votes.rater, 3 - votes.label, votes.n_items, votes.n_raters, 4)

    one, other = (stated(dawid_skene.fit(each, is_ordered=True), each) for each in (votes, turned))

    assert other.probability[:, ::-1] == pytest.approx(one.probability, abs=1e-6)
    assert other.strength == pytest.approx(-one.strength, abs=1e-6)


def test_strength_of_grades_is_in_points() -> None:
    votes, truth = grades.draw("tables", n_items=500)

    labels = stated(dawid_skene.fit(votes, is_ordered=True), votes)

    assert labels.strength.min() >= -3
    assert labels.strength.max() <= 3
    assert np.all(np.diff([labels.strength[truth == one].mean() for one in range(4)]) > 0.3)


def test_grades_between_those_that_occur_may_occur() -> None:
    votes = Votes([0, 0, 1, 1], [0, 1, 0, 1], [0, 2, 2, 2], 2, 2, 5)

    model = dawid_skene.fit(votes, is_ordered=True)

    assert model.classes.tolist() == [0, 1, 2]
    assert stated(model, votes).probability[:, 3:].max() == 0


def test_newcomers_are_between_good_and_bad() -> None:
    model = confusions.before_any_fit(4, is_ordered=True)

    assert np.all(np.diag(model.typical) > 0.3)
    assert model.typical[0, 1] > model.typical[0, 2] > model.typical[0, 3]
