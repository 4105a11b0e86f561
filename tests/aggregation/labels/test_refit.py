"""A model that was chosen, fitted again to what has come since."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.encoding import Votes
from tasks.aggregation.labels.candidates import CANDIDATES, Model
from tasks.aggregation.labels.choosing import choose, refit
from tests.worlds.preferences import WORLDS, draw

GAP_3 = WORLDS[1]


@pytest.mark.parametrize("is_with_gold", [True, False])
def test_a_refit_of_the_same_ratings_changes_nothing(is_with_gold: bool) -> None:
    drawn = draw(GAP_3, n_items=1500, seed=4)
    gold = drawn.gold if is_with_gold else None
    choice = choose(drawn.data, gold=gold)

    again = refit(
        drawn.data,
        model=choice.model,
        temperature=choice.temperature,
        vote_temperature=choice.vote_temperature,
        gold=gold,
    )

    assert np.array_equal(again.labels.probability, choice.labels.probability)
    assert np.array_equal(again.labels.p_vote, choice.labels.p_vote)
    assert again.temperature == choice.temperature


def test_a_refit_reads_what_came_since() -> None:
    drawn = draw(GAP_3, n_items=1500, seed=4)
    half = drawn.data.only(np.arange(drawn.data.n) % 2 == 0)
    choice = choose(half)

    later = refit(drawn.data, model=choice.model, temperature=choice.temperature)

    assert np.mean(later.labels.best == drawn.truth) > np.mean(choice.labels.best == drawn.truth) + 0.03


def test_a_model_that_cannot_read_the_ratings_is_refused() -> None:
    votes = Votes([0, 0, 1], [0, 1, 0], [0, 1, 1], 2, 2, 2)

    with pytest.raises(ValueError, match="is no candidate"):
        refit(votes, model=Model.GRADED, temperature=1.0, candidates=CANDIDATES[:1])
    with pytest.raises(ValueError, match="nothing of strength"):
        refit(votes, model=Model.GRADED, temperature=1.0)
