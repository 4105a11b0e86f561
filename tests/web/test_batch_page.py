from __future__ import annotations

import pytest

from tasks.models import Batch, Project, RejectedLine
from tests.web.browsing import engineer_of, manager_of
from tests.work import make_batch, make_item, make_project

pytestmark = pytest.mark.django_db


def address(project: Project, batch: Batch) -> str:
    return f"/projects/{project.slug}/batches/{batch.pk}/"


def held(project: Project, **fields: object) -> Batch:
    return make_batch(project, status=Batch.Status.HELD, n_lines=3, n_accepted=2, n_rejected=1, **fields)


def test_rejected_lines_carry_reason_and_remedy() -> None:
    project = make_project()
    batch = held(project)
    RejectedLine.objects.create(batch=batch, line=2, field="prompt", code="empty")

    page = manager_of(project).get(address(project, batch)).content.decode()

    assert "The prompt is empty" in page
    assert "Write the prompt." in page


def test_all_rejected_lines_can_be_fetched() -> None:
    project = make_project()
    batch = held(project)
    RejectedLine.objects.create(batch=batch, line=2, field="prompt", code="empty")

    answer = engineer_of(project).get(address(project, batch) + "rejected.jsonl")

    assert answer["Content-Disposition"].startswith("attachment")
    assert b'"line":2' in b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_opening_and_holding() -> None:
    project = make_project()
    batch = held(project)
    client = manager_of(project)

    client.post(address(project, batch) + "open/")
    batch.refresh_from_db()
    opened = batch.status
    client.post(address(project, batch) + "hold/")
    batch.refresh_from_db()

    assert (opened, batch.status) == ("open", "held")


def test_a_step_that_does_not_fit_is_explained() -> None:
    project = make_project()
    batch = held(project)

    page = manager_of(project).post(address(project, batch) + "hold/", follow=True)

    assert "A batch that is held does not allow this." in page.content.decode()


def test_a_step_nobody_knows_is_missing() -> None:
    project = make_project()

    assert manager_of(project).post(address(project, held(project)) + "burn/").status_code == 404


def test_an_engineer_opens_nothing() -> None:
    project = make_project()
    batch = held(project)

    assert engineer_of(project).post(address(project, batch) + "open/").status_code == 403


def test_the_first_items_are_shown_as_raters_see_them() -> None:
    project = make_project()
    batch = held(project)
    make_item(project, batch=batch, texts=["**Yes**", "<b>No</b>"])

    page = manager_of(project).get(address(project, batch)).content.decode()

    assert "<strong>Yes</strong>" in page
    assert "&lt;b&gt;No&lt;/b&gt;" in page


def test_the_batch_of_others_is_missing() -> None:
    mine, other = make_project(), make_project()

    assert manager_of(mine).get(address(other, held(other))).status_code == 404
