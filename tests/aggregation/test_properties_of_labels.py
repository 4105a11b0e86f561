"""What holds for any ratings in every model of labels: names, order, sides, copies, and what is a probability."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tasks.aggregation.encoding import BOTH_BAD, TIE, A, B, Preferences, Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import aspects, confusions, dawid_skene, graded
from tasks.aggregation.labels.table_prior import Priors
from tests.aggregation.models_of_labels import (
    ALL,
    NO_GOLD,
    STEPS,
    VOTES,
    Answer,
    Model,
    any_ratings,
    by_grades,
    over,
    rated,
)
from tests.aggregation.stated import stated

TURNED = np.array([B, A, TIE, BOTH_BAD])
many = settings(max_examples=40)


def only(data: Preferences, order: np.ndarray) -> Preferences:
    """The rows of the data in another order."""
    columns = ("item", "rater", "strength", "verdict", "side")
    return replace(data, **{name: getattr(data, name)[order] for name in columns})


def twice(data: Preferences) -> Preferences:
    return only(data, np.tile(np.arange(data.n), 2))


@over(ALL)
@many
@given(rated_and_gold=any_ratings(), random=st.randoms(use_true_random=False))
def test_neither_names_nor_order_matter(
    model: Model, rated_and_gold: tuple[Preferences, Gold], random: object
) -> None:
    data, gold = rated_and_gold
    item, rater, order = (np.array(random.sample(range(n), n)) for n in (data.n_items, data.n_raters, data.n))
    renamed = only(replace(data, item=item[data.item], rater=rater[data.rater]), order)

    there, here = model(renamed, Gold(item[gold.item], gold.label)), model(data, gold)

    for name in ("strength", "error", "probability", "p_vote"):
        assert getattr(there, name)[item] == pytest.approx(getattr(here, name), abs=1e-9)
    of_rater = rater[: len(here.raters)]
    assert there.raters[of_rater] == pytest.approx(here.raters, abs=1e-9, rel=1e-9)


@over(VOTES)
@many
@given(rated_and_gold=any_ratings(), names=st.permutations(range(4)))
def test_names_of_classes_do_not_matter_where_classes_are_only_names(
    model: Callable[[Votes, Gold], Answer], rated_and_gold: tuple[Preferences, Gold], names: list[int]
) -> None:
    votes, gold, name = rated_and_gold[0].votes(), rated_and_gold[1], np.array(names)

    there = model(replace(votes, label=name[votes.label]), Gold(gold.item, name[gold.label]))
    here = model(votes, gold)

    assert there.probability[:, name] == pytest.approx(here.probability, abs=1e-9)
    assert there.p_vote[:, name] == pytest.approx(here.p_vote, abs=1e-9)
    assert there.raters == pytest.approx(here.raters, abs=1e-9)


@over(ALL)
@many
@given(rated_and_gold=any_ratings())
def test_swapping_the_answers_of_all_items_flips_the_answer(
    model: Model, rated_and_gold: tuple[Preferences, Gold]
) -> None:
    data, gold = rated_and_gold
    swapped = replace(data, strength=-data.strength, side=-data.side)

    there, here = model(swapped, Gold(gold.item, TURNED[gold.label])), model(data, gold)

    # Sums over classes are taken in their order, so that the last digit may differ.
    assert there.strength == pytest.approx(-here.strength, abs=1e-12)
    assert there.error == pytest.approx(here.error, abs=1e-12)
    turned = TURNED[: here.probability.shape[1]]
    assert there.probability[:, turned] == pytest.approx(here.probability, abs=1e-12)
    assert there.p_vote[:, turned] == pytest.approx(here.p_vote, abs=1e-12)
    assert there.information == pytest.approx(here.information, abs=1e-12)


@over(ALL)
@many
@given(rated_and_gold=any_ratings())
def test_items_with_the_same_ratings_get_the_same_answer(
    model: Model, rated_and_gold: tuple[Preferences, Gold]
) -> None:
    data, gold = rated_and_gold
    n = data.n_items
    both = replace(twice(data), item=np.append(data.item, data.item + n), n_items=2 * n)

    found = model(both, Gold(np.append(gold.item, gold.item + n), np.tile(gold.label, 2)))

    for name in ("strength", "error", "probability", "p_vote"):
        assert np.array_equal(getattr(found, name)[:n], getattr(found, name)[n:])


@over(ALL)
@many
@given(rated_and_gold=any_ratings())
def test_raters_who_say_the_same_are_judged_the_same(
    model: Model, rated_and_gold: tuple[Preferences, Gold]
) -> None:
    data, gold = rated_and_gold
    w = data.n_raters
    both = replace(twice(data), rater=np.append(data.rater, data.rater + w), n_raters=2 * w)

    found = model(both, gold).raters

    assert np.array_equal(found[:w], found[w:])


@many
@given(rated_and_gold=any_ratings())
def test_every_item_twice_under_a_double_prior_is_every_item_once(
    rated_and_gold: tuple[Preferences, Gold],
) -> None:
    data, _ = rated_and_gold
    n = data.n_items
    both = replace(twice(data), item=np.append(data.item, data.item + n), n_items=2 * n)

    once = dawid_skene.fit(data.votes(), priors=Priors(smoothing=1), **STEPS)
    double = dawid_skene.fit(both.votes(), priors=Priors(smoothing=2, items=2), **STEPS)

    labels, of_both = stated(once, data.votes()), stated(double, both.votes())
    assert of_both.probability[:n] == pytest.approx(labels.probability, abs=1e-9)
    assert double.raters.accuracy == pytest.approx(once.raters.accuracy, abs=1e-9)


@over(ALL)
@many
@given(rated_and_gold=any_ratings())
def test_items_and_raters_without_a_rating_change_nothing_for_the_others(
    model: Model, rated_and_gold: tuple[Preferences, Gold]
) -> None:
    data, gold = rated_and_gold
    present, wide = np.isin(np.arange(data.n_items), data.item), np.isin(np.arange(data.n_raters), data.rater)

    more = model(replace(data, n_items=data.n_items + 3, n_raters=data.n_raters + 3), gold)
    here = model(data, gold)

    for name in ("strength", "error", "probability", "p_vote"):
        there = getattr(more, name)[: data.n_items][present]
        assert there == pytest.approx(getattr(here, name)[present], abs=1e-12)
    if here.raters.size:
        assert more.raters[: data.n_raters][wide] == pytest.approx(here.raters[wide], abs=1e-12)


@over(ALL)
@many
@given(rated_and_gold=any_ratings())
def test_probabilities_are_such_and_errors_are_finite(
    model: Model, rated_and_gold: tuple[Preferences, Gold]
) -> None:
    data, gold = rated_and_gold
    found = model(replace(data, n_items=data.n_items + 1, n_raters=data.n_raters + 1), gold)

    for table in (found.probability, found.p_vote):
        assert np.all((table >= 0) & (table <= 1))
        assert table.size == 0 or table.sum(axis=1) == pytest.approx(1, abs=1e-12)
    for column in (found.strength, found.error, found.raters):
        assert np.all(np.isfinite(column))
    assert np.all(found.error >= 0)
    assert np.all(found.information >= -1e-12)


@many
@given(rated_and_gold=any_ratings())
def test_of_both_bad_and_of_the_side_a_rater_is_never_surer(
    rated_and_gold: tuple[Preferences, Gold],
) -> None:
    found = by_grades(rated_and_gold[0], None)

    def sureness(table: np.ndarray) -> np.ndarray:
        first, second, _, both_bad = table.T
        return np.abs(np.stack([both_bad, first / (first + second)]) - 0.5)

    decided = found.probability[:, [A, B]].sum(axis=1) > 1e-9
    assert np.all(sureness(found.p_vote[decided]) <= sureness(found.probability[decided]) + 1e-9)


@over({name: ALL[name] for name in ("full tables", "graded")})
@many
@given(rated_and_gold=any_ratings())
def test_gold_of_no_item_is_no_gold(model: Model, rated_and_gold: tuple[Preferences, Gold]) -> None:
    with_none, without = model(rated_and_gold[0], NO_GOLD), model(rated_and_gold[0], None)

    assert np.array_equal(with_none.strength, without.strength)
    assert np.array_equal(with_none.raters, without.raters)


@pytest.mark.parametrize(
    "fit",
    [
        lambda data, gold: dawid_skene.fit(data.votes(), gold=gold),
        lambda data, gold: graded.fit(data, gold=gold),
        lambda data, _: aspects.fit(data.scores()),
    ],
    ids=["full tables", "graded", "aspects"],
)
@many
@given(rated_and_gold=any_ratings())
@example((rated([(0, 0, 2, 1), (0, 1, 2, 1), (1, 0, 3, 0), (1, 1, 3, 0)], 2, 2), NO_GOLD))
@example((rated([(0, 0, 2, -1), (0, 0, 0, -1), (0, 2, -2, -1), (0, 2, 3, -1)], 1, 3), NO_GOLD))
@example((rated([(0, 0, s, -1) for s in (0, 0, 0, None, 1, 1, 1, 1, 1)], 1, 1), Gold([0], [B])))
def test_every_model_settles_on_any_ratings(
    fit: Callable[[Preferences, Gold], confusions.Model | graded.Model | aspects.Model],
    rated_and_gold: tuple[Preferences, Gold],
) -> None:
    assert fit(*rated_and_gold).convergence.converged
