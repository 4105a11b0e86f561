from __future__ import annotations

import pytest

from tasks.aggregation.sequential.incremental import Evidence
from tasks.aggregation.sequential.incremental_votes import LogOdds, Vote
from tasks.aggregation.sequential.stopping import Rule, State, decide

UNSURE = (0.5, 0.3, 0.1, 0.1)
RULE = Rule(confidence=0.9, verdict_confidence=0.8, least=2, most=5, concordant=3)


def rated(a: int = 0, b: int = 0, tie: int = 0, bad: int = 0) -> Evidence:
    return Evidence(n_a=a, n_b=b, n_tie=tie, n_both_bad=bad)


@pytest.mark.parametrize(
    ("evidence", "found", "state"),
    [
        (rated(a=2), (0.9, 0.1, 0, 0), State.SETTLED),
        (rated(b=2), (0.05, 0.95, 0, 0), State.SETTLED),
        (rated(a=2), (0.89, 0.11, 0, 0), State.OPEN),
        (rated(a=1), (0.99, 0.01, 0, 0), State.OPEN),
        (rated(tie=2), (0.1, 0.1, 0.8, 0), State.SETTLED),
        (rated(bad=2), (0.1, 0.05, 0.05, 0.8), State.SETTLED),
        (rated(tie=3), UNSURE, State.SETTLED),
        (rated(bad=3), UNSURE, State.SETTLED),
        (rated(tie=2), UNSURE, State.OPEN),
        (rated(tie=3, a=1), UNSURE, State.OPEN),
        (rated(bad=3, tie=1), UNSURE, State.OPEN),
        (rated(a=3), UNSURE, State.OPEN),
        (rated(a=3, b=2), UNSURE, State.CONTESTED),
        (rated(a=3, b=2), (0.95, 0.05, 0, 0), State.SETTLED),
    ],
)
def test_item_is_decided(evidence: Evidence, found: tuple[float, ...], state: State) -> None:
    assert decide(evidence, found, RULE) == state


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

    states = [decide(rated(a=n), sure, three) for n in (1, 2, 3)]

    assert states == [State.OPEN, State.OPEN, State.SETTLED]
    assert decide(rated(a=2, b=1), unsure, three) == State.CONTESTED


def test_votes_are_decided_by_the_same_rule() -> None:
    tie, first = Vote(2, (0, 0, 1, 0)), Vote(0, (1, 0, 0, 0))
    two = LogOdds.none(4).plus(tie).plus(tie)

    assert decide(two.plus(tie), UNSURE, RULE) == State.SETTLED
    assert decide(two.plus(first), UNSURE, RULE) == State.OPEN
    assert decide(LogOdds.none(4).plus(first).plus(first), (0.95, 0.05, 0.0, 0.0), RULE) == State.SETTLED


def test_item_waits_while_a_rating_names_a_class_that_the_model_does_not_know() -> None:
    assert decide(rated(a=1, bad=1), (0.95, 0.05, 0.0, 0.0), RULE) == State.OPEN
    assert decide(rated(bad=3), (0.95, 0.05, 0.0, 0.0), RULE) == State.SETTLED
