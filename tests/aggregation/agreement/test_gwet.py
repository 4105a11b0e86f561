from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tasks.aggregation.agreement.disagreement import agreement_weights, interval
from tasks.aggregation.agreement.fleiss import fleiss
from tasks.aggregation.agreement.gwet import ac1, ac2
from tasks.aggregation.agreement.pairwise import mean_agreement
from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.convergence import DegenerateData

# Six psychiatrists and fifteen patients, in the order of distrib.6raters of the R package irrCAC; its README prints
# AC1 .4448007, Fleiss' kappa .4139265, agreement .5511111.
PATIENTS = [
    "333333", "111444", "122224", "444444", "111333", "002222", "222244", "002223",
    "003333", "444444", "033333", "013333", "111222", "033333", "113334",
]  # fmt: skip


def patterns(units: list[str], n_classes: int = 5) -> Patterns:
    rows = [(unit, int(one)) for unit, given in enumerate(units) for one in given]
    return Patterns.of_labels([unit for unit, _ in rows], [label for _, label in rows], n_classes)


def naive(units: list[str], weights: np.ndarray) -> float:
    """The formula of the handbook, rating by rating."""
    pairs = [
        [weights[int(one), int(other)] for i, one in enumerate(u) for j, other in enumerate(u) if i != j]
        for u in units
    ]
    observed = np.mean([np.mean(each) for each in pairs])
    n_classes = len(weights)
    share = np.array([np.mean([u.count(str(k)) / len(u) for u in units]) for k in range(n_classes)])
    expected = weights.sum() / n_classes / (n_classes - 1) * (share * (1 - share)).sum()
    return float((observed - expected) / (1 - expected))


def test_it_gives_what_its_author_prints() -> None:
    assert ac1(patterns(PATIENTS)) == pytest.approx(0.4448007, abs=1e-7)
    assert fleiss(patterns(PATIENTS)) == pytest.approx(0.4139265, abs=1e-7)
    assert mean_agreement(patterns(PATIENTS)) == pytest.approx(0.5511111, abs=1e-7)


def test_it_gives_what_its_author_prints_of_two_raters() -> None:
    # cont3x3abstractors of the same package: 13, 20 and 56 alike, 7 and 4 apart; printed: AC1 .8493305.
    units = ["00"] * 13 + ["11"] * 20 + ["12"] * 7 + ["21"] * 4 + ["22"] * 56

    assert ac1(patterns(units, 3)) == pytest.approx(0.8493305, abs=1e-7)


def test_quadratic_weights_are_those_of_the_handbook() -> None:
    weights = agreement_weights(interval(np.array([1.0, 2.0, 3.0])))

    assert weights.tolist() == [[1, 0.75, 0], [0.75, 1, 0.75], [0, 0.75, 1]]


units = st.lists(st.text("0123", min_size=2, max_size=5), min_size=1, max_size=12)


@given(given_units=units)
def test_weighted_or_not_it_follows_the_formula(given_units: list[str]) -> None:
    quadratic = agreement_weights(interval(np.arange(4.0)))

    assert ac1(patterns(given_units, 4)) == pytest.approx(naive(given_units, np.eye(4)))
    assert ac2(patterns(given_units, 4), quadratic) == pytest.approx(naive(given_units, quadratic))


@given(given_units=units)
def test_fleiss_is_bounded_by_the_agreement(given_units: list[str]) -> None:
    found = patterns(given_units, 4)
    assume((found.count.sum(axis=0) > 0).sum() > 1)

    assert fleiss(found) <= mean_agreement(found) + 1e-12


def test_it_does_not_collapse_where_one_class_dominates() -> None:
    found = patterns(["000"] * 97 + ["001"] * 3, 2)

    assert ac1(found) > 0.95
    assert fleiss(found) < 0.05


def test_a_scale_of_one_class_is_no_scale() -> None:
    with pytest.raises(DegenerateData):
        ac1(patterns(["00"], 1))


def test_weights_that_call_all_classes_the_same_say_nothing() -> None:
    found = Patterns.of_labels([0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 0, 0], 2)

    with pytest.raises(DegenerateData):
        ac2(found, np.ones((2, 2)))


@pytest.mark.parametrize("weights", [np.zeros((2, 2)), np.array([[1, 2], [2, 1]]), np.eye(3)])
def test_wrong_weights_are_refused(weights: np.ndarray) -> None:
    with pytest.raises(ValueError):
        ac2(Patterns.of_labels([0, 0, 1, 1], [0, 1, 0, 0], 2), weights)
