"""MLCommons' own library takes every export's Croissant file without an issue, and reads every row by it."""

from __future__ import annotations

import pytest

from tests.trainers import environments
from tests.trainers.conftest import Run
from tests.trainers.making import Made

pytestmark = [pytest.mark.trainers, pytest.mark.django_db]

VERSIONS = environments.names("mlcroissant")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_takes_every_export(made: list[Made], run: Run, version: str) -> None:
    wanted = [{"name": one.name, "folder": str(one.folder)} for one in made]

    found = run("with_mlcroissant", version, wanted)

    assert found.pop("version") == version.removeprefix("mlcroissant-")
    assert found == {one["name"]: "ok" for one in wanted}
