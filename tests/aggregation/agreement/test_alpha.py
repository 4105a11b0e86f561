from __future__ import annotations

import evalica
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from tasks.aggregation.agreement.alpha import krippendorff
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


def test_a_metric_of_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no metric"):
        krippendorff(Patterns.of_labels([0, 0], [0, 1], 2), "intervall")  # type: ignore[arg-type]
