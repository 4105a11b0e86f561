"""Hugging Face `datasets`, in every version that is promised, loads what is exported, value by value."""

from __future__ import annotations

import json

import pytest

from tests.trainers import environments
from tests.trainers.conftest import Run
from tests.trainers.making import Made

pytestmark = [pytest.mark.trainers, pytest.mark.django_db]

VERSIONS = environments.names("datasets")


def test_the_exports_are_what_loaders_stumble_over(made: list[Made]) -> None:
    """Hold the exports to what they are made for: a loader that is given nothing has nothing to stumble over."""
    folders = {one.name: one.folder for one in made}
    manifests = {name: json.loads((folder / "manifest.json").read_text()) for name, folder in folders.items()}
    rows = {name: whole["rows"] for name, whole in manifests.items()}

    assert min(rows.values()) > 0
    whole = (folders["odd canonical"] / "train-00000-of-00001.jsonl").read_text()
    assert len(whole.splitlines()) == rows["odd canonical"]
    assert (rows["odd canonical"], manifests["odd trl-preference"]["left_out"]) == (
        12,
        {"tie": 1, "both_bad": 1, "empty_answers": 1, "equal_answers": 1},
    )
    assert [entry["rows"] for entry in manifests["shards canonical"]["files"]] == [20, 12]
    assert manifests["late canonical"]["files"][0]["bytes"] > 10 << 20
    assert manifests["late-tools canonical"]["shape"]["tools"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_loads_every_export(made: list[Made], run: Run, version: str) -> None:
    wanted = [
        {"name": f"{one.name}, {how}", "folder": str(one.folder), "how": how}
        for one in made
        for how in ("json", "folder")
        # Only a declared type tells that an empty list is one of calls.
        if how == "folder" or not one.needs_card
    ]

    found = run("with_datasets", version, wanted)

    assert found.pop("version") == version.removeprefix("datasets-")
    assert found == {one["name"]: "ok" for one in wanted}
