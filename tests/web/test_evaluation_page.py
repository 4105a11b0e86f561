"""The page of the evaluation set, and its counts on the project's."""

from __future__ import annotations

import pytest

from tasks.models import EvaluationGroup
from tasks.policy import evaluation
from tasks.policy.evaluation import Size
from tests.factories import make_rater
from tests.web.browsing import engineer_of, manager_of
from tests.work import make_items, make_project, prefer, take_next

pytestmark = pytest.mark.django_db


def test_a_preview_says_what_is_drawn_and_draws_nothing() -> None:
    project = make_project()
    make_items(project, 10)

    page = manager_of(project).post(f"/projects/{project.slug}/evaluation/", {"share": "20", "do": "preview"})

    assert "<dd>2</dd>" in page.content.decode()
    assert "Draw them" in page.content.decode()
    assert not EvaluationGroup.objects.exists()


def test_the_same_form_draws() -> None:
    project = make_project()
    make_items(project, 10)
    path = f"/projects/{project.slug}/evaluation/"

    answer = manager_of(project).post(path, {"share": "20", "do": "draw"})

    assert (answer.status_code, answer["Location"]) == (302, path)
    assert EvaluationGroup.objects.filter(project=project).count() == 2


@pytest.mark.parametrize(
    "sent", [{}, {"share": "60"}, {"share": "x"}, {"groups": "11"}, {"share": "1", "groups": "1"}]
)
def test_what_cannot_be_drawn_is_said_at_its_field(sent: dict[str, str]) -> None:
    project = make_project()
    make_items(project, 10)

    answer = manager_of(project).post(f"/projects/{project.slug}/evaluation/", sent | {"do": "draw"})

    assert answer.status_code == 422
    assert "data-invalid" in answer.content.decode()


def test_the_project_page_counts_items_and_rated() -> None:
    project = make_project()
    make_items(project, 2)
    evaluation.draw(project=project, size=Size(groups=2), by=None)
    prefer(take_next(project, make_rater()), -2)

    page = engineer_of(project).get(f"/projects/{project.slug}/").content.decode()

    shown = page[page.index("Evaluation set") :]
    assert shown.index("<dd>2</dd>") < shown.index("<dt>Rated</dt>") < shown.index("<dd>1</dd>")
    assert "Draw prompts for it" not in page
