from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tasks.aggregation.encoding import Preferences, Votes
from tasks.aggregation.labels import dawid_skene, graded, one_coin
from tasks.aggregation.sequential import incremental, incremental_votes, rebuilt
from tasks.aggregation.sequential.incremental import Evidence
from tasks.aggregation.sequential.incremental_votes import LogOdds, vote_of


def drawn(seed: int = 5) -> Preferences:
    rng = np.random.default_rng(seed)
    item, rater = rng.integers(0, 80, 400), rng.integers(0, 9, 400)
    verdict = (rng.random(400) < 0.1).astype(int)
    strength = np.where(verdict, 0, rng.integers(-3, 4, 400))
    return Preferences(item, rater, strength, verdict, rng.choice([-1.0, 0.0, 1.0], 400), 80, 9)


def test_evidence_of_all_items_is_what_their_ratings_add_up_to_one_by_one() -> None:
    data = drawn()
    fit = graded.fit(data)
    model, found = incremental.Model.of(fit), [Evidence()] * data.n_items
    for row, item in enumerate(data.item):
        term = incremental.terms(
            strength=int(data.strength[row]),
            is_both_bad=bool(data.verdict[row]),
            side=int(data.side[row]),
            rater=incremental.rater_of(fit, data.rater[row]),
            model=model,
        )
        found[item] = found[item].plus(term)

    at_once = rebuilt.evidence(data, fit)

    assert [at_once.of(item) for item in range(data.n_items)] == found


@pytest.mark.parametrize("fitted", [one_coin.fit, dawid_skene.fit])
@pytest.mark.parametrize("occurring", [[0, 1, 2, 3], [0, 1]])
def test_log_odds_of_all_items_are_what_their_votes_add_up_to_one_by_one(
    fitted: Callable[[Votes], one_coin.Fit | dawid_skene.Fit], occurring: list[int]
) -> None:
    votes = drawn().votes()
    fit = fitted(drawn().votes(len(occurring)))
    model, found = incremental_votes.Model.of(fit, classes=occurring), [LogOdds.none(4)] * votes.n_items
    for item, rater, label in zip(votes.item, votes.rater, votes.label, strict=True):
        found[item] = found[item].plus(vote_of(fit, rater, int(label), model))

    at_once = rebuilt.log_odds(votes, fit, classes=occurring)

    assert [at_once.of(item) for item in range(votes.n_items)] == found


def test_item_without_a_rating_has_empty_evidence() -> None:
    data = Preferences([0], [0], [2], [0], [1.0], n_items=2, n_raters=1)

    assert rebuilt.evidence(data, graded.fit(data)).of(1) == Evidence()


def test_evidence_that_no_longer_fits_is_refused_and_not_turned_over() -> None:
    rng = np.random.default_rng(5)
    strength = np.repeat(rng.choice([-2, 2], 3000), 3)
    item, rater = np.repeat(np.arange(3000), 3), np.tile(np.arange(3), 3000)
    none = np.zeros(9000, dtype=np.int64)
    data = Preferences(item, rater, strength, none, np.zeros(9000), 3000, 3)
    fit = graded.fit(data, strict=False)

    with pytest.raises(ValueError, match="more evidence than 64 bits"):
        rebuilt.evidence(data, fit)
