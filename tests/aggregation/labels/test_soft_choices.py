"""A choice's soft labels have a temperature of their own: what hidden ratings ask for, as it stands."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.convergence import NotConverged
from tasks.aggregation.encoding import Preferences, Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import graded
from tasks.aggregation.labels.calibration import log_loss
from tasks.aggregation.labels.candidates import CANDIDATES, Candidate, Fitted, Model
from tasks.aggregation.labels.choosing import choose, refit
from tasks.aggregation.labels.material import Material
from tasks.aggregation.labels.scores import Criterion, Failure
from tests.worlds import crowd
from tests.worlds.preferences import WORLDS, draw


def without_some(votes: Votes) -> tuple[Votes, np.ndarray]:
    """Nine votes in ten, and which rows the tenth is; every item keeps its first."""
    first = np.unique(votes.item, return_index=True)[1]
    is_hidden = np.random.default_rng(1).random(votes.n) < 0.1
    is_hidden[first] = False
    return votes.only(~is_hidden), is_hidden


@pytest.mark.usefixtures("shared_data")
@pytest.mark.parametrize(
    ("name", "gain"), [("dog", 0.02), ("face", 0.03), ("weather-cf", 0.003), ("rte", -0.001)]
)
def test_what_raters_say_next_is_foretold_better(name: str, gain: float) -> None:
    votes, _ = crowd.load(name)
    shown, is_hidden = without_some(votes)
    item, label = votes.item[is_hidden], votes.label[is_hidden]
    one_coin = tuple(one for one in CANDIDATES if one.model == Model.ONE_COIN)

    choice = choose(shown, candidates=one_coin)
    as_it_is = refit(shown, model=choice.model, temperature=choice.temperature)

    assert choice.vote_temperature < choice.temperature
    stated, plain = (log_loss(one.labels.p_vote[item], label) for one in (choice, as_it_is))
    assert stated < plain - gain


def test_gold_in_any_order_gives_the_same_choice() -> None:
    drawn = draw(WORLDS[5], n_items=700, seed=3)
    order = np.random.default_rng(2).permutation(drawn.gold.item.size)

    one = choose(drawn.data, gold=drawn.gold)
    other = choose(drawn.data, gold=Gold(drawn.gold.item[order], drawn.gold.label[order]))

    assert one.report == other.report
    assert np.array_equal(one.labels.probability, other.labels.probability)
    assert np.array_equal(one.labels.p_vote, other.labels.p_vote)


def test_a_model_that_fails_on_what_is_held_out_only_is_better_than_none() -> None:
    votes = draw(WORLDS[1], n_items=300).data.votes(2)

    def fit(material: Material, gold: Gold) -> Fitted:
        if material.votes.n < votes.n:
            raise NotConverged(9, 0.5)
        return CANDIDATES[2].fit(material, gold)

    choice = choose(votes, candidates=(Candidate(Model.ONE_COIN, fit, least_temperature=1.4),))

    assert choice.model == Model.ONE_COIN
    assert choice.report.decision.criterion == Criterion.NOTHING
    assert choice.report.score_of(Model.ONE_COIN).failure == Failure.NOT_CONVERGED
    assert choice.temperature == 1.4


def test_where_nobody_compares_nothing_is_known_of_sides() -> None:
    fit = graded.fit(Preferences([0], [0], [0], [1], [0], 2, 1))

    assert fit.gaussian.precision.tolist() == [1, 1]
    assert fit.labels.probability[0, 3] > 0.5
