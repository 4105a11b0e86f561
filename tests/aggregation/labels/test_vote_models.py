"""Majority and full tables: against what others print and compute, and what must hold for any votes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from crowdkit.aggregation import DawidSkene, MajorityVote
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregation.convergence import DegenerateData, NotConverged
from tasks.aggregation.encoding import Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import dawid_skene, majority
from tasks.aggregation.labels.table_prior import Priors
from tasks.aggregation.results import Labels
from tests.aggregation.stated import stated

# README of the shared data: majority with ties shared, majority with ties to the lowest class, Dawid-Skene (+0.01).
CROWD = {
    "rte": (0.8969, 0.9187, 0.9275),
    "bluebird": (0.7593, 0.7593, 0.8981),
    "dog": (0.8222, 0.8178, 0.8426),
    "face": (0.6367, 0.6301, 0.6404),
    "weather-cf": (0.8822, 0.9000, 0.8300),
}
theirs = pytest.mark.filterwarnings("ignore")  # crowd-kit calls what pandas is about to drop
MODELS = (majority.fit, dawid_skene.fit)
SMOOTHED = {"priors": Priors(smoothing=0.01), "tol": 0, "max_iter": 100, "strict": False}


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


def labels_of(model: object, votes: Votes, **options: object) -> Labels:
    return stated(model(votes, **options), votes)


def steps(model: object, votes: Votes) -> np.ndarray:
    options = {} if model is majority.fit else {"tol": 0, "max_iter": 8, "strict": False}
    return labels_of(model, votes, **options).probability


@pytest.mark.parametrize(("name", "figures"), CROWD.items())
def test_the_published_accuracies_come_out(shared_data: Path, name: str, figures: tuple[float, ...]) -> None:
    votes, item, truth = crowd(shared_data, name)

    vote = labels_of(majority.fit, votes)
    table = labels_of(dawid_skene.fit, votes, **SMOOTHED)

    leads = vote.probability == vote.confidence[:, None]
    shared = leads[item, truth] / leads[item].sum(axis=1)
    assert shared.mean() == pytest.approx(figures[0], abs=5.1e-5)
    assert np.mean(vote.best[item] == truth) == pytest.approx(figures[1], abs=5.1e-5)
    assert np.mean(table.best[item] == truth) == pytest.approx(figures[2], abs=5.1e-5)


@theirs
def test_the_vote_is_that_of_crowd_kit() -> None:
    votes, _ = planted()

    other = MajorityVote().fit_predict_proba(as_frame(votes))

    ours, n_classes = labels_of(majority.fit, votes), votes.n_classes
    share = (ours.probability * (ours.n + n_classes)[:, None] - 1) / ours.n[:, None]
    assert share == pytest.approx(by_code(other), abs=1e-6)


@theirs
@pytest.mark.parametrize("n_steps", [1, 3, 10])
def test_tables_are_those_of_crowd_kit_step_by_step(n_steps: int) -> None:
    votes, _ = planted()

    # What ours states is judged by the raters as last learnt: one step more.
    other = DawidSkene(n_iter=n_steps + 1, tol=-np.inf).fit(as_frame(votes)).probas_
    options = {"priors": Priors(smoothing=0, items=0), "tol": 0, "strict": False}
    ours = labels_of(dawid_skene.fit, votes, max_iter=n_steps, **options)

    assert ours.probability == pytest.approx(by_code(other), abs=1e-6)


def test_knowing_raters_beats_counting_votes() -> None:
    votes, truth = planted(n_items=3000, n_raters=40)

    right = [np.mean(labels_of(model, votes).best == truth) for model in MODELS]

    assert right[1] > right[0] + 0.005


def test_an_accuracy_is_found_within_its_error() -> None:
    votes, _ = planted(n_items=3000, n_raters=40, seed=3)
    accuracy = np.random.default_rng(3)
    accuracy.integers(0, 3, 3000)
    planted_accuracy = accuracy.uniform(0.5, 0.9, 40)

    raters = dawid_skene.fit(votes).raters

    off = (raters.accuracy - planted_accuracy) / raters.accuracy_error
    assert np.mean(np.abs(off) < 3) > 0.9


def test_gold_teaches_who_is_right() -> None:
    votes = Votes([0, 0, 0, 1, 1, 1] * 6, [0, 1, 2] * 12, [0, 1, 1] * 12, 2, 3, 2)

    model = dawid_skene.fit(votes, gold=Gold([0], [0]))

    assert model.raters.accuracy[0] > model.raters.accuracy[1]
    without = labels_of(dawid_skene.fit, votes)
    assert stated(model, votes).probability[1, 0] > without.probability[1, 0]


@pytest.mark.parametrize("model", MODELS)
def test_no_vote_is_refused(model: object) -> None:
    with pytest.raises(DegenerateData):
        model(Votes([], [], [], 2, 2, 2))


def test_an_answer_that_still_moves_is_no_answer() -> None:
    with pytest.raises(NotConverged):
        dawid_skene.fit(planted()[0], tol=1e-9, max_iter=2)


@pytest.mark.parametrize("model", MODELS)
@settings(max_examples=60)
@given(votes=any_votes())
def test_probabilities_are_whole_and_finite(model: object, votes: Votes) -> None:
    labels = labels_of(model, votes)

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
        assert labels_of(model, twice).probability[0, 0] > labels_of(model, one).probability[0, 0] > 0.5


def test_what_a_rater_will_say_is_less_sure_than_what_is_so() -> None:
    votes, _ = planted(n_items=2000, n_raters=30)

    labels = labels_of(dawid_skene.fit, votes)

    assert (labels.p_vote.max(axis=1) < labels.confidence + 1e-9).mean() > 0.95


def test_a_vote_that_was_not_seen_is_foretold_as_often_as_is_said() -> None:
    votes, _ = planted(n_items=3000, n_raters=40)
    kept = np.arange(votes.n) % 5 > 0
    model = dawid_skene.fit(votes.only(kept))

    belief = stated(model, votes.only(kept)).probability[votes.item[~kept]]
    said = model.vote(belief, votes.rater[~kept])

    is_likeliest = said.argmax(axis=1) == votes.label[~kept]
    assert said.max(axis=1).mean() == pytest.approx(is_likeliest.mean(), abs=0.03)


def test_classes_that_do_not_occur_take_no_mass_unless_they_are_allowed() -> None:
    votes, _ = planted(n_classes=2)
    wide = Votes(votes.item, votes.rater, votes.label, votes.n_items, votes.n_raters, 4)

    found, narrow = labels_of(dawid_skene.fit, wide), labels_of(dawid_skene.fit, votes)

    assert np.all(found.probability[:, 2:] == 0)
    assert np.all(found.p_vote[:, 2:] == 0)
    assert found.probability[:, :2] == pytest.approx(narrow.probability)
    assert np.all(labels_of(dawid_skene.fit, wide, allowed=(3,)).probability[:, 3] > 0)
    assert np.all(labels_of(dawid_skene.fit, wide, gold=Gold([0], [2])).probability[:, 2] > 0)


def test_a_vote_for_a_class_that_the_model_does_not_know_tells_nothing() -> None:
    votes, _ = planted(n_classes=2)
    model = dawid_skene.fit(Votes(votes.item, votes.rater, votes.label, votes.n_items, votes.n_raters, 3))

    found = stated(model, Votes([0], [0], [2], 1, 1, 3))

    assert found.probability[0] == pytest.approx([*model.share, 0])
