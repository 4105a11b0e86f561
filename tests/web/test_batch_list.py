from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from raters.models import Role
from tasks import members
from tasks.models import Batch, Item, Project
from tests.factories import make_user
from tests.web.browsing import engineer_of, manager_of, rater_and_client, signed_in
from tests.work import make_batch, make_item, make_project

pytestmark = pytest.mark.django_db


def page(client: Client, project: Project, **asked: object) -> str:
    return client.get(f"/projects/{project.slug}/batches/", asked).content.decode()


def n_queries(client: Client, project: Project, **headers: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(f"/projects/{project.slug}/batches/", headers=headers)
    return len(captured)


def test_each_batch_says_how_it_stands() -> None:
    project = make_project()
    user = make_user(Role.MANAGER, name="Wang Min")
    batch = make_batch(
        project,
        name="pairs.jsonl",
        uploaded_by=user,
        n_lines=12_400,
        n_accepted=12_377,
        n_rejected=23,
        n_waiting=4,
    )
    make_item(project, batch=batch, state=Item.State.SETTLED)

    shown = page(engineer_of(project), project)

    for words in (
        "pairs.jsonl",
        "Wang Min",
        "12,400",
        "23 rejected lines of pairs.jsonl",
        '<td class="n">4</td>',
    ):
        assert words in shown


def test_the_title_sums_up() -> None:
    project = make_project()
    make_batch(project, n_items=1200)
    make_batch(project, n_items=34, status=Batch.Status.HELD)

    assert "2 batches, 1,234 items" in page(manager_of(project), project)


def test_a_project_without_batches_says_what_one_is() -> None:
    project = make_project()

    shown = page(manager_of(project), project)

    assert "No batch yet" in shown
    assert "Add a batch" in shown
    assert "CSV or TSV" in shown


def test_the_newest_come_first_and_the_others_on_the_next_page() -> None:
    project = make_project()
    for number in range(51):
        make_batch(project, name=f"batch {number:02}")
    client = manager_of(project)

    first = page(client, project)
    following = page(client, project, before=project.batches.get(name="batch 01").pk)

    assert first.index("batch 50") < first.index("batch 01")
    assert "batch 00" not in first
    assert f"?before={project.batches.get(name='batch 01').pk}" in first
    assert "batch 00" in following
    assert "Newest" in following


def test_batches_are_found_by_their_name_and_by_their_files() -> None:
    project = make_project()
    make_batch(project, name="cardiology.jsonl")
    make_batch(project, name="law.csv").files.create(position=0, name="contracts.csv", upload="x")
    client = manager_of(project)

    assert "law.csv" not in page(client, project, q="CARDIO")
    assert "law.csv" in page(client, project, q="contract")
    assert "No batch matches." in page(client, project, q="botany")


def test_batches_are_found_by_state_person_and_day() -> None:
    project = make_project()
    ann, ben = make_user(Role.MANAGER), make_user(Role.MANAGER)
    for user in (ann, ben):
        members.add(project=project, user=user)
    make_batch(project, name="open by ann", uploaded_by=ann)
    held = make_batch(project, name="held by ben", uploaded_by=ben, status=Batch.Status.HELD)
    Batch.objects.filter(pk=held.pk).update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    client = signed_in(ann)

    assert "open by ann" not in page(client, project, status="held")
    assert "held by ben" not in page(client, project, who=ann.pk)
    assert "held by ben" not in page(client, project, since="2026-01-02")
    assert "held by ben" in page(client, project, since="2025-12-31")


def test_archived_batches_are_hidden_until_asked_for() -> None:
    project = make_project()
    make_batch(project, name="old.jsonl", status=Batch.Status.ARCHIVED)
    make_batch(project, name="new.jsonl")
    client = manager_of(project)

    assert "old.jsonl" not in page(client, project)
    assert "old.jsonl" in page(client, project, status="archived")
    assert "old.jsonl" in page(client, project, status="any")


@pytest.mark.parametrize("asked", [{"status": "burnt"}, {"who": "me"}, {"since": "then"}, {"before": "x"}])
def test_what_cannot_be_read_is_as_if_it_were_not_asked(asked: dict[str, str]) -> None:
    project = make_project()
    make_batch(project, name="pairs.jsonl")

    assert "pairs.jsonl" in page(manager_of(project), project, **asked)


def test_the_table_alone_is_asked_for_again_while_a_batch_is_read() -> None:
    project = make_project()
    make_batch(project, status=Batch.Status.IMPORTING)
    client = manager_of(project)

    answer = client.get(f"/projects/{project.slug}/batches/?q=pairs", headers={"HX-Request": "true"})

    fragment = answer.content.decode()
    assert "<html" not in fragment
    assert f'hx-get="/projects/{project.slug}/batches/?q=pairs" hx-trigger="every 2s"' in fragment


def test_an_upload_leads_to_its_own_page() -> None:
    project = make_project()
    make_batch(project, name="new.jsonl", status=Batch.Status.DRAFT)

    assert f"/batches/{Batch.objects.get().pk}/draft/" in page(manager_of(project), project)


def test_a_hundred_batches_cost_as_many_queries_as_one() -> None:
    project = make_project()
    client = manager_of(project)
    make_item(project, batch=make_batch(project), state=Item.State.SETTLED)
    few = n_queries(client, project)
    for _ in range(40):
        make_batch(project, uploaded_by=make_user(Role.MANAGER))

    many = n_queries(client, project)

    assert few == many <= 10


def test_only_staff_of_the_project_sees_it() -> None:
    project, other = make_project(), make_project()
    _, rater = rater_and_client()

    assert manager_of(other).get(f"/projects/{project.slug}/batches/").status_code == 404
    assert rater.get(f"/projects/{project.slug}/batches/").status_code == 403
