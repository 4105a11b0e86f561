"""`GET /api/v1/exports/{id}/downloads/`: who took which file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from raters import security_events
from raters.models import Role
from tasks.exports.delivery import taken
from tasks.models import Export
from tests.api.test_exports import SHARD, client_of, file_url, make_member, ready
from tests.exports.projects import make_rated_project, make_settled_pairs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def export(settings: Any, tmp_path: Path) -> Export:
    settings.EXPORTS_ROOT = tmp_path
    project = make_rated_project()
    make_settled_pairs(project, ["a"])
    return ready(project)


def address(export: Export) -> str:
    return f"/api/v1/exports/{export.pk}/downloads/"


def test_manager_sees_who_took_which_file(export: Export) -> None:
    engineer = make_member(export.project, Role.ENGINEER)
    manager = client_of(make_member(export.project, Role.MANAGER))
    for name in (SHARD, "manifest.json"):
        client_of(engineer).get(file_url(export, name))

    told = manager.get(address(export)).json()

    assert [(row["who"], row["file"]) for row in told["rows"]] == [
        (str(engineer), "manifest.json"),
        (str(engineer), SHARD),
    ]
    assert told["next_before"] is None


def test_older_ones_come_in_pages(export: Export) -> None:
    user = make_member(export.project, Role.MANAGER)
    for number in range(taken.PAGE + 2):
        security_events.record(
            security_events.Kind.DOWNLOADED,
            by=user,
            subject="export",
            subject_id=export.pk,
            label=f"stones canonical {number}",
        )

    first = client_of(user).get(address(export)).json()
    rest = client_of(user).get(address(export), {"before": first["next_before"]}).json()

    files = [row["file"] for row in first["rows"] + rest["rows"]]
    assert files == [str(number) for number in reversed(range(taken.PAGE + 2))]
    assert rest["next_before"] is None


def test_engineers_and_strangers_do_not(export: Export) -> None:
    engineer = make_member(export.project, Role.ENGINEER)
    stranger = make_member(make_rated_project("other"), Role.MANAGER)

    assert client_of(engineer).get(address(export)).status_code == 403
    assert client_of(stranger).get(address(export)).status_code == 404
