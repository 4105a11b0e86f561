"""What holds for any comparisons in every ranking: names, order, sides, copies, and data at the edge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.encoding import BOTH_BAD, TIE, A, B
from tasks.aggregation.ranking.davidson import Fit, davidson
from tasks.aggregation.ranking.pairings import Comparisons
from tasks.aggregation.ranking.sandwich import Errors, clustered
from tasks.aggregation.ranking.style import side_control

K = 5
TURNED = np.array([B, A, TIE, BOTH_BAD])
MODELS = {"davidson": davidson}
Ranking = Callable[..., Fit]
over = pytest.mark.parametrize("ranking", MODELS.values(), ids=MODELS.keys())
many = settings(max_examples=40)


@dataclass(frozen=True)
class Battles:
    """Columns of rows: the models, who won, on which side the first was shown, the rater, and the item."""

    first: np.ndarray
    second: np.ndarray
    outcome: np.ndarray
    side: np.ndarray
    rater: np.ndarray
    item: np.ndarray

    @property
    def rows(self) -> Comparisons:
        return Comparisons.plain(self.first, self.second, self.outcome, K, [side_control(self.side)])

    def only(self, order: np.ndarray) -> Battles:
        return Battles(*(column[order] for column in vars(self).values()))

    def turned(self) -> Battles:
        return Battles(self.second, self.first, TURNED[self.outcome], -self.side, self.rater, self.item)


def errors(fit: Fit, battles: Battles, *, is_two_way: bool = False) -> Errors:
    return clustered(fit, battles.rows, [battles.rater, battles.item][: 1 + is_two_way])


battle = st.tuples(
    st.integers(0, K - 1),
    st.integers(0, K - 1),
    st.sampled_from((A, B, TIE, BOTH_BAD)),
    st.sampled_from((-1, 0, 1)),
    st.integers(0, 3),
    st.integers(0, 5),
)
# Some battles, and a ring of them by two raters that connects all models both ways.
any_battles = st.lists(battle, max_size=30).map(
    lambda rows: Battles(
        *map(np.array, zip(*rows, *((i, (i + 1) % K, A, 1, i % 2, i) for i in range(K)), strict=True))
    )
)


@over
@many
@given(battles=any_battles, names=st.permutations(range(K)), is_two_way=st.booleans())
def test_names_of_models_raters_and_items_do_not_matter(
    ranking: Ranking, battles: Battles, names: list[int], is_two_way: bool
) -> None:
    name = np.array(names)
    renamed = Battles(
        name[battles.first],
        name[battles.second],
        battles.outcome,
        battles.side,
        70 - 9 * battles.rater,
        5 - battles.item,
    )

    here, there = ranking(battles.rows.collapse()), ranking(renamed.rows.collapse())
    stated, renamed_errors = (
        errors(fit, one, is_two_way=is_two_way) for fit, one in ((here, battles), (there, renamed))
    )

    assert there.score[name] == pytest.approx(here.score, abs=1e-8)
    assert there.control == pytest.approx(here.control, abs=1e-8)
    assert renamed_errors.error[name] == pytest.approx(stated.error[:K], abs=1e-6)


@over
@many
@given(battles=any_battles, is_two_way=st.booleans())
def test_swapping_the_answers_and_the_sides_of_all_rows_changes_nothing(
    ranking: Ranking, battles: Battles, is_two_way: bool
) -> None:
    here, there = ranking(battles.rows.collapse()), ranking(battles.turned().rows.collapse())

    assert there.theta == pytest.approx(here.theta, abs=1e-8)
    assert there.win_probability == pytest.approx(here.win_probability, abs=1e-8)
    assert errors(there, battles.turned(), is_two_way=is_two_way).error == pytest.approx(
        errors(here, battles, is_two_way=is_two_way).error, abs=1e-6
    )


@over
@many
@given(battles=any_battles)
def test_turning_who_won_turns_the_ranking(ranking: Ranking, battles: Battles) -> None:
    lost = Battles(**vars(battles) | {"outcome": TURNED[battles.outcome]})

    here, there = ranking(battles.rows.collapse()), ranking(lost.rows.collapse())

    assert there.theta == pytest.approx(-here.theta, abs=1e-8)
    assert there.win_probability == pytest.approx(here.win_probability.T, abs=1e-8)


@over
@many
@given(battles=any_battles, random=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(ranking: Ranking, battles: Battles, random: object) -> None:
    shuffled = battles.only(np.array(random.sample(range(len(battles.first)), len(battles.first))))

    here, there = ranking(battles.rows.collapse()), ranking(shuffled.rows.collapse())

    assert there.theta.tolist() == here.theta.tolist()
    assert errors(there, shuffled).error == pytest.approx(errors(here, battles).error, abs=1e-9)


@over
@many
@given(battles=any_battles)
def test_every_battle_twice_under_a_double_ridge_is_every_battle_once(
    ranking: Ranking, battles: Battles
) -> None:
    twice = battles.only(np.tile(np.arange(len(battles.first)), 2))

    once, double = ranking(battles.rows.collapse()), ranking(twice.rows.collapse(), ridge=0.02)

    assert double.theta == pytest.approx(once.theta, abs=1e-8)
    assert double.information == pytest.approx(2 * once.information, rel=1e-6, abs=1e-8)


@over
@many
@given(battles=any_battles)
def test_copies_by_the_same_raters_make_nobody_surer_of_raters(ranking: Ranking, battles: Battles) -> None:
    twice = battles.only(np.tile(np.arange(len(battles.first)), 2))

    once, double = ranking(battles.rows.collapse()), ranking(twice.rows.collapse(), ridge=0.02)

    assert errors(double, twice).covariance == pytest.approx(
        errors(once, battles).covariance, rel=1e-6, abs=1e-8
    )


@over
@many
@given(battles=any_battles)
def test_counting_rows_into_cells_changes_nothing(ranking: Ranking, battles: Battles) -> None:
    assert ranking(battles.rows.collapse()).theta == pytest.approx(
        ranking(battles.rows.rows()).theta, abs=1e-8
    )


@over
@many
@given(battles=any_battles)
def test_chances_are_such_and_errors_are_finite(ranking: Ranking, battles: Battles) -> None:
    fit = ranking(battles.rows.collapse())
    stated = errors(fit, battles, is_two_way=True)

    assert np.all((fit.win_probability >= 0) & (fit.win_probability + fit.win_probability.T <= 1 + 1e-12))
    assert fit.score.sum() == pytest.approx(0, abs=1e-9)
    assert np.all(np.isfinite(stated.low) & np.isfinite(stated.high) & (stated.error > 0))
    assert np.all(np.isfinite(stated.difference) & (stated.difference >= 0))


@over
@many
@given(battles=any_battles)
def test_both_bad_is_a_tie_and_a_model_against_itself_is_nothing(ranking: Ranking, battles: Battles) -> None:
    outcome = np.where(battles.outcome == TIE, BOTH_BAD, battles.outcome)
    other = battles.only(battles.first != battles.second)
    here = ranking(battles.rows.collapse())

    assert ranking(Battles(**vars(battles) | {"outcome": outcome}).rows.collapse()).theta == pytest.approx(
        here.theta, abs=1e-12
    )
    assert ranking(other.rows.collapse()).theta == pytest.approx(here.theta, abs=1e-8)


@over
@pytest.mark.parametrize("outcome", [TIE, BOTH_BAD])
def test_where_nobody_ever_wins_all_are_equal(ranking: Ranking, outcome: int) -> None:
    fit = ranking(Comparisons.plain([0, 1, 2, 3], [1, 2, 3, 4], [outcome] * 4, K).collapse())

    assert fit.score == pytest.approx(np.zeros(K), abs=1e-12)


@over
@pytest.mark.parametrize("rows", [([], [], []), ([2, 2], [2, 2], [A, TIE])])
def test_nothing_to_compare_is_refused(ranking: Ranking, rows: tuple[list[int], ...]) -> None:
    with pytest.raises(DegenerateData):
        ranking(Comparisons.plain(*rows, K).collapse())


@over
def test_a_rater_who_gave_nearly_all_does_not_make_scores_surer_than_rows_apart(ranking: Ranking) -> None:
    rng = np.random.default_rng(5)
    first = rng.integers(0, K, 4040)
    second = (first + rng.integers(1, K, first.size)) % K
    outcome = np.where(rng.random(first.size) < 1 / (1 + np.exp(0.5 * (first - second))), A, B)
    uneven = np.where(np.arange(4040) < 4000, 0, np.arange(4040) - 3999)
    rows = Comparisons.plain(first, second, outcome, K)
    fit = ranking(rows.collapse())

    assert np.argsort(-fit.score).tolist() == [*range(K)]
    assert np.isfinite(clustered(fit, rows, [uneven]).high).all()
    assert np.all(clustered(fit, rows, [uneven]).error[:K] >= np.sqrt(np.diag(fit.inverse)[:K]))


@over
def test_a_model_that_is_in_nearly_every_battle_does_not_drag_the_rest(ranking: Ranking) -> None:
    """Model 0 beats 1 to 4 as often as it loses; among themselves 1 always beats 4."""
    star = [(0, 1 + i % 4, (A, B)[i // 4 % 2]) for i in range(4000)]
    first, second, outcome = zip(*star, *[(1, 4, A)] * 20, strict=True)

    score = ranking(Comparisons.plain(first, second, outcome, K).collapse()).score

    assert score[1] > score[2] > score[4]
    assert score[3] == pytest.approx(score[2])
    assert score[0] == pytest.approx(score[2], abs=0.001)
