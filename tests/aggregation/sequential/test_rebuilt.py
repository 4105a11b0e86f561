from __future__ import annotations

import numpy as np

from tasks.aggregation.encoding import Preferences
from tasks.aggregation.labels import graded, one_coin
from tasks.aggregation.sequential import incremental, incremental_one_coin, rebuilt
from tasks.aggregation.sequential.incremental import Evidence
from tasks.aggregation.sequential.incremental_one_coin import LogOdds


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


def test_log_odds_of_all_items_are_what_their_votes_add_up_to_one_by_one() -> None:
    votes = drawn().votes()
    fit = one_coin.fit(votes)
    model, found = incremental_one_coin.Model.of(fit), [LogOdds.none(4)] * votes.n_items
    for item, rater, label in zip(votes.item, votes.rater, votes.label, strict=True):
        weight = model.weight(fit.right[rater], fit.wrong[rater])
        found[item] = found[item].plus(int(label), weight)

    at_once = rebuilt.log_odds(votes, fit)

    assert [at_once.of(item) for item in range(votes.n_items)] == found


def test_item_without_a_rating_has_empty_evidence() -> None:
    data = Preferences([0], [0], [2], [0], [1.0], n_items=2, n_raters=1)

    assert rebuilt.evidence(data, graded.fit(data)).of(1) == Evidence()
