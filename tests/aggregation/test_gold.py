from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tasks.aggregation.encoding import BOTH_BAD, TIE, A, B, Preferences, Scores, Votes
from tasks.aggregation.gold import Gold, GoldScores
from tasks.aggregation.labels import dawid_skene, gaussian, graded
from tasks.aggregation.labels.fitting import Kind, fit


def test_codes_are_checked_against_the_data() -> None:
    Gold([2, 0], [1, 0]).check(n_items=3, n_classes=2)
    GoldScores([2, 0], [-1.0, 4.5]).check(n_items=3)

    for item, label in (([3], [0]), ([-1], [0]), ([0], [2]), ([0], [-1])):
        with pytest.raises(ValueError, match="gold"):
            Gold(item, label).check(n_items=3, n_classes=2)
    with pytest.raises(ValueError, match="gold item"):
        GoldScores([3], [1.0]).check(n_items=3)


@pytest.mark.parametrize(
    ("make", "columns", "why"),
    [
        (Gold, ([1, 0, 1], [0, 0, 0]), "more than once"),
        (Gold, ([0, 1], [0]), "one length"),
        (Gold, ([0.5], [0]), "whole numbers"),
        (Gold, ([0], [0.5]), "whole numbers"),
        (GoldScores, ([1, 1], [2.0, 2.0]), "more than once"),
        (GoldScores, ([0, 1], [1.0]), "one length"),
    ],
)
def test_wrong_gold_is_refused_and_the_reason_is_given(
    make: Callable[..., object], columns: tuple[list[float], list[float]], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        make(*columns)


VOTES = Votes([0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 1, 1], 2, 2, 2)


@pytest.mark.parametrize("gold", [Gold([2], [0]), Gold([0], [2])])
def test_models_of_votes_refuse_gold_of_other_data(gold: Gold) -> None:
    with pytest.raises(ValueError, match="gold"):
        dawid_skene.fit(VOTES, gold=gold)
    with pytest.raises(ValueError, match="gold"):
        fit(VOTES, gold=gold, kind=Kind.MAJORITY)


def test_models_of_strengths_refuse_gold_of_other_data() -> None:
    data = Preferences([0, 1], [0, 0], [1, -1], [0, 0], [1, 1], 2, 1)

    with pytest.raises(ValueError, match="gold"):
        graded.fit(data, gold=Gold([2], [A]))
    with pytest.raises(ValueError, match="gold"):
        graded.fit(data, gold=Gold([1], [BOTH_BAD + 1]))
    with pytest.raises(ValueError, match="gold"):
        gaussian.fit(data.scores(), gold=GoldScores([2], [1.0]))


@pytest.mark.parametrize("label", [A, B, TIE, BOTH_BAD])
def test_an_item_is_held_to_its_class_against_all_ratings(label: int) -> None:
    others = [(i, w, 1 - 2 * (i % 2)) for i in range(2, 8) for w in range(3)]
    item, rater, strength = np.array([(0, w, 3) for w in range(3)] + others).T
    data = Preferences(item, rater, strength, 0 * item, 0 * item, 8, 3)
    gold = Gold([0], [label])

    for kind in Kind:
        assert fit(data, gold=gold, kind=kind).labels.probability[0].tolist() == np.eye(4)[label].tolist()


def test_of_a_number_only_the_sign_is_taken() -> None:
    data = Scores.plain([0, 0, 1, 1, 2, 2], [0, 1] * 3, [2, -1, 1, -2, 3, -3], 3, 2)

    one, other = (gaussian.fit(data, gold=GoldScores([0, 1], value)) for value in ([1, 1], [30.0, 0.1]))

    assert np.array_equal(one.mean, other.mean)
    assert one.raters.scale[0] > one.raters.scale[1]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        GoldScores(np.array([0]), np.array([value]))
