from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.sequential.stopping import CONTESTED, OPEN, SETTLED, Rule, decide

UNSURE = (0.5, 0.3, 0.1, 0.1)
RULE = Rule(confidence=0.9, verdict_confidence=0.8, least=2, most=5, concordant=3)


def rated(a: int = 0, b: int = 0, tie: int = 0, bad: int = 0) -> tuple[int, ...]:
    return a, b, tie, bad


def state(
    counts: tuple[int, ...], found: tuple[float, ...], rule: Rule = RULE, n_sides: int | None = 2
) -> int:
    return int(decide(np.array([counts]), np.array([found]), rule, n_sides=n_sides)[0])


CASES = [
    (rated(a=2), (0.9, 0.1, 0, 0), SETTLED),
    (rated(b=2), (0.05, 0.95, 0, 0), SETTLED),
    (rated(a=2), (0.89, 0.11, 0, 0), OPEN),
    (rated(a=1), (0.99, 0.01, 0, 0), OPEN),
    (rated(tie=2), (0.1, 0.1, 0.8, 0), SETTLED),
    (rated(bad=2), (0.1, 0.05, 0.05, 0.8), SETTLED),
    (rated(tie=3), UNSURE, SETTLED),
    (rated(bad=3), UNSURE, SETTLED),
    (rated(tie=2), UNSURE, OPEN),
    (rated(tie=3, a=1), UNSURE, OPEN),
    (rated(bad=3, tie=1), UNSURE, OPEN),
    (rated(a=3), UNSURE, OPEN),
    (rated(a=3, b=2), UNSURE, CONTESTED),
    (rated(a=3, b=2), (0.95, 0.05, 0, 0), SETTLED),
]


@pytest.mark.parametrize(("counts", "found", "expected"), CASES)
def test_item_is_decided(counts: tuple[int, ...], found: tuple[float, ...], expected: int) -> None:
    assert state(counts, found) == expected


def test_many_items_are_decided_as_each_alone() -> None:
    counts, found, expected = zip(*CASES, strict=True)

    assert decide(np.array(counts), np.array(found), RULE, n_sides=2).tolist() == list(expected)


@pytest.mark.parametrize(
    "wrong",
    [
        {"least": 0},
        {"least": 4, "most": 3},
        {"confidence": 0.5},
        {"verdict_confidence": 1.1},
        {"concordant": 0},
    ],
)
def test_rule_that_cannot_be_meant_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        Rule(**wrong)


def test_fixed_overlap_waits_for_its_last_rating_and_then_decides() -> None:
    three = Rule(least=3, most=3)
    sure, unsure = (0.99, 0.01, 0.0, 0.0), (0.6, 0.4, 0.0, 0.0)

    states = [state(rated(a=n), sure, three) for n in (1, 2, 3)]

    assert states == [OPEN, OPEN, SETTLED]
    assert state(rated(a=2, b=1), unsure, three) == CONTESTED


def test_classes_without_verdicts_are_all_held_to_one_confidence() -> None:
    assert state((0, 0, 2, 0), (0.05, 0.05, 0.85, 0.05), n_sides=None) == OPEN
    assert state((0, 0, 3, 0), (0.05, 0.05, 0.85, 0.05), n_sides=None) == OPEN
    assert state((0, 0, 2, 0), (0.02, 0.02, 0.92, 0.04), n_sides=None) == SETTLED


def test_item_waits_while_a_rating_names_a_class_that_the_model_does_not_know() -> None:
    assert state(rated(a=1, bad=1), (0.95, 0.05, 0.0, 0.0)) == OPEN
    assert state(rated(bad=3), (0.95, 0.05, 0.0, 0.0)) == SETTLED
