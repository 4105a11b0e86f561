from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.encoding import BOTH_BAD, TIE, A, B, Preferences
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import graded
from tasks.aggregation.labels.fitting import fit
from tasks.aggregation.labels.verdicts import Verdicts
from tasks.aggregation.results import Labels
from tests.aggregation.stated import stated

BAD = None


def preferences(*items: list[int | None], n_raters: int = 8) -> Preferences:
    """One list of strengths an item, by raters 0, 1, …; None calls both bad."""
    rows = [(i, w, said or 0, int(said is BAD)) for i, one in enumerate(items) for w, said in enumerate(one)]
    item, rater, strength, verdict = zip(*rows, strict=True)
    return Preferences(item, rater, strength, verdict, np.zeros(len(rows)), len(items), n_raters)


def pandalm(folder: Path) -> tuple[Preferences, np.ndarray]:
    given = json.loads((folder / "pandalm" / "testset-v1.json").read_text())
    said = np.array([[row[f"annotator{k}"] for k in (1, 2, 3)] for row in given])
    strength = np.select([said == 1, said == 2], [1, -1], 0).ravel()
    item, rater = np.repeat(np.arange(len(said)), 3), np.tile(np.arange(3), len(said))
    return Preferences(item, rater, strength, 0 * item, np.zeros(item.size), len(said), 3), said


@st.composite
def small(draw: st.DrawFn) -> Preferences:
    n_items, n_raters = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    said = st.sampled_from((-3, -2, -1, 0, 1, 2, 3, BAD))
    row = st.tuples(
        st.integers(0, n_items - 1), st.integers(0, n_raters - 1), said, st.sampled_from((-1, 0, 1))
    )
    item, rater, strength, side = zip(*draw(st.lists(row, min_size=1, max_size=25)), strict=True)
    verdict = [int(one is BAD) for one in strength]
    return Preferences(item, rater, [one or 0 for one in strength], verdict, side, n_items, n_raters)


def labels_of(data: Preferences) -> Labels:
    return stated(graded.fit(data), data)


def settled(data: Preferences) -> Labels:
    return stated(graded.fit(data, tol=0, max_iter=12, strict=False), data)


def test_every_unanimous_tie_of_pandalm_comes_out_as_a_tie(shared_data: Path) -> None:
    data, said = pandalm(shared_data)

    labels = labels_of(data)

    ties = (said == 0).all(axis=1)
    assert ties.sum() == 85
    assert np.all(labels.best[ties] == TIE)
    assert labels.probability[ties, TIE].min() > 0.95


def test_labels_of_pandalm_are_the_published_majority(shared_data: Path) -> None:
    data, said = pandalm(shared_data)

    best = labels_of(data).best

    most = np.array([np.bincount(row, minlength=3).argmax() for row in said])
    assert np.bincount(best, minlength=3).tolist() == [422, 472, 105]
    assert np.array_equal(np.array([1, 2, 0])[best], most)


def test_a_tie_of_all_is_a_tie_and_a_split_between_the_sides_is_not() -> None:
    data = preferences([0, 0, 0], [2, -2, 2, -2], *[[2, 2, 1], [-1, -2, -2]] * 10)

    labels = labels_of(data)

    assert labels.best[0] == TIE
    assert labels.probability[0, TIE] > 0.7
    assert labels.probability[1, TIE] < 0.1
    assert labels.strength[0] == pytest.approx(0)


def test_both_bad_is_judged_before_any_side() -> None:
    data = preferences([BAD, BAD, BAD], [BAD, 3, 2], [1, 2, 2], *[[-2, -2, -1]] * 6)

    labels = labels_of(data)

    assert labels.best[:3].tolist() == [BOTH_BAD, A, A]
    assert labels.probability[1, BOTH_BAD] > labels.probability[2, BOTH_BAD]


@pytest.mark.parametrize(("said", "label"), [(BAD, BOTH_BAD), (0, TIE)])
def test_where_nobody_ever_names_a_side_none_is_found(said: int | None, label: int) -> None:
    labels = labels_of(preferences([said] * 3, [said]))

    assert labels.best.tolist() == [label, label]
    assert labels.probability[:, A] == pytest.approx(labels.probability[:, B])


def test_gold_is_certain_but_what_the_ratings_said_is_kept() -> None:
    data = preferences([2, 2, 3], [-2, -3, -2])

    found = fit(data, gold=Gold([0, 1], [A, BOTH_BAD]))

    assert found.labels.probability.tolist() == [[1, 0, 0, 0], [0, 0, 0, 1]]
    assert found.evidence.labels(found.model).probability[1, B] > 0.5


def test_no_rating_is_refused() -> None:
    with pytest.raises(DegenerateData):
        graded.fit(Preferences([], [], [], [], [], 3, 2))


@settings(max_examples=40)
@given(small())
def test_probabilities_are_probabilities(data: Preferences) -> None:
    labels = settled(data)

    for found in (labels.probability, labels.p_vote):
        assert found.min() >= 0
        assert found.sum(axis=1) == pytest.approx(np.ones(len(found)), abs=1e-12)


@settings(max_examples=40)
@given(small())
def test_swapping_the_answers_of_all_items_swaps_the_two_sides(data: Preferences) -> None:
    one, other = settled(data), settled(replace(data, strength=-data.strength, side=-data.side))

    assert np.array_equal(one.strength, -other.strength)
    assert other.probability[:, [B, A, TIE, BOTH_BAD]] == pytest.approx(one.probability, abs=1e-12)


def test_prior_is_learnt_from_ratings_of_one_item_agreeing() -> None:
    runs, scattered = np.array([3, 0, 0, 0] * 50), np.array([1, 1, 1, 0] * 50)
    asked = np.full(200, 3)

    strong, weak = Verdicts.learn(runs, asked), Verdicts.learn(scattered, asked)

    assert strong.mean == weak.mean == pytest.approx(0.25, abs=0.01)
    assert strong.ratings < 0.1
    assert weak.ratings == pytest.approx(19)
    three = np.array([3])
    assert strong.likely(three, three)[0] > 0.99
    assert weak.likely(three, three)[0] < 0.5


@pytest.mark.parametrize(("mean", "ratings"), [(0.1, 0.5), (0.3, 2.0), (0.6, 6.0)])
def test_planted_prior_is_found_again(mean: float, ratings: float) -> None:
    rng = np.random.default_rng(4)
    asked = rng.integers(1, 6, 20_000)
    given = rng.binomial(asked, rng.beta(ratings * mean, ratings * (1 - mean), asked.size))

    found = Verdicts.learn(given, asked)

    assert found.mean == pytest.approx(mean, abs=0.01)
    assert found.ratings == pytest.approx(ratings, rel=0.1)


def test_classes_that_do_not_occur_take_no_mass_unless_they_are_allowed() -> None:
    data = preferences([2, 2, 1], [-1, -2, -2], [3, 1, -1])

    labels, allowed = labels_of(data), stated(graded.fit(data, allowed=(TIE, BOTH_BAD)), data)

    assert np.all(labels.probability[:, [TIE, BOTH_BAD]] == 0)
    assert np.all(labels.p_vote[:, [TIE, BOTH_BAD]] == 0)
    assert np.all(allowed.probability[:, [TIE, BOTH_BAD]] > 0)
