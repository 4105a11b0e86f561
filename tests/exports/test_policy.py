"""Reading an export policy."""

from typing import Any

import pytest

from tasks.exports import formats, policy
from tests.exports.projects import make_rated_project


def test_absent_settings_are_the_project_minimum_and_every_decided_state() -> None:
    parsed = policy.parse({}, min_ratings=3)

    assert parsed == policy.Policy(min_ratings=3)
    assert parsed.states == ("settled", "adjudicated", "contested")


def test_policy_survives_its_own_json() -> None:
    parsed = policy.parse({"min_confidence": 0.7, "states": ["contested", "settled"]}, min_ratings=2)

    assert policy.parse(parsed.as_dict(), min_ratings=9) == parsed
    assert parsed.states == ("settled", "contested")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"min_ratings": 0}, "policy.min_ratings"),
        ({"min_ratings": True}, "policy.min_ratings"),
        ({"min_confidence": 1.5}, "policy.min_confidence"),
        ({"min_confidence": float("nan")}, "policy.min_confidence"),
        ({"min_confidence": "0.7"}, "policy.min_confidence"),
        ({"states": []}, "policy.states"),
        ({"states": ["open"]}, "policy.states"),
        ({"states": [["settled"]]}, "policy.states"),
        ({"minimum": 3}, "policy.minimum"),
        ({"labels": "sure"}, "policy.labels"),
        ({"labels": ["soft"]}, "policy.labels"),
        ({"since": "yesterday"}, "policy.since"),
        ({"since": 3}, "policy.since"),
        ({"since": "2026-02-01", "until": "2026-01-31"}, "policy.until"),
        ({"batches": ["1"]}, "policy.batches"),
        ({"batches": [2**63]}, "policy.batches"),
        ({"domains": "law"}, "policy.domains"),
        ({"max_pairs_per_prompt": 0}, "policy.max_pairs_per_prompt"),
        ({"validation": 51}, "policy.validation"),
        ({"validation": 30, "test": 30}, "policy.validation"),
        ({"threshold": True}, "policy.threshold"),
        ({"aspect": "coherence", "labels": "soft"}, "policy.labels"),
    ],
)
def test_wrong_setting_is_named(data: dict[str, Any], field: str) -> None:
    with pytest.raises(policy.InvalidPolicy) as caught:
        policy.parse(data, min_ratings=2)

    assert list(caught.value.fields) == [field]


@pytest.mark.django_db
def test_an_aspect_that_no_rubric_has_is_refused_with_those_that_there_are() -> None:
    project = make_rated_project()

    with pytest.raises(policy.InvalidPolicy, match="coherence, factuality, justification"):
        formats.resolved(formats.named("trl-preference"), project, {"aspect": "charm"})

    assert (
        formats.resolved(formats.named("trl-preference"), project, {"aspect": "coherence"}).aspect
        == "coherence"
    )
