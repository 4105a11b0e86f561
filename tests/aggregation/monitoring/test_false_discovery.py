from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, norm

from tasks.aggregation.monitoring.false_discovery import adjusted


@settings(max_examples=100)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_values_are_those_of_benjamini_and_hochberg(p_value: list[float]) -> None:
    assert adjusted(p_value) == pytest.approx(false_discovery_control(p_value), abs=1e-12)


def test_raters_without_a_test_are_not_counted() -> None:
    assert adjusted([0.01, np.nan, 0.5]) == pytest.approx([0.02, np.nan, 0.5], nan_ok=True)
    assert np.isnan(adjusted([np.nan])).all()
    assert adjusted([]).size == 0


def test_share_of_honest_raters_among_those_found_is_the_stated_one() -> None:
    rng = np.random.default_rng(1)
    is_honest = np.arange(200) >= 20

    shares, found = [], []
    for _ in range(400):
        z = rng.standard_normal(200) + np.where(is_honest, 0, 4)
        called = adjusted(2 * norm.sf(np.abs(z))) <= 0.1
        shares.append(np.sum(called & is_honest) / max(called.sum(), 1))
        found.append(called[~is_honest].mean())

    assert np.mean(shares) == pytest.approx(0.1 * 0.9, abs=0.012)
    assert np.mean(found) > 0.9


@pytest.mark.parametrize("p_value", [-0.1, 1.1])
def test_what_is_no_probability_is_refused(p_value: float) -> None:
    with pytest.raises(ValueError, match="p-value"):
        adjusted([p_value])
