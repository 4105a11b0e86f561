"""The choice between models of labels: what it picks, how honest its probabilities are, and what it says about it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregation.convergence import DegenerateData, NotConverged
from tasks.aggregation.encoding import TIE, A, B, Preferences, Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels.calibration import calibration_error, log_loss
from tasks.aggregation.labels.candidates import CANDIDATES, Candidate, Fitted, Model
from tasks.aggregation.labels.choosing import Choice, choose
from tasks.aggregation.labels.material import Material
from tasks.aggregation.labels.scores import Criterion, Failure, Reason
from tests.worlds import crowd
from tests.worlds.preferences import WORLDS, Drawn, World, draw

GAP_2, GAP_3, GAP_5, LEANING, NOISE, TWO_CLASSES = WORLDS


def without_gold(drawn: Drawn) -> Preferences:
    """The ratings of ordinary items alone."""
    return drawn.data.only(np.isin(drawn.data.item, drawn.plain))


def share_right(choice: Choice, drawn: Drawn) -> float:
    return float(np.mean(choice.labels.best[drawn.plain] == drawn.truth[drawn.plain]))


def error_of(choice: Choice, drawn: Drawn) -> float:
    return calibration_error(choice.labels.probability[drawn.plain], drawn.truth[drawn.plain])


def like_raters(accuracy: float, n_items: int = 600, overlap: int = 5) -> tuple[Votes, np.ndarray]:
    """Votes between two classes by raters who are all alike."""
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 2, n_items)
    item = np.repeat(np.arange(n_items), overlap)
    rater = np.concatenate([rng.permutation(20)[:overlap] for _ in range(n_items)])
    label = np.where(rng.random(item.size) < accuracy, truth[item], 1 - truth[item])
    return Votes(item, rater, label, n_items, 20, 2), truth


def failing(error: Exception) -> Candidate:
    def fit(*_given: object) -> None:
        raise error

    return Candidate(Model.FULL_TABLES, fit)


@st.composite
def any_votes(draw: st.DrawFn) -> Votes:
    n_items, n_raters, n_classes = draw(st.integers(1, 40)), draw(st.integers(1, 6)), draw(st.integers(2, 4))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    rows = draw(st.integers(1, 200))
    columns = (rng.integers(0, size, rows) for size in (n_items, n_raters, n_classes))
    return Votes(*columns, n_items, n_raters, n_classes)


@pytest.mark.parametrize("world", [GAP_3, LEANING], ids=lambda world: world.name)
@pytest.mark.parametrize("is_with_gold", [True, False], ids=["gold", "no gold"])
def test_telling_strengths_are_made_use_of(world: World, is_with_gold: bool) -> None:
    drawn = draw(world, n_items=2500, seed=2)

    choice = choose(drawn.data, gold=drawn.gold) if is_with_gold else choose(without_gold(drawn))

    assert choice.model == Model.GRADED
    assert choice.report.decision.criterion == (Criterion.GOLD if is_with_gold else Criterion.RATINGS)
    assert choice.report.decision.reason == Reason.LEAST_LOSS


@pytest.mark.parametrize("is_with_gold", [True, False], ids=["gold", "no gold"])
def test_sizes_that_tell_nothing_are_left_alone(is_with_gold: bool) -> None:
    drawn = draw(TWO_CLASSES, n_items=6000, seed=2)

    choice = choose(drawn.data, gold=drawn.gold) if is_with_gold else choose(without_gold(drawn))

    assert choice.model == Model.ONE_COIN


@pytest.mark.parametrize("world", [GAP_2, GAP_5, NOISE], ids=lambda world: world.name)
def test_probabilities_are_honest_at_the_overlap_of_ordinary_items(world: World) -> None:
    """Gold items have 17 to 33 ratings here and ordinary ones 2 to 5."""
    drawn = draw(world, n_items=4000, seed=1)

    for candidate in CANDIDATES:
        choice = choose(drawn.data, gold=drawn.gold, candidates=(candidate,))
        assert error_of(choice, drawn) < 0.05, candidate.model
    assert error_of(choose(drawn.data, gold=drawn.gold), drawn) < 0.04


@pytest.mark.usefixtures("shared_data")
@pytest.mark.parametrize("n_gold", [0, 60])
def test_raters_who_lean_want_full_tables(n_gold: int) -> None:
    votes, truth = crowd.load("bluebird")

    choice = choose(votes, gold=Gold(np.arange(n_gold), truth[:n_gold]))

    assert choice.model == Model.FULL_TABLES
    assert np.mean(choice.labels.best[n_gold:] == truth[n_gold:]) > 0.85


@pytest.mark.usefixtures("shared_data")
def test_raters_of_four_votes_do_not_get_tables() -> None:
    votes, truth = crowd.load("weather-cf")

    choice = choose(votes)

    assert choice.model != Model.FULL_TABLES
    assert np.mean(choice.labels.best == truth) > 0.87


@pytest.mark.usefixtures("shared_data")
@pytest.mark.parametrize("name", crowd.SETS)
def test_hidden_ratings_make_probabilities_more_honest(name: str) -> None:
    votes, truth = crowd.load(name)

    choice = choose(votes)

    stated = choice.own.labels.probability
    assert log_loss(choice.labels.probability, truth) < 0.8 * log_loss(stated, truth)
    assert calibration_error(choice.labels.probability, truth) < 0.7 * calibration_error(stated, truth)


@pytest.mark.parametrize("n_gold", [0, 200])
def test_of_models_that_do_as_well_the_simplest_is_taken(n_gold: int) -> None:
    votes, truth = like_raters(0.75)

    choice = choose(votes, gold=Gold(np.arange(n_gold), truth[:n_gold]))

    losses = {score.model: score.on_ratings for score in choice.report.scores if score.on_ratings is not None}
    assert choice.model != Model.FULL_TABLES
    assert choice.model == next(model for model, loss in losses.items() if loss.behind <= loss.behind_error)
    assert losses[choice.report.decision.best].behind == 0


def test_shares_of_votes_are_not_taken_for_probabilities_without_gold() -> None:
    """Nine raters in ten right: three who agree are nearly certain, which the share of 4 in 5 does not say."""
    votes, truth = like_raters(0.9, overlap=3)

    choice = choose(votes)

    assert choice.model != Model.MAJORITY
    assert calibration_error(choice.labels.probability, truth) < 0.05


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (NotConverged(9, 0.5), Failure.NOT_CONVERGED),
        (DegenerateData("no"), Failure.DEGENERATE),
    ],
)
def test_a_model_that_fails_is_reported_and_left_out(error: Exception, failure: Failure) -> None:
    votes, _ = like_raters(0.75)

    choice = choose(votes, candidates=(failing(error), *CANDIDATES[:3]))

    assert choice.report.score_of(Model.FULL_TABLES).failure == failure
    assert choice.report.score_of(Model.FULL_TABLES).on_ratings is None
    assert choice.model != Model.FULL_TABLES


def test_a_model_that_fails_on_fewer_ratings_is_left_out_too() -> None:
    """It is fitted to all ratings and with gold folds, and fails when ratings are hidden."""
    votes, truth = like_raters(0.75)

    def fit(material: Material, gold: Gold) -> Fitted:
        if material.votes.n < votes.n:
            raise NotConverged(9, 0.5)
        return CANDIDATES[0].fit(material, gold)

    candidates = (Candidate(Model.MAJORITY, fit), Candidate(Model.FULL_TABLES, fit), CANDIDATES[2])
    choice = choose(votes, gold=Gold(np.arange(100), truth[:100]), candidates=candidates)

    assert choice.model == Model.ONE_COIN
    assert choice.report.score_of(Model.MAJORITY).failure == Failure.NOT_CONVERGED


def test_nothing_is_chosen_when_every_model_fails() -> None:
    votes, _ = like_raters(0.75)

    with pytest.raises(DegenerateData):
        choose(votes, candidates=(failing(DegenerateData("no")),))


def test_single_ratings_leave_nothing_to_compare() -> None:
    drawn = draw(World("one rating", 1, 30), n_items=300)
    data = without_gold(drawn)

    by_strength, by_vote = choose(data), choose(data.votes(2))

    assert (by_strength.model, by_vote.model) == (Model.GRADED, Model.ONE_COIN)
    assert by_strength.report.decision.reason == by_vote.report.decision.reason == Reason.DEFAULT
    assert by_strength.report.n_ratings == by_vote.report.n_gold == 0


def test_gold_keeps_its_class_and_classes_that_nobody_names_get_nothing() -> None:
    votes, truth = like_raters(0.6)
    wider = replace(votes, label=votes.label + 1, n_classes=4)
    gold = Gold(np.arange(200), truth[:200] + 1)

    choice = choose(wider, gold=gold)

    assert np.array_equal(choice.labels.best[:200], gold.label)
    assert (choice.labels.confidence[:200] == 1).all()
    assert (choice.labels.probability[:, [0, 3]] == 0).all()
    assert choice.classes.tolist() == [1, 2]


def test_gold_may_name_a_class_that_no_rating_does() -> None:
    drawn = draw(GAP_3, n_items=500)
    label = drawn.gold.label.copy()
    label[:20] = TIE

    choice = choose(drawn.data, gold=Gold(drawn.gold.item, label))

    assert (choice.labels.probability[drawn.gold.item[:20], TIE] == 1).all()


def test_the_order_of_the_rows_does_not_matter() -> None:
    drawn = draw(GAP_3, n_items=300)
    shuffled = drawn.data.only(np.random.default_rng(8).permutation(drawn.data.n))

    one, other = choose(drawn.data, gold=drawn.gold), choose(shuffled, gold=drawn.gold)

    assert one.report == other.report
    assert np.array_equal(one.labels.probability, other.labels.probability)


def test_swapping_the_answers_swaps_the_labels() -> None:
    drawn = draw(GAP_3, n_items=300)
    swapped = replace(drawn.data, strength=-drawn.data.strength, side=-drawn.data.side)
    turned = Gold(drawn.gold.item, B - drawn.gold.label)

    one, other = choose(drawn.data, gold=drawn.gold), choose(swapped, gold=turned)

    assert one.model == other.model
    assert one.labels.probability[:, [B, A]] == pytest.approx(other.labels.probability[:, [A, B]], abs=1e-3)


@settings(max_examples=60)
@given(any_votes(), st.integers(0, 5))
def test_any_votes_get_labels(votes: Votes, seed: int) -> None:
    choice = choose(votes, seed=seed)

    assert choice.labels.probability.shape == (votes.n_items, votes.n_classes)
    assert choice.labels.probability.sum(axis=1) == pytest.approx(np.ones(votes.n_items))
    assert choice.labels.p_vote.sum(axis=1) == pytest.approx(np.ones(votes.n_items))


def test_no_rating_is_refused() -> None:
    with pytest.raises(DegenerateData):
        choose(Votes([], [], [], 2, 2, 2))


@pytest.mark.parametrize("gold", [Gold([700], [0]), Gold([0], [2])], ids=["item", "class"])
def test_unknown_gold_is_refused(gold: Gold) -> None:
    votes, _ = like_raters(0.75)

    with pytest.raises(ValueError, match="gold"):
        choose(votes, gold=gold)


def test_one_class_is_refused() -> None:
    with pytest.raises(ValueError, match="one class"):
        choose(Votes([0], [0], [0], 1, 1, 1))


def test_what_no_candidate_can_read_is_refused() -> None:
    with pytest.raises(ValueError, match="no candidate that reads"):
        choose(like_raters(0.8)[0], candidates=())
