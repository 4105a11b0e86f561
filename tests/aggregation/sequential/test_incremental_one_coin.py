from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.aggregation.encoding import BOTH_BAD, TIE, Votes
from tasks.aggregation.labels import one_coin
from tasks.aggregation.labels.candidates import CANDIDATES
from tasks.aggregation.labels.choosing import choose
from tasks.aggregation.sequential import incremental_one_coin
from tasks.aggregation.sequential.incremental_one_coin import LogOdds, Model


def drawn(n_classes: int = 4, labels: int = 4, seed: int = 1) -> Votes:
    rng = np.random.default_rng(seed)
    item, rater = np.repeat(np.arange(150), 4), rng.integers(0, 15, 600)
    right = rng.random(600) < rng.uniform(0.5, 0.95, 15)[rater]
    label = np.where(right, rng.integers(0, labels, 150)[item], rng.integers(0, labels, 600))
    return Votes(item, rater, label, 150, 15, n_classes)


def one_by_one(votes: Votes, fit: one_coin.Fit, model: Model) -> list[LogOdds]:
    found = [LogOdds.none(votes.n_classes)] * votes.n_items
    for item, rater, label in zip(votes.item, votes.rater, votes.label, strict=True):
        weight = model.weight(fit.right[rater], fit.wrong[rater])
        found[item] = found[item].plus(int(label), weight)
    return found


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(-4, 4)), max_size=8))
def test_votes_sum_to_the_batch_step_and_come_off_again(votes: list[tuple[int, float]]) -> None:
    share = (0.4, 0.3, 0.2, 0.1)
    state = LogOdds.none(4)
    for label, weight in votes:
        state = state.plus(label, weight)

    batch = np.log(share) + np.bincount([k for k, _ in votes], [c for _, c in votes], 4)
    batch = np.exp(batch - batch.max())
    assert state.probabilities(share) == pytest.approx(batch / batch.sum(), abs=1e-12)
    for label, weight in votes:
        state = state.minus(label, weight)
    assert state == LogOdds.none(4)


def test_vote_by_vote_gives_what_a_whole_fit_gives() -> None:
    votes = drawn()
    fit = one_coin.fit(votes, tol=1e-13)
    model = Model.of(fit)

    found = [incremental_one_coin.probabilities(one, model) for one in one_by_one(votes, fit, model)]

    assert np.array(found) == pytest.approx(fit.labels.probability, abs=1e-10)


def test_a_choice_over_two_of_four_classes_is_followed_vote_by_vote() -> None:
    votes = drawn(n_classes=4, labels=2)
    choice = choose(votes, candidates=tuple(one for one in CANDIDATES if one.model == "one_coin"))
    assert isinstance(choice.own, one_coin.Fit)
    model = Model.of(choice.own, temperature=choice.temperature, classes=choice.classes)

    odds = one_by_one(votes, choice.own, model)

    found = np.array([incremental_one_coin.probabilities(one, model) for one in odds])
    assert choice.temperature > 1
    assert found == pytest.approx(choice.labels.probability, abs=1e-4)
    assert (found[:, [TIE, BOTH_BAD]] == 0).all()


def test_rater_who_was_not_in_the_fit_weighs_what_the_prior_says() -> None:
    model = Model.of(one_coin.fit(drawn()))

    assert 0 < model.weight() < model.weight(right=30.0, wrong=3.0)
    assert model.weight() == model.weight(one_coin.RIGHT, one_coin.WRONG)
