from __future__ import annotations

import pytest

from tasks.exports import running
from tasks.models import Export
from tests.exports.projects import make_item, make_rated_project, settle
from tests.web.browsing import engineer_of, manager_of, rater_and_client
from tests.work import make_items, make_project, prefer, take_next

pytestmark = pytest.mark.django_db


def test_an_export_is_asked_for() -> None:
    project = make_project()

    answer = engineer_of(project).post(
        f"/projects/{project.slug}/exports/", {"format": "canonical", "min_confidence": "0.7"}
    )

    export = Export.objects.get()
    assert answer["Location"] == f"/projects/{project.slug}/exports/"
    assert (export.format, export.policy["min_confidence"], export.status) == ("canonical", 0.7, "queued")


@pytest.mark.django_db(transaction=True)
def test_a_finished_export_lists_its_files_with_their_digests() -> None:
    project = make_project(overlap=(1, 1))
    make_items(project, 1)
    rater, _ = rater_and_client()
    prefer(take_next(project, rater), -2)
    client = engineer_of(project)
    client.post(f"/projects/{project.slug}/exports/", {"format": "trl-preference"})
    export = running.run(export_id=Export.objects.get().pk)

    page = client.get(f"/projects/{project.slug}/exports/").content.decode()
    [file] = export.manifest["files"]
    answer = client.get(f"/projects/{project.slug}/exports/{export.pk}/files/{file['name']}")

    assert file["sha256"] in page
    assert b"chosen" in b"".join(answer)


@pytest.mark.django_db(transaction=True)
def test_the_page_says_what_an_export_leaves_out() -> None:
    project = make_rated_project()
    settle(make_item(project, ["same", "same"]), "a")
    settle(make_item(project), "tie")
    client = engineer_of(project)
    client.post(f"/projects/{project.slug}/exports/", {"format": "trl-preference"})
    running.run(export_id=Export.objects.get().pk)

    page = client.get(f"/projects/{project.slug}/exports/").content.decode()

    assert "Left out: 1 with two equal answers, 1 about equal" in page
    assert "archive.tar" in page


def test_a_format_that_does_not_exist_is_named() -> None:
    project = make_project()

    answer = engineer_of(project).post(f"/projects/{project.slug}/exports/", {"format": "punched-cards"})

    assert answer.status_code == 422
    assert not Export.objects.exists()


def test_an_export_that_runs_is_cancelled() -> None:
    project = make_project()
    client = engineer_of(project)
    client.post(f"/projects/{project.slug}/exports/", {"format": "canonical"})

    client.post(f"/projects/{project.slug}/exports/{Export.objects.get().pk}/cancel/")

    assert Export.objects.get().status == "cancelled"


def test_a_file_that_is_not_in_the_manifest_is_missing() -> None:
    project = make_project()
    client = engineer_of(project)
    client.post(f"/projects/{project.slug}/exports/", {"format": "canonical"})
    export = Export.objects.get()

    assert client.get(f"/projects/{project.slug}/exports/{export.pk}/files/..%2Fsecret").status_code == 404


def test_the_exports_of_others_are_missing() -> None:
    mine, other = make_project(), make_project()

    assert manager_of(mine).get(f"/projects/{other.slug}/exports/").status_code == 404


def test_a_rater_exports_nothing() -> None:
    project = make_project()
    _, client = rater_and_client()

    assert client.get(f"/projects/{project.slug}/exports/").status_code == 403
