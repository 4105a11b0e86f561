"""Majority, one coin and full tables: against what others print and compute, and what must hold for any votes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from crowdkit.aggregation import DawidSkene, MajorityVote, OneCoinDawidSkene
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregation.convergence import DegenerateData, NotConverged
from tasks.aggregation.encoding import Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import dawid_skene, majority, one_coin
from tasks.aggregation.labels.tallies import counts, lowest, shares

# README of the shared data: majority with ties shared, majority with ties to the lowest class, Dawid-Skene (+0.01).
CROWD = {
    "rte": (0.8969, 0.9187, 0.9275),
    "bluebird": (0.7593, 0.7593, 0.8981),
    "dog": (0.8222, 0.8178, 0.8426),
    "face": (0.6367, 0.6301, 0.6404),
    "weather-cf": (0.8822, 0.9000, 0.8300),
}
ONE_COIN = {"rte": 0.9250, "bluebird": 0.5833, "dog": 0.8302, "face": 0.6113, "weather-cf": 0.8867}
theirs = pytest.mark.filterwarnings("ignore")  # crowd-kit calls what pandas is about to drop
MODELS = (majority.fit, one_coin.fit, dawid_skene.fit)
SMOOTHED = {"prior": (0.01, 0.01), "variational": False, "tol": 0, "max_iter": 100, "strict": False}


def crowd(folder: Path, name: str) -> tuple[Votes, np.ndarray, np.ndarray]:
    rows = np.loadtxt(folder / "crowd" / name / "label.csv", delimiter=",", skiprows=1, dtype=int)
    truth = np.loadtxt(folder / "crowd" / name / "truth.csv", delimiter=",", skiprows=1, dtype=int)
    size = rows.max(axis=0) + 1
    return Votes(*rows.T, *map(int, size)), truth[:, 0], truth[:, 1]


def planted(
    n_items: int = 300, n_raters: int = 12, n_classes: int = 3, seed: int = 5
) -> tuple[Votes, np.ndarray]:
    """Five votes an item from raters of known accuracy, every rater and class well filled."""
    rng = np.random.default_rng(seed)
    truth, accuracy = rng.integers(0, n_classes, n_items), rng.uniform(0.5, 0.9, n_raters)
    item = np.repeat(np.arange(n_items), 5)
    rater = np.concatenate([rng.permutation(n_raters)[:5] for _ in range(n_items)])
    other = (truth[item] + rng.integers(1, n_classes, item.size)) % n_classes
    label = np.where(rng.random(item.size) < accuracy[rater], truth[item], other)
    return Votes(item, rater, label, n_items, n_raters, n_classes), truth


def as_frame(votes: Votes) -> pd.DataFrame:
    return pd.DataFrame({"task": votes.item, "worker": votes.rater, "label": votes.label})


def by_code(frame: pd.DataFrame) -> np.ndarray:
    """Rows by item and columns by class, which crowd-kit gives in the order in which it met them."""
    return frame.sort_index().sort_index(axis=1).to_numpy()


@st.composite
def any_votes(draw: st.DrawFn) -> Votes:
    n_items, n_raters, n_classes = draw(st.integers(1, 5)), draw(st.integers(1, 4)), draw(st.integers(2, 4))
    row = st.tuples(*(st.integers(0, n - 1) for n in (n_items, n_raters, n_classes)))
    rows = draw(st.lists(row, min_size=1, max_size=30))
    return Votes(*zip(*rows, strict=True), n_items, n_raters, n_classes)


def steps(model: object, votes: Votes, **more: object) -> np.ndarray:
    options = {} if model is majority.fit else {"tol": 0, "max_iter": 8, "strict": False}
    return model(votes, **options, **more).labels.probability


@pytest.mark.parametrize(("name", "figures"), CROWD.items())
def test_the_published_accuracies_come_out(shared_data: Path, name: str, figures: tuple[float, ...]) -> None:
    votes, item, truth = crowd(shared_data, name)

    tally = counts(votes)
    table = dawid_skene.fit(votes, **SMOOTHED)

    assert shares(tally)[truth, item].mean() == pytest.approx(figures[0], abs=5.1e-5)
    assert np.mean(lowest(tally)[item] == truth) == pytest.approx(figures[1], abs=5.1e-5)
    assert np.mean(table.labels.best[item] == truth) == pytest.approx(figures[2], abs=5.1e-5)


@pytest.mark.parametrize(("name", "figure"), ONE_COIN.items())
def test_one_coin_by_expectation_is_that_of_crowd_kit(shared_data: Path, name: str, figure: float) -> None:
    votes, item, truth = crowd(shared_data, name)

    fit = one_coin.fit(votes, prior=(0, 0), variational=False, tol=0, max_iter=100, strict=False)

    assert np.mean(fit.labels.best[item] == truth) == pytest.approx(figure, abs=0.015)


@theirs
def test_the_vote_is_that_of_crowd_kit() -> None:
    votes, _ = planted()

    other = MajorityVote().fit_predict_proba(as_frame(votes))

    assert majority.fit(votes, prior=0).labels.probability == pytest.approx(by_code(other), abs=1e-6)


@theirs
@pytest.mark.parametrize("n_steps", [1, 3, 10])
def test_tables_are_those_of_crowd_kit_step_by_step(n_steps: int) -> None:
    votes, _ = planted()

    other = DawidSkene(n_iter=n_steps, tol=-np.inf).fit(as_frame(votes)).probas_
    options = {"prior": (0, 0), "class_prior": 0, "variational": False, "tol": 0, "strict": False}
    ours = dawid_skene.fit(votes, max_iter=n_steps, **options)

    assert ours.labels.probability == pytest.approx(by_code(other), abs=1e-6)


@theirs
@pytest.mark.parametrize("n_steps", [1, 3, 10])
def test_one_coin_is_that_of_crowd_kit_step_by_step(n_steps: int) -> None:
    votes, _ = planted()

    other = OneCoinDawidSkene(n_iter=n_steps, tol=-np.inf).fit(as_frame(votes)).probas_
    options = {"prior": (0, 0), "class_prior": 0, "variational": False, "tol": 0, "strict": False}
    ours = one_coin.fit(votes, max_iter=n_steps, **options)

    assert ours.labels.probability == pytest.approx(by_code(other), abs=1e-6)


def test_knowing_raters_beats_counting_votes() -> None:
    votes, truth = planted(n_items=3000, n_raters=40)

    right = [np.mean(model(votes).labels.best == truth) for model in MODELS]

    assert right[1] > right[0] + 0.005
    assert right[2] > right[0]


def test_an_accuracy_is_found_within_its_error() -> None:
    votes, _ = planted(n_items=3000, n_raters=40, seed=3)
    accuracy = np.random.default_rng(3)
    accuracy.integers(0, 3, 3000)
    planted_accuracy = accuracy.uniform(0.5, 0.9, 40)

    for model in (one_coin.fit, dawid_skene.fit):
        raters = model(votes).raters
        off = (raters.accuracy - planted_accuracy) / raters.accuracy_error
        assert np.mean(np.abs(off) < 3) > 0.9


@pytest.mark.parametrize("model", [one_coin.fit, dawid_skene.fit])
def test_gold_is_held_to_and_teaches_who_is_right(model: object) -> None:
    votes = Votes([0, 0, 0, 1, 1, 1] * 6, [0, 1, 2] * 12, [0, 1, 1] * 12, 2, 3, 2)

    fit = model(votes, gold=Gold([0], [0]))

    assert fit.labels.probability[0].tolist() == [1, 0]
    assert fit.raters.accuracy[0] > fit.raters.accuracy[1]
    assert fit.labels.probability[1, 0] > model(votes).labels.probability[1, 0]


@pytest.mark.parametrize("model", MODELS)
def test_no_vote_is_refused(model: object) -> None:
    with pytest.raises(DegenerateData):
        model(Votes([], [], [], 2, 2, 2))


@pytest.mark.parametrize("model", [one_coin.fit, dawid_skene.fit])
def test_an_answer_that_still_moves_is_no_answer(model: object) -> None:
    with pytest.raises(NotConverged):
        model(planted()[0], tol=1e-9, max_iter=2)


@pytest.mark.parametrize("model", MODELS)
@settings(max_examples=60)
@given(votes=any_votes())
def test_probabilities_are_whole_and_finite(model: object, votes: Votes) -> None:
    labels = model(votes).labels

    assert labels.probability.sum(axis=1) == pytest.approx(1)
    assert labels.p_vote.sum(axis=1) == pytest.approx(1)
    assert np.isfinite(labels.strength).all()
    assert np.isfinite(labels.error).all()


@pytest.mark.parametrize("model", MODELS)
@settings(max_examples=60)
@given(votes=any_votes(), random=st.randoms(use_true_random=False))
def test_other_names_and_another_order_give_the_same_answer(
    model: object, votes: Votes, random: object
) -> None:
    sizes = (votes.n_items, votes.n_raters, votes.n_classes)
    item, rater, label = (np.array(random.sample(range(n), n)) for n in sizes)
    order = np.array(random.sample(range(votes.n), votes.n))
    renamed = Votes(item[votes.item][order], rater[votes.rater][order], label[votes.label][order], *sizes)

    assert steps(model, renamed)[item][:, label] == pytest.approx(steps(model, votes), abs=1e-9)


def test_more_of_the_same_makes_surer() -> None:
    one = Votes([0, 0, 0], [0, 1, 2], [0, 0, 1], 1, 3, 2)
    twice = Votes([0] * 6, [0, 1, 2] * 2, [0, 0, 1] * 2, 1, 3, 2)

    for model in MODELS:
        assert model(twice).labels.probability[0, 0] > model(one).labels.probability[0, 0] > 0.5


def test_what_a_rater_will_say_is_less_sure_than_what_is_so() -> None:
    votes, _ = planted(n_items=2000, n_raters=30)

    for model in (one_coin.fit, dawid_skene.fit):
        labels = model(votes).labels
        assert (labels.p_vote.max(axis=1) < labels.confidence + 1e-9).mean() > 0.95


@pytest.mark.parametrize("model", [one_coin.fit, dawid_skene.fit])
def test_a_vote_that_was_not_seen_is_foretold_as_often_as_is_said(model: object) -> None:
    votes, _ = planted(n_items=3000, n_raters=40)

    kept = np.arange(votes.n) % 5 > 0
    seen = Votes(votes.item[kept], votes.rater[kept], votes.label[kept], votes.n_items, votes.n_raters, 3)

    said = model(seen).predict(votes.item[~kept], votes.rater[~kept])
    is_likeliest = said.argmax(axis=1) == votes.label[~kept]

    assert said.max(axis=1).mean() == pytest.approx(is_likeliest.mean(), abs=0.03)
