from __future__ import annotations

import evalica
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.aggregation.agreement import alpha
from tasks.aggregation.agreement.alpha import krippendorff
from tasks.aggregation.agreement.coincidence import Coincidence
from tasks.aggregation.agreement.disagreement import Metric
from tasks.aggregation.agreement.patterns import Patterns

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


@given(rows=ratings)
def test_duplicated_units_keep_the_observed_disagreement(rows: list[tuple[int, int]]) -> None:
    once = Coincidence.of(patterns(rows)).matrix
    twice = Coincidence.of(patterns([*rows, *((item + 10, label) for item, label in rows)])).matrix

    assert twice == pytest.approx(2 * once)


@given(rows=ratings)
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
def test_matrices_of_other_items_add_up(rows: list[tuple[int, int]], more: list[tuple[int, int]]) -> None:
    here, there = patterns(rows), patterns([(item + 6, label) for item, label in more])
    together = patterns([*rows, *((item + 6, label) for item, label in more)])
    merged = Coincidence.of(here).merge(Coincidence.of(there))

    assert merged.matrix.tolist() == Coincidence.of(together).matrix.tolist()
    assert alpha.of_coincidences(merged.matrix, together.value) == pytest.approx(krippendorff(together))


def test_a_rating_that_is_not_there_cannot_be_taken_back() -> None:
    with pytest.raises(ValueError):
        Coincidence.empty(2).take_back([1, 0], 1)


@pytest.mark.parametrize("before", [[2, 2], [1, 1], [3, -1]])
def test_a_rating_of_an_item_that_was_never_added_cannot_be_taken_back(before: list[int]) -> None:
    kept = Coincidence.empty(2).add([0, 0], 0).add([1, 0], 0).add([2, 0], 0)

    with pytest.raises(ValueError):
        kept.take_back(before, 0)


@pytest.mark.parametrize("label", [-1, 3])
def test_a_rating_of_no_class_is_refused(label: int) -> None:
    kept = Coincidence.empty(3)

    with pytest.raises(ValueError):
        kept.add([0, 0, 1], label)
    with pytest.raises(ValueError):
        kept.take_back([0, 0, 1], label)


def test_a_metric_of_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no metric"):
        krippendorff(Patterns.of_labels([0, 0], [0, 1], 2), "intervall")  # type: ignore[arg-type]
