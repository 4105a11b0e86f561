"""The page of a new export: what it would take is counted before it is made."""

from __future__ import annotations

from typing import Any

import pytest

from tasks.models import Export, Item, Project
from tests.exports.projects import make_item, make_rated_project, rate, settle
from tests.web.browsing import engineer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    project = make_rated_project()
    settle(make_item(project, domain="law"), "a")
    settle(make_item(project, domain="art"), "b")
    settle(make_item(project), "a", p_consensus=0.6)
    settle(make_item(project, state=Item.State.CONTESTED), "b")
    flagged = make_item(project)
    rate(flagged, strength=1, flags=["broken_prompt"], tags={"a": ["refused"]})
    settle(flagged, "b")
    return project


def counted(project: Project, **policy: Any) -> str:
    data = {"format": "trl-preference"} | policy
    answer = engineer_of(project).get(f"/projects/{project.slug}/exports/new/", data)
    return " ".join(answer.content.decode().split())


def test_what_would_be_taken_is_counted_and_what_not_with_its_reason(project: Project) -> None:
    page = counted(project)

    assert "3 items" in page
    assert "a 1 · b 2" in page
    assert "Left out: 1 contested, 1 with a label that is not sure enough" in page


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ({"domains": ["law"]}, "1 item <"),
        ({"min_confidence": "0", "states": ["settled", "contested"]}, "5 items"),
        ({"labels": "soft"}, "5 items"),
        ({"format": "canonical"}, "5 items"),
        ({"without_flags": ["broken_prompt"]}, "1 flagged by a rater"),
        ({"without_tags": ["refused"]}, "1 with a tagged answer"),
        ({"min_ratings": "4"}, "4 with too few ratings"),
        ({"since": "2026-01-03"}, "4 decided earlier"),
        ({"until": "2026-01-02"}, "3 items"),
    ],
)
def test_a_setting_changes_the_count(project: Project, policy: dict[str, Any], said: str) -> None:
    assert said in counted(project, **policy)


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_counted(project: Project) -> None:
    page = counted(project, min_confidence="2")

    assert "Not counted" in page
    assert "less than or equal to 1" in page


def test_the_export_is_made_with_what_was_counted(project: Project) -> None:
    data = {"format": "llama-factory", "style": "kto", "domains": ["law"], "validation": "10"}

    engineer_of(project).post(f"/projects/{project.slug}/exports/", data)

    policy = Export.objects.get().policy
    assert {name: policy[name] for name in ("style", "domains", "validation", "states")} == {
        "style": "kto",
        "domains": ["law"],
        "validation": 10.0,
        "states": ["settled", "adjudicated"],
    }


def test_a_format_without_its_kind_of_question_is_refused_with_the_reason(project: Project) -> None:
    answer = engineer_of(project).post(f"/projects/{project.slug}/exports/", {"format": "trl-stepwise"})

    assert answer.status_code == 422
    assert "a rubric with steps" in answer.content.decode()


def test_counting_again_without_a_script_makes_nothing(project: Project) -> None:
    data = {"format": "llama-factory", "style": "conversational", "domains": ["law"], "do": "count"}

    answer = engineer_of(project).post(f"/projects/{project.slug}/exports/", data)

    assert answer.status_code == 200
    assert "1 item" in answer.content.decode()
    assert not Export.objects.exists()
