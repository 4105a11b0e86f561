from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import digamma, ndtr, softmax

from tasks.aggregation.encoding import Preferences, Scores, Votes
from tasks.aggregation.labels import gaussian, one_coin
from tasks.aggregation.labels.gaussian_rows import Rows
from tasks.aggregation.labels.gaussian_steps import Raters, expect
from tasks.aggregation.monitoring import peers
from tasks.aggregation.monitoring.checks import NOTHING, of_beliefs
from tests.worlds import causes


@st.composite
def small(draw: st.DrawFn) -> Preferences:
    n_items, n_raters = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    said = st.sampled_from((-3, -2, -1, 0, 1, 2, 3, None))
    row = st.tuples(
        st.integers(0, n_items - 1), st.integers(0, n_raters - 1), said, st.sampled_from((-1, 0, 1))
    )
    first = (0, 0, 1, 1)
    item, rater, strength, side = zip(first, *draw(st.lists(row, max_size=20)), strict=True)
    verdict = [int(one is None) for one in strength]
    return Preferences(item, rater, [one or 0 for one in strength], verdict, side, n_items, n_raters)


def fitted(data: Scores, *, learn: bool = True) -> gaussian.Fit:
    return gaussian.fit(data, learn_scores=learn, tol=0, max_iter=6, strict=False)


def fitted_coins(votes: Votes) -> one_coin.Fit:
    return one_coin.fit(votes, tol=0, max_iter=6, strict=False)


def without(data: Scores | Votes, row: int) -> np.ndarray:
    """Which rows are left without those of the row's rater on the row's item."""
    return (data.item != data.item[row]) | (data.rater != data.rater[row])


@settings(max_examples=60)
@given(small(), st.booleans())
def test_item_without_a_rater_is_the_expectation_step_without_their_rows(
    data: Preferences, learn: bool
) -> None:
    scores = data.scores()
    fit = fitted(scores, learn=learn)
    raters = Raters(fit.bias, fit.scale, fit.noise, fit.typical_scale, fit.typical_noise)
    value = peers.values(scores, fit)

    found = peers.left_out(scores, fit)

    for row in range(scores.n):
        left = without(scores, row) & (scores.item == scores.item[row])
        if not left.any():
            assert (found.mean[row], found.precision[row]) == (0, 1)
            continue
        rest = replace(scores, value=value).only(left).by_item()
        posterior = expect(Rows.of(rest, rest.value), raters)
        assert found.mean[row] == pytest.approx(posterior.mean[scores.item[row]], abs=1e-9)
        assert found.precision[row] == pytest.approx(posterior.precision[scores.item[row]], rel=1e-9)


@settings(max_examples=60)
@given(small(), st.sampled_from((2, 3, 4)))
def test_class_without_a_rater_is_the_expectation_step_without_their_rows(
    data: Preferences, n_classes: int
) -> None:
    votes = data.votes(n_classes)
    fit = fitted_coins(votes)
    weight = digamma(fit.right) - digamma(fit.wrong) + np.log(n_classes - 1)

    found = peers.classes(votes, fit)

    for row in range(votes.n):
        left = without(votes, row) & (votes.item == votes.item[row])
        if not left.any():
            assert found[row] == NOTHING
            continue
        told = np.bincount(votes.label[left], weight[votes.rater[left]], n_classes)
        belief = softmax(told + np.log(fit.share))[votes.label[row]]
        assert found[row] == pytest.approx(of_beliefs(belief, n_classes), abs=1e-9)


def test_rating_is_checked_by_the_side_that_it_names() -> None:
    data = Preferences([0] * 5, range(5), [3, 2, -1, 0, 0], [0, 0, 0, 0, 1], [0] * 5, 1, 5)
    fit = fitted(data.scores())

    right = peers.sides(data, fit)

    others = peers.left_out(data.scores(), fit)
    sure = ndtr(others.mean * np.sqrt(others.precision))
    assert right[:3] == pytest.approx([sure[0], sure[1], 1 - sure[2]])
    assert right[0] > 0.5 > right[2]
    assert right[3:].tolist() == [0.5, 0.5]


def test_rater_who_is_alone_with_an_item_is_not_checked() -> None:
    data = Preferences([0, 0, 1, 2, 2], [0, 0, 1, 0, 1], [3, 3, 2, 1, 1], [0] * 5, [1] * 5, 3, 2)
    votes = data.votes(2)
    leaning = replace(fitted_coins(votes), share=np.array([0.9, 0.1]))

    assert peers.sides(data, fitted(data.scores()))[:3].tolist() == [0.5, 0.5, 0.5]
    assert peers.classes(votes, leaning)[:3].tolist() == [0.5, 0.5, 0.5]
    assert peers.classes(votes, leaning)[4] > 0.5


@settings(max_examples=60)
@given(small())
def test_swapping_the_answers_of_all_items_changes_no_check(data: Preferences) -> None:
    swapped = replace(data, strength=-data.strength, side=-data.side)

    one, other = (peers.sides(rows, fitted(rows.scores())) for rows in (data, swapped))

    assert other == pytest.approx(one, abs=1e-9)


def test_weights_are_those_of_the_fit_when_it_was_made_by_expectation() -> None:
    votes = Votes([0, 0, 0, 1, 1, 1], [0, 1, 2] * 2, [0, 0, 1, 1, 1, 1], 2, 3, 2)
    fit = one_coin.fit(votes, variational=False)

    found = peers.classes(votes, fit, variational=False)

    told = np.log(fit.right / fit.wrong)
    expected = softmax(np.log(fit.share) + np.array([told[1], told[2]]))[0]
    assert found[0] == pytest.approx(expected)


def test_fit_of_another_number_of_classes_is_refused() -> None:
    votes = Votes([0, 0], [0, 1], [0, 1], 1, 2, 2)

    with pytest.raises(ValueError, match="number of classes"):
        peers.classes(replace(votes, n_classes=3), fitted_coins(votes))


def test_what_nobody_explains_is_as_wide_as_expected_until_something_divides_raters() -> None:
    plain = causes.draw(causes.Planted(clause=0, taste=0, broken=0, lazy=0), seed=3).data.scores()
    population = causes.draw(causes.Planted(clause=0.3, taste=0, broken=0, lazy=0), seed=3)
    divided = population.data.scores()

    of_plain = peers.unexplained(plain, gaussian.fit(plain, learn_scores=True))
    of_divided = peers.unexplained(divided, gaussian.fit(divided, learn_scores=True))

    assert (of_plain.points / of_plain.error).std() == pytest.approx(1, abs=0.05)
    z = np.abs(of_divided.points / of_divided.error)
    in_play = population.in_play[divided.item, causes.BAD_CLAUSE]
    assert z[in_play].mean() > 1.4 * z[~in_play].mean()
