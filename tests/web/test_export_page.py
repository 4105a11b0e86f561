"""The page of one export."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tasks.exports import requests, running
from tasks.models import Export, Project
from tests.exports.projects import make_item, make_rated_project, make_settled_pairs, settle
from tests.web.browsing import engineer_of, manager_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_ROOT = tmp_path
    settings.ORIGIN = "http://testserver"


@pytest.fixture
def project() -> Project:
    project = make_rated_project()
    make_settled_pairs(project, ["a", "b", "tie"])
    return project


@pytest.fixture
def export(project: Project) -> Export:
    done = running.run(export_id=asked(project).pk)
    assert done is not None
    return done


def asked(project: Project) -> Export:
    return requests.request_export(project=project, user=None, fmt="trl-preference")


def page_of(client: Client, export: Export) -> str:
    return client.get(f"/projects/{export.project.slug}/exports/{export.pk}/").content.decode()


def test_the_page_names_files_rows_and_what_is_left_out(export: Export) -> None:
    page = page_of(engineer_of(export.project), export)

    assert f"stones-trl-preference-{export.pk}.tar" in page
    assert export.manifest["files"][0]["sha256"] in page
    assert "2 rows from 3 items" in " ".join(page.split())
    assert "Left out: 1 about equal" in " ".join(page.split())


def test_a_link_for_curl_is_shown_and_works(export: Export) -> None:
    client = engineer_of(export.project)
    address = f"/projects/{export.project.slug}/exports/{export.pk}/link/"

    page = client.post(address, {"name": "archive.tar"}).content.decode()

    found = re.search(r"http://testserver/downloads/[^']+", unescape(page))
    assert found
    assert Client().get(found[0])["Content-Type"] == "application/x-tar"
    assert client.get(address)["Location"] == f"/projects/{export.project.slug}/exports/{export.pk}/"


def test_an_export_that_runs_shows_how_far_it_is_and_reloads_when_done(project: Project) -> None:
    export, client = asked(project), engineer_of(project)
    address = f"/projects/{project.slug}/exports/{export.pk}/"
    Export.objects.filter(pk=export.pk).update(
        status="running", n_items=2000, n_written=200, items_per_second=10.0
    )

    page = page_of(client, export)
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert "10 % · 200 of 2,000 items · 10 items a second, about 3 min left" in " ".join(page.split())
    assert "<html" not in part
    assert "10 %" in part
    Export.objects.filter(pk=export.pk).update(status="ready")
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_the_export_of_others_is_missing_and_raters_see_none(export: Export) -> None:
    stranger = manager_of(make_rated_project("other"))

    assert stranger.get(f"/projects/stones/exports/{export.pk}/").status_code == 404
    assert stranger.post(f"/projects/stones/exports/{export.pk}/link/", {"name": "x"}).status_code == 404


def test_managers_see_who_downloaded_what_and_engineers_do_not(export: Export) -> None:
    engineer, manager = engineer_of(export.project), manager_of(export.project)
    shard = export.manifest["files"][0]["name"]
    engineer.get(f"/projects/{export.project.slug}/exports/{export.pk}/files/{shard}")

    seen = page_of(manager, export).split('id="downloads"')[1]

    assert shard in seen
    assert "engineer-" in seen
    assert 'id="downloads"' not in page_of(engineer, export)


def test_the_page_shows_first_rows_and_what_to_type(export: Export) -> None:
    page = unescape(page_of(engineer_of(export.project), export))

    folder = f"stones-trl-preference-{export.pk}"
    assert f'load_dataset("{folder}", split="train")' in page
    assert f"-o {folder}.tar http://testserver/api/v1/exports/{export.pk}/archive" in page
    assert '"prompt": [{"content":"Question 1?","role":"user"}]' in page
    assert "What the data are like" in page
    assert "Row 2" in page
    assert "Row 3" not in page


@pytest.mark.parametrize(
    ("fmt", "policy"),
    [
        ("trl-preference", {"container": "jsonl.gz"}),
        ("trl-preference", {"container": "jsonl.zst"}),
        ("trl-preference", {"container": "parquet"}),
        ("csv", {"style": "items"}),
    ],
)
def test_first_rows_are_shown_from_every_kind_of_file(
    project: Project, fmt: str, policy: dict[str, str]
) -> None:
    asked_for = requests.request_export(project=project, user=None, fmt=fmt, policy_data=policy)
    export = running.run(export_id=asked_for.pk)
    assert export is not None

    assert "Question 1?" in page_of(engineer_of(project), export).split('id="rows"')[1]


def test_markup_in_the_first_rows_is_text(project: Project) -> None:
    item = make_item(project, texts=("<script>alert(1)</script>", "b" * 9000))
    settle(item, "a", strength=-2.0)
    export = running.run(export_id=asked(project).pk)
    assert export is not None

    page = page_of(engineer_of(project), export)

    assert "<script>alert" not in page


def test_an_export_into_a_folder_of_the_command_says_where_its_files_are_not(
    project: Project, tmp_path: Path
) -> None:
    export = running.run_into(folder=tmp_path / "out", project=project, user=None, fmt="canonical")

    page = page_of(engineer_of(project), export)

    assert "folder of its own" in page
    assert "archive.tar" not in page
