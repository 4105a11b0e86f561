from __future__ import annotations

from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregation.monitoring import runs
from tasks.aggregation.monitoring.runs import p_run


def counted(share: float, length: int, n: int) -> float:
    """The probability by writing down every sequence of n answers."""
    total = 0.0
    for answers in product((0, 1), repeat=n):
        longest = max((len(list(run)) for answer, run in groupby(answers) if answer), default=0)
        total += share ** sum(answers) * (1 - share) ** (n - sum(answers)) * (longest >= length)
    return total


@settings(max_examples=60)
@given(st.floats(0, 1), st.integers(1, 10), st.integers(0, 9))
def test_probability_is_that_of_counting_every_sequence(share: float, length: int, n: int) -> None:
    found = p_run(np.array([share]), np.array([length]), np.array([n]))

    assert found[0] == pytest.approx(counted(share, length, n), abs=1e-12)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 20), st.integers(0, 120)), max_size=10))
def test_bound_is_never_exceeded_and_more_answers_make_a_run_likelier(
    cases: list[tuple[float, int, int]],
) -> None:
    share, length, n = (np.array([one[k] for one in cases]) for k in range(3))

    found, more = p_run(share, length, n.astype(int)), p_run(share, length, n.astype(int) + 5)

    bound = np.maximum(n - length, 0) * (1 - share) * share**length + share**length
    assert np.all(found <= np.minimum(bound, 1) + 1e-9)
    assert np.all(more >= found - 1e-12)


def test_rare_runs_keep_their_digits() -> None:
    found = p_run(np.array([0.1]), np.array([20]), np.array([100]))

    assert found[0] == pytest.approx(1e-20 * (1 + 80 * 0.9), rel=1e-9)


def test_histories_of_any_lengths_go_together(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    share, length, n = rng.random(50), rng.integers(1, 8, 50), rng.integers(0, 200, 50)
    together = p_run(share, length, n)

    monkeypatch.setattr(runs, "CELLS", 300)

    assert p_run(share, length, n) == pytest.approx(together, abs=1e-15)


@pytest.mark.parametrize(("share", "length"), [(1.2, 2), (-0.1, 2), (0.5, 0)])
def test_what_is_no_share_or_no_run_is_refused(share: float, length: int) -> None:
    with pytest.raises(ValueError):
        p_run(np.array([share]), np.array([length]), np.array([5]))
