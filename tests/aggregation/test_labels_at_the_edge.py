"""Every model of labels on data at the edge: nothing, nothing but ties, one rater, one item that has it all."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.encoding import BOTH_BAD, TIE, A
from tasks.aggregation.labels import graded
from tests.aggregation.models_of_labels import ALL, BAD, CLASSES, NO_GOLD, Model, over, rated


@over(ALL)
def test_nothing_is_degenerate(model: Model) -> None:
    with pytest.raises(DegenerateData):
        model(rated([], 2, 2), NO_GOLD)


@over({name: ALL[name] for name in ("aspects",)})
def test_nothing_but_verdicts_is_nothing_to_models_of_numbers(model: Model) -> None:
    with pytest.raises(DegenerateData):
        model(rated([(0, 0, BAD, 1), (0, 1, BAD, 1)], 1, 2), None)


@over(CLASSES)
@pytest.mark.parametrize(("said", "label"), [(0, TIE), (BAD, BOTH_BAD)])
def test_where_all_say_that_no_side_is_better_none_is(model: Model, said: int | None, label: int) -> None:
    found = model(rated([(i, w, said, 1) for i in range(3) for w in range(3)], 3, 3), None)

    assert found.probability.argmax(axis=1).tolist() == [label] * 3
    assert found.strength.tolist() == [0, 0, 0]


@over({name: ALL[name] for name in ("aspects",)})
def test_numbers_that_are_all_ties_are_on_no_side(model: Model) -> None:
    found = model(rated([(i, w, 0, 1) for i in range(3) for w in range(3)], 3, 3), None)

    assert found.strength.tolist() == [0, 0, 0]


@over(ALL)
def test_a_rater_who_gave_nearly_all_is_taken_at_their_word_where_nobody_else_speaks(model: Model) -> None:
    said = np.random.default_rng(3).choice([-3, -2, -1, 1, 2, 3], 500)
    own = [(i, 0, one, 1 - 2 * (i % 2)) for i, one in enumerate(said.tolist())]

    found = model(rated([*own, *((i, 1 + i, 2, 1) for i in range(5))], 500, 6), None)

    assert np.array_equal(np.sign(found.strength[5:]), np.sign(said[5:]))
    assert np.isfinite(found.raters).all()


@over(ALL)
def test_one_rater_alone_is_taken_at_their_word(model: Model) -> None:
    found = model(rated([(i, 0, said, 0) for i, said in enumerate((-3, -1, 1, 3))], 4, 1), None)

    assert np.sign(found.strength).tolist() == [-1, -1, 1, 1]
    assert np.all(np.diff(found.strength) >= 0)


@over(ALL)
def test_an_item_with_all_the_ratings_goes_with_most_of_them(model: Model) -> None:
    rows = [(0, w, 2 if w % 10 < 7 else -2, 1 - 2 * (w % 2)) for w in range(100)]

    found = model(rated(rows, 3, 100), None)

    assert found.strength[0] > 0
    assert found.strength[1] == found.strength[2] <= found.strength[0]
    if found.probability.size:
        assert found.probability[0].argmax() == A
        assert found.probability[1:].max() < found.probability[0, A]


def test_strengths_and_items_do_not_chase_each_other_for_ever() -> None:
    """Two ratings by one rater, of which only one has a known side, went round in a circle of two."""
    data = rated([(0, 0, -2, -1), (0, 0, -1, 0)], 1, 1)

    found = graded.fit(data)

    assert found.convergence.iterations < 200
    assert 1 < found.sides.worth[2] / found.sides.worth[1] < 2
