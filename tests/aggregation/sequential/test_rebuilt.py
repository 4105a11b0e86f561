from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tasks.aggregation.encoding import Preferences, Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import dawid_skene, graded, one_coin, weighted
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


def of_one_mind(n_items: int) -> Preferences:
    """Three raters who say the very same of every item."""
    strength = np.repeat(np.random.default_rng(5).choice([-2, 2], n_items), 3)
    item, rater = np.repeat(np.arange(n_items), 3), np.tile(np.arange(3), n_items)
    none = np.zeros(item.size, dtype=np.int64)
    return Preferences(item, rater, strength, none, none, n_items, 3)


def test_evidence_of_raters_who_never_differ_can_be_kept() -> None:
    data = of_one_mind(3000)

    found = rebuilt.evidence(data, graded.fit(data))

    assert np.all(np.sign(found.told) == np.sign(data.strength[::3]))


def test_evidence_of_a_pilot_that_five_thousand_raters_rate_can_be_kept() -> None:
    rng = np.random.default_rng(6)
    n_items, n_raters = 10, 5000
    item, rater = np.tile(np.arange(n_items), n_raters), np.repeat(np.arange(n_raters), n_items)
    strength = np.clip(np.rint(rng.normal(0.6 * item - 2.7, 0.5)), -3, 3).astype(int)
    none = np.zeros(item.size, dtype=np.int64)
    data = Preferences(item, rater, strength, none, none, n_items, n_raters)

    found = rebuilt.evidence(data, graded.fit(data))

    assert np.all(np.diff(found.told) > 0)


def test_evidence_that_no_longer_fits_is_refused_and_not_turned_over() -> None:
    fit = graded.fit(of_one_mind(3000))
    rater, same = np.arange(3000) % 3, np.zeros(3000, dtype=np.int64)
    crowd = Preferences(same, rater, same + 3, same, same, 1, 3)

    with pytest.raises(ValueError, match="more evidence than 64 bits"):
        rebuilt.evidence(crowd, fit)


def test_log_odds_by_gold_are_what_the_votes_add_up_to_one_by_one() -> None:
    votes = drawn().votes()
    fit = weighted.fit(votes, gold=Gold(np.arange(30), np.arange(30) % 4))
    model, found = incremental_votes.Model.of(fit), [LogOdds.none(4)] * votes.n_items
    for item, rater, label in zip(votes.item, votes.rater, votes.label, strict=True):
        found[item] = found[item].plus(vote_of(fit, rater, int(label), model))

    at_once = rebuilt.log_odds(votes, fit)

    assert [at_once.of(item) for item in range(votes.n_items)] == found
