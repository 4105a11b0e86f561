"""One way for every model to follow ratings: added one by one, taken back, and stated as a fit states them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregation.encoding import BOTH_BAD, TIE, A, B, Preferences, Scores, Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import aspects, confusions, graded, majority
from tasks.aggregation.labels.calibration import Calibration
from tasks.aggregation.labels.fitting import Fitted, Kind, fit
from tasks.aggregation.sequential import evidence
from tasks.aggregation.sequential.evidence import Evidence
from tests.worlds import grades
from tests.worlds.preferences import WITH_TIES, World, draw

KINDS = (*Kind,)


@cache
def fitted(kind: Kind) -> tuple[Votes | Preferences, Fitted]:
    drawn = draw(WITH_TIES, n_items=300, seed=3)
    data = drawn.data.only(drawn.data.item < 300)
    given_ = {Kind.ORDINAL: grades.draw("continuous", n_items=300)[0], Kind.TABLES: data.votes()}.get(
        kind, data
    )
    return given_, fit(given_, kind=kind, calibration=Calibration(1.4, 0.03))


def row(data: Votes | Preferences, at: int) -> Votes | Preferences:
    """One rating, as of the only item there is."""
    one = data.only(np.array([at]))
    return type(one)(**{**vars(one), "item": np.zeros(1, np.int64), "n_items": 1})


def only(kind: Kind, item: int) -> tuple[Evidence, list[Evidence], Fitted]:
    """An item's evidence, rating by rating, and each rating's own."""
    data, found = fitted(kind)
    each = [evidence.of(found.model, row(data, at)) for at in np.flatnonzero(data.item == item)]
    total = Evidence.none(found.model)
    for one in each:
        total = total.plus(one)
    return total, each, found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("item", [0, 17, 299])
def test_rating_by_rating_states_what_the_fit_states(kind: Kind, item: int) -> None:
    total, _, found = only(kind, item)

    labels = total.labels(found.model, found.calibration)

    assert np.array_equal(total.sums[0], found.evidence.sums[item])
    for name in ("probability", "p_vote", "strength", "error", "n", "margin", "confidence"):
        assert getattr(labels, name)[0] == pytest.approx(getattr(found.labels, name)[item], abs=1e-12), name


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=20, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_taking_back_restores_the_very_state_in_any_order(kind: Kind, random: object) -> None:
    state, each, found = only(kind, 5)

    for one in random.sample(each, len(each)):
        state = state.minus(one)

    nothing = Evidence.none(found.model)
    assert state.sums.tolist() == nothing.sums.tolist()
    assert state.counts.tolist() == nothing.counts.tolist()


@pytest.mark.parametrize("kind", [Kind.MAJORITY, Kind.GRADED])
def test_one_more_rating_moves_all_that_is_stated_of_its_item(kind: Kind) -> None:
    before, _, found = only(kind, 5)
    rating = Preferences([0], [999], [3], [0], [0], 1, 1000)
    more = rating if kind is Kind.GRADED else rating.votes()

    after = before.plus(evidence.of(found.model, more)).labels(found.model, found.calibration)

    was = before.labels(found.model, found.calibration)
    assert after.p_vote[0, A] > was.p_vote[0, A]
    assert after.strength[0] > was.strength[0]
    assert after.error[0] != was.error[0]
    assert after.n[0] == was.n[0] + 1
    assert after.margin[0] != was.margin[0]


@pytest.mark.parametrize("kind", [Kind.TABLES, Kind.ORDINAL])
def test_one_more_vote_of_somebody_new_speaks_for_its_class(kind: Kind) -> None:
    before, _, found = only(kind, 5)

    after = before.plus(evidence.of(found.model, Votes([0], [10**6], [0], 1, 10**6 + 1, 4)))

    was, now = (one.labels(found.model, found.calibration) for one in (before, after))
    assert now.probability[0, 0] > was.probability[0, 0]
    assert now.p_vote[0, 0] > was.p_vote[0, 0]


@pytest.mark.parametrize("kind", [Kind.GRADED, Kind.TABLES])
def test_what_others_said_is_all_but_the_raters_own_ratings(kind: Kind) -> None:
    data, found = fitted(kind)
    twice = data.only(np.append(np.arange(data.n), 0))
    rest = twice.only((twice.item != twice.item[0]) | (twice.rater != twice.rater[0]))

    others = evidence.of_others(found.model, twice, np.array([0]))

    alone = evidence.of(found.model, rest).only(twice.item[:1])
    assert others.sums.tolist() == alone.sums.tolist()
    assert others.counts.tolist() == alone.counts.tolist()


def test_more_than_64_bits_hold_is_refused() -> None:
    model = aspects.fit(Scores.plain([0, 0, 1, 1], [0, 1, 0, 1], [1, 2, 4, 5], 2, 2))

    with pytest.raises(ValueError, match="more evidence than 64 bits"):
        evidence.of(model, Scores.plain([0], [0], [1e9], 1, 2))


def test_first_ratings_of_a_project_lead_where_they_point() -> None:
    model = graded.before_any_fit()

    def after(*said: int | None) -> np.ndarray:
        n = len(said)
        strength, verdict = [one or 0 for one in said], [int(one is None) for one in said]
        data = Preferences([0] * n, range(n), strength, verdict, [0] * n, 1, n)
        return evidence.of(model, data).labels(model).probability[0]

    assert after(2)[A] == pytest.approx(after(-2)[B])
    assert 0.5 < after(1)[A] < after(3)[A] < 0.9 < after(3, 3, 3)[A]
    assert after(0, 0, 0).argmax() == TIE
    assert after(None, None, None).argmax() == BOTH_BAD


@pytest.mark.parametrize("is_ordered", [False, True])
def test_first_votes_of_a_project_lead_where_they_point(is_ordered: bool) -> None:
    model = confusions.before_any_fit(4, is_ordered=is_ordered)

    labels = evidence.of(model, Votes([0, 0, 1], [0, 1, 2], [2, 2, 2], 2, 3, 4)).labels(model)

    assert labels.best.tolist() == [2, 2]
    assert labels.confidence[0] > labels.confidence[1] > 0.4


def test_scores_are_followed_in_the_same_way() -> None:
    rng = np.random.default_rng(0)
    worth = rng.normal(3, 1, 100)
    item, rater = np.repeat(np.arange(100), 3), rng.integers(0, 10, 300)
    model = aspects.fit(Scores.plain(item, rater, np.rint(worth[item] + rng.normal(0, 0.5, 300)), 100, 10))
    before = evidence.of(model, Scores.plain([0, 0], [0, 1], [4, 4], 1, 10))

    after = before.plus(evidence.of(model, Scores.plain([0], [99], [1], 1, 100)))

    was, now = before.labels(model), after.labels(model)
    assert now.mean[0] < was.mean[0]
    assert now.n.tolist() == [3]
    assert (
        after.minus(evidence.of(model, Scores.plain([0], [99], [1], 1, 100))).sums.tolist()
        == before.sums.tolist()
    )


def newcomers(n_gold: int = 40) -> tuple[Preferences, Gold, graded.Model, int]:
    """Two newcomers who have rated gold: one knows what they do and leans to the left, the other guesses."""
    drawn = draw(World("plain", 3, 60), n_items=2000, seed=1)
    model = fit(drawn.data.only(drawn.data.item < 2000)).model
    rng = np.random.default_rng(2)
    known = drawn.gold.item[:n_gold]
    sign = np.where(drawn.gold.label[:n_gold] == A, 1, -1)
    side = rng.choice([-1, 1], n_gold)
    able = np.clip(2 * sign + 2 * side, -3, 3)
    able = np.where(able == 0, sign, able)
    guess = rng.choice([-2, 2], n_gold)
    w = drawn.data.n_raters
    rater = np.repeat([w, w + 1], n_gold)
    strength, sides = np.append(able, guess), np.append(side, side)
    none = np.zeros(2 * n_gold, dtype=int)
    data = Preferences(np.append(known, known), rater, strength, none, sides, drawn.data.n_items, w + 2)
    return data, drawn.gold, model, w


def test_newcomers_are_weighed_by_their_gold() -> None:
    data, gold, model, w = newcomers()

    joined = model.joined(data, gold)

    able, guesser = joined.raters.information[w:]
    assert able > 3 * guesser
    assert joined.raters.bias[w] > 0.4 > abs(joined.raters.bias[w + 1])
    assert joined.raters.information[:w].tolist() == model.raters.information.tolist()
    said = Preferences([0, 0], [w, w + 1], [3, -3], [0, 0], [0, 0], 1, w + 2)
    assert evidence.of(joined, said).labels(joined).probability[0, A] > 0.7


def test_newcomers_are_weighed_by_their_gold_in_votes_too() -> None:
    votes, truth = grades.draw("tables", n_items=600)
    found = fit(votes, calibration=Calibration()).model
    gold, w = Gold(np.arange(30), truth[:30]), votes.n_raters
    item, wrong = np.tile(np.arange(30), 2), (truth[:30] + 1) % 4
    new = Votes(item, np.repeat([w, w + 1], 30), np.append(truth[:30], wrong), votes.n_items, w + 2, 4)

    joined = found.joined(new, gold)

    assert joined.raters.accuracy[w] > 0.8
    assert joined.raters.accuracy[w + 1] < 0.4
    said = evidence.of(joined, Votes([0], [w], [2], 1, w + 2, 4)).labels(joined)
    assert (
        said.confidence[0] > evidence.of(found, Votes([0], [w], [2], 1, w + 1, 4)).labels(found).confidence[0]
    )


def test_who_has_no_gold_stays_typical() -> None:
    data, _, model, w = newcomers()

    joined = model.joined(data.only(data.rater == w), Gold.none())

    said = Preferences([0], [w], [2], [0], [0], 1, w + 1)
    one, other = (evidence.of(m, said).labels(m).probability for m in (joined, model))
    assert one.tolist() == other.tolist()


def test_majority_needs_counts_only() -> None:
    votes = Votes([0, 0, 1], [0, 1, 2], [1, 1, 0], 2, 3, 2)
    model = majority.fit(votes)

    found = evidence.of(model, votes)

    assert found.sums.shape == (2, 0)
    assert found.labels(model).probability.tolist() == [
        [0.25, 0.75],
        [pytest.approx(2 / 3), pytest.approx(1 / 3)],
    ]
