from __future__ import annotations

import evalica
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregation.agreement import alpha
from tasks.aggregation.agreement.alpha import krippendorff
from tasks.aggregation.agreement.coincidence import Coincidence
from tasks.aggregation.agreement.disagreement import Metric
from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.convergence import DegenerateData

# Four observers, twelve units: section C of Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), which
# prints .743, .815 and .849. The last unit has a single rating.
WORKED = ["111", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "555", "11", "3"]
K = 4
METRICS: tuple[Metric, ...] = ("nominal", "ordinal", "interval")
# Two ratings that differ, and whatever else.
ratings = st.lists(st.tuples(st.integers(0, 5), st.integers(0, K - 1)), max_size=25).map(
    lambda rows: [(0, 0), *rows, (0, 3)]
)


def patterns_of(units: list[str]) -> Patterns:
    rows = [(unit, int(one)) for unit, given in enumerate(units) for one in given]
    return Patterns.of_values(*zip(*rows, strict=True))


def patterns(rows: list[tuple[int, int]]) -> Patterns:
    return Patterns.of_labels([item for item, _ in rows], [label for _, label in rows], K)


@pytest.mark.parametrize(("metric", "printed"), [*zip(METRICS, (0.743, 0.815, 0.849), strict=True)])
def test_it_gives_what_the_paper_prints(metric: Metric, printed: float) -> None:
    assert round(krippendorff(patterns_of(WORKED), metric), 3) == printed


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("n_levels", [2, 5, 30])
def test_it_is_what_evalica_gives(metric: Metric, n_levels: int) -> None:
    rng = np.random.default_rng(n_levels)
    table = np.clip(rng.integers(0, n_levels, 60) + rng.integers(-1, 2, (7, 60)), 0, n_levels - 1).astype(
        float
    )
    table[rng.random(table.shape) < 0.4] = np.nan
    _, units = np.indices(table.shape)
    ours = krippendorff(Patterns.of_values(units.ravel(), table.ravel()), metric)

    assert ours == pytest.approx(evalica.alpha(pd.DataFrame(table), metric).alpha, abs=1e-9)


@pytest.mark.parametrize("metric", METRICS)
def test_agreement_without_exception_is_one(metric: Metric) -> None:
    assert krippendorff(patterns_of(["11", "222", "44"]), metric) == 1


@pytest.mark.parametrize("units", [["11", "111"], ["1", "2"], ["1"]])
def test_one_class_or_no_shared_item_is_degenerate(units: list[str]) -> None:
    with pytest.raises(DegenerateData):
        krippendorff(patterns_of(units))


def test_nothing_at_all_is_degenerate() -> None:
    with pytest.raises(DegenerateData):
        krippendorff(Patterns.of_values([], []))


@given(rows=ratings, order=st.permutations(range(6)), names=st.permutations(range(K)))
@settings(deadline=None)
def test_names_of_items_and_of_unordered_classes_do_not_matter(
    rows: list[tuple[int, int]], order: list[int], names: list[int]
) -> None:
    renamed = patterns([(order[item], names[label]) for item, label in rows])

    assert krippendorff(renamed, "nominal") == pytest.approx(krippendorff(patterns(rows), "nominal"))


@given(rows=ratings, metric=st.sampled_from(METRICS))
@settings(deadline=None)
def test_turning_the_scale_round_changes_nothing(rows: list[tuple[int, int]], metric: Metric) -> None:
    turned = patterns([(item, K - 1 - label) for item, label in rows])

    assert krippendorff(turned, metric) == pytest.approx(krippendorff(patterns(rows), metric))


@given(rows=ratings, data=st.data())
@settings(deadline=None)
def test_neither_order_nor_lone_ratings_matter(rows: list[tuple[int, int]], data: st.DataObject) -> None:
    shuffled = [*data.draw(st.permutations(rows)), (77, 0), (99, 3)]

    assert krippendorff(patterns(shuffled)) == krippendorff(patterns(rows))


@given(rows=ratings)
@settings(deadline=None)
def test_duplicated_units_keep_the_observed_disagreement(rows: list[tuple[int, int]]) -> None:
    once = Coincidence.of(patterns(rows)).matrix
    twice = Coincidence.of(patterns([*rows, *((item + 10, label) for item, label in rows)])).matrix

    assert twice == pytest.approx(2 * once)


@given(rows=ratings)
@settings(deadline=None)
def test_the_matrix_grows_rating_by_rating_and_shrinks_back_exactly(rows: list[tuple[int, int]]) -> None:
    counts, states = np.zeros((6, K), dtype=np.int64), [Coincidence.empty(K)]
    for item, label in rows:
        states.append(states[-1].add(counts[item], label))
        counts[item, label] += 1
    whole = Coincidence.of(Patterns.of_labels([i for i, _ in rows], [v for _, v in rows], K))
    assert states[-1].matrix.tolist() == whole.matrix.tolist()

    back = states[-1]
    for (item, label), before in zip(reversed(rows), reversed(states[:-1]), strict=True):
        back = back.take_back(counts[item], label)
        counts[item, label] -= 1
        assert back.matrix.tolist() == before.matrix.tolist()


@given(rows=ratings, more=ratings)
@settings(deadline=None)
def test_matrices_of_other_items_add_up(rows: list[tuple[int, int]], more: list[tuple[int, int]]) -> None:
    here, there = patterns(rows), patterns([(item + 6, label) for item, label in more])
    together = patterns([*rows, *((item + 6, label) for item, label in more)])
    merged = Coincidence.of(here).merge(Coincidence.of(there))

    assert merged.matrix.tolist() == Coincidence.of(together).matrix.tolist()
    assert alpha.of_coincidences(merged.matrix, together.value) == pytest.approx(krippendorff(together))


def test_a_rating_that_is_not_there_cannot_be_taken_back() -> None:
    with pytest.raises(ValueError):
        Coincidence.empty(2).take_back([1, 0], 1)
