"""The pages of settings: of a project and of a batch."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from tasks.models import Project
from tasks.policy import settings
from tests.web.browsing import engineer_of, manager_of, rater_and_client
from tests.work import make_batch, make_items, make_project, take_next

pytestmark = pytest.mark.django_db


def sent(project: Project, **more: str) -> dict[str, str]:
    """What a browser sends: every field of the form as it stands."""
    kept = settings.of(project) | {
        "max_rejected": f"{100 * project.max_rejected:g}",
        "audit_share": f"{100 * project.audit_share:g}",
    }
    typed = {
        name: ", ".join(value) if isinstance(value, list) else str(value) for name, value in kept.items()
    }
    return {**typed, "admits_all": "on" if project.admits_all else ""} | more


def test_a_preview_says_what_follows_and_changes_nothing() -> None:
    project = make_project()
    make_items(project, 2)
    rater, _ = rater_and_client()
    take_next(project, rater)
    client = manager_of(project)

    page = client.post(
        f"/projects/{project.slug}/settings/", sent(project, max_overlap="5", state="paused", do="preview")
    ).content.decode()

    assert "2 open items" in page
    assert "1 batch" in page
    assert "1 item that a rater has open" in page
    assert "<strong>paused</strong>" in page
    project.refresh_from_db()
    assert (project.state, project.max_overlap) == ("open", 3)


def test_the_same_form_makes_the_change() -> None:
    project = make_project()
    client = manager_of(project)
    path = f"/projects/{project.slug}/settings/"

    answer = client.post(
        path, sent(project, max_rejected="2.5", audit_share="7.5", time_zone="Europe/Berlin", do="change")
    )

    assert (answer.status_code, answer["Location"]) == (302, path)
    project.refresh_from_db()
    assert (project.max_rejected, project.time_zone) == (0.025, "Europe/Berlin")
    assert project.audit_share == 0.075
    assert 'value="2.5"' in client.get(path).content.decode()


@pytest.mark.parametrize("most", ["101", "-1", "nan", "much", ""])
def test_a_share_that_is_none_is_named(most: str) -> None:
    project = make_project()

    answer = manager_of(project).post(f"/projects/{project.slug}/settings/", sent(project, max_rejected=most))

    project.refresh_from_db()
    assert (answer.status_code, project.max_rejected) == (422, 0.2)


def test_what_does_not_go_together_is_said_at_its_field() -> None:
    project = make_project()

    answer = manager_of(project).post(
        f"/projects/{project.slug}/settings/", sent(project, max_overlap="2", skills="no-such")
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is no skill no-such." in page
    assert "At most must not be below at least (3)." in page


def test_an_engineer_reads_the_settings_on_the_overview_and_changes_none() -> None:
    project = make_project()
    client = engineer_of(project)

    assert "Change the settings" not in client.get(f"/projects/{project.slug}/").content.decode()
    assert client.get(f"/projects/{project.slug}/settings/").status_code == 403
    assert client.post(f"/projects/{project.slug}/settings/", sent(project)).status_code == 403


def test_a_batch_gets_a_deadline_in_the_time_zone_of_its_project() -> None:
    project = make_project(time_zone="Asia/Shanghai")
    batch = make_batch(project)
    path = f"/projects/{project.slug}/batches/{batch.pk}/settings/"
    client = manager_of(project)

    client.post(path, {"name": "First", "priority": "2", "deadline": "2099-01-02T08:00", "do": "change"})

    batch.refresh_from_db()
    assert batch.deadline == datetime(2099, 1, 2, 0, 0, tzinfo=UTC)
    assert 'value="2099-01-02T08:00"' in client.get(path).content.decode()
    assert "due 2099-01-02 08:00" in client.get(f"/projects/{project.slug}/batches/").content.decode()


def test_a_rater_sees_the_nearest_deadline_by_the_clock_of_the_project() -> None:
    project = make_project(time_zone="Asia/Shanghai")
    make_items(project, 1)
    project.batches.update(deadline=datetime(2099, 1, 2, 0, 0, tzinfo=UTC))
    _, client = rater_and_client()

    assert "due 2099-01-02 08:00" in client.get("/tray/").content.decode()


def test_the_zone_of_one_project_does_not_stay_for_the_next_page(client: Client) -> None:
    project = make_project(time_zone="Asia/Shanghai")
    batch = make_batch(project)
    batch.created_at = datetime(2026, 1, 1, 20, 0, tzinfo=UTC)
    batch.save()
    other = make_project(time_zone="America/New_York")
    manager = manager_of(project)

    assert "2026-01-02 04:00" in manager.get(f"/projects/{project.slug}/batches/").content.decode()
    assert manager.get(f"/projects/{other.slug}/batches/").status_code == 404
    project.time_zone = "America/New_York"
    project.save()
    assert "2026-01-01 15:00" in manager.get(f"/projects/{project.slug}/batches/").content.decode()
