"""MLCommons' own library takes the Croissant file of every format without an issue, and reads every row by it."""

from __future__ import annotations

import pytest

from tests.trainers import environments
from tests.trainers.conftest import Run
from tests.trainers.making import Made

pytestmark = [pytest.mark.trainers, pytest.mark.django_db]

VERSIONS = environments.names("mlcroissant")
# Rows as odd as they come, in every format and kind of file; that library takes minutes for large ones.
PROJECTS = ("odd", "tools", "shards")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_takes_every_export(made: list[Made], run: Run, version: str) -> None:
    wanted = [
        {"name": one.name, "folder": str(one.folder)} for one in made if one.rows and one.project in PROJECTS
    ]

    found = run("with_mlcroissant", version, wanted)

    assert found.pop("version") == version.removeprefix("mlcroissant-")
    assert len(found) >= len(PROJECTS)
    assert found == {one["name"]: "ok" for one in wanted}
