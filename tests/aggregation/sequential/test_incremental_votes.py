from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.aggregation.encoding import BOTH_BAD, TIE, Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import dawid_skene, one_coin, weighted
from tasks.aggregation.labels.candidates import CANDIDATES
from tasks.aggregation.labels.choosing import choose
from tasks.aggregation.sequential import incremental_votes
from tasks.aggregation.sequential.incremental_votes import Fit, LogOdds, Model, vote_of


def drawn(n_classes: int = 4, labels: int = 4, seed: int = 1) -> Votes:
    rng = np.random.default_rng(seed)
    item, rater = np.repeat(np.arange(150), 4), rng.integers(0, 15, 600)
    right = rng.random(600) < rng.uniform(0.5, 0.95, 15)[rater]
    label = np.where(right, rng.integers(0, labels, 150)[item], rng.integers(0, labels, 600))
    return Votes(item, rater, label, 150, 15, n_classes)


def one_by_one(votes: Votes, fit: Fit, model: Model) -> list[LogOdds]:
    found = [LogOdds.none(votes.n_classes)] * votes.n_items
    for item, rater, label in zip(votes.item, votes.rater, votes.label, strict=True):
        found[item] = found[item].plus(vote_of(fit, rater, int(label), model))
    return found


@given(st.lists(st.tuples(st.integers(0, 3), st.lists(st.floats(-4, 4), min_size=4, max_size=4)), max_size=8))
def test_votes_sum_to_the_batch_step_and_come_off_again(votes: list[tuple[int, list[float]]]) -> None:
    model = Model((0.4, 0.3, 0.2, 0.1))
    state = LogOdds.none(4)
    for label, logs in votes:
        state = state.plus(model.by_table(label, logs))

    batch = np.log(model.share) + np.sum([logs for _, logs in votes], axis=0)
    batch = np.exp(batch - batch.max())
    assert incremental_votes.probabilities(state, model) == pytest.approx(batch / batch.sum(), abs=1e-12)
    for label, logs in votes:
        state = state.minus(model.by_table(label, logs))
    assert state == LogOdds.none(4)


@pytest.mark.parametrize("fitted", [one_coin.fit, dawid_skene.fit])
def test_vote_by_vote_gives_what_a_whole_fit_gives(fitted: Callable[..., Fit]) -> None:
    votes = drawn()
    fit = fitted(votes, tol=1e-13, max_iter=5000)
    model = Model.of(fit)

    found = [incremental_votes.probabilities(one, model) for one in one_by_one(votes, fit, model)]

    assert np.array(found) == pytest.approx(fit.labels.probability, abs=1e-9)


def test_votes_weighted_by_gold_give_what_a_whole_fit_gives() -> None:
    votes = drawn()
    fit = weighted.fit(votes, gold=Gold(np.arange(40), np.arange(40) % 4))
    model = Model.of(fit)

    found = [incremental_votes.probabilities(one, model) for one in one_by_one(votes, fit, model)]

    # A vote on a gold item weighs what its rater's other gold says, which a submit has no need of.
    assert np.array(found[40:]) == pytest.approx(fit.labels.probability[40:], abs=1e-12)


@pytest.mark.parametrize("name", ["one_coin", "full_tables"])
def test_a_choice_over_two_of_four_classes_is_followed_vote_by_vote(name: str) -> None:
    votes = drawn(n_classes=4, labels=2)
    choice = choose(votes, candidates=tuple(one for one in CANDIDATES if one.model == name))
    assert isinstance(choice.own, Fit)
    model = Model.of(choice.own, temperature=choice.temperature, classes=choice.classes)

    odds = one_by_one(votes, choice.own, model)

    found = np.array([incremental_votes.probabilities(one, model) for one in odds])
    assert choice.temperature > 1
    assert found == pytest.approx(choice.labels.probability, abs=1e-4)
    assert (found[:, [TIE, BOTH_BAD]] == 0).all()


@pytest.mark.parametrize("fitted", [one_coin.fit, dawid_skene.fit])
def test_a_vote_for_a_class_that_never_occurred_moves_nothing_but_its_count(
    fitted: Callable[..., Fit],
) -> None:
    fit = fitted(drawn(n_classes=2, labels=2))
    model = Model.of(fit, classes=(0, 1))
    before = LogOdds.none(4).plus(vote_of(fit, 3, 0, model))

    after = before.plus(vote_of(fit, 4, BOTH_BAD, model))

    assert incremental_votes.probabilities(after, model) == incremental_votes.probabilities(before, model)
    assert after.counts == (1, 0, 0, 1)


def test_rater_who_was_not_in_the_fit_weighs_what_the_prior_says() -> None:
    model = Model.of(one_coin.fit(drawn()))

    assert 0 < model.weight() < model.weight(right=30.0, wrong=3.0)
    assert model.weight() == model.weight(one_coin.RIGHT, one_coin.WRONG)


def test_rater_who_was_not_in_a_fit_by_gold_weighs_like_one_in_it_without_gold() -> None:
    votes = Votes([0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 1, 1], 2, 2, 2)
    fit = weighted.fit(votes, gold=Gold([], []))
    model = Model.of(fit, classes=(0, 1), n_classes=2)

    assert model.by_coin(0, model.weight()) == vote_of(fit, 0, 0, model)
