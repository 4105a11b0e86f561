"""Hugging Face `datasets`, in every version that is promised, loads what is exported, value by value."""

from __future__ import annotations

import pytest

from tests.trainers import environments, making
from tests.trainers.conftest import Run
from tests.trainers.making import Made
from tests.trainers.taken import PAIRS

pytestmark = [pytest.mark.trainers, pytest.mark.django_db]

VERSIONS = environments.names("datasets")
FOR_PEOPLE = ("csv",)


def test_the_exports_are_what_loaders_stumble_over(made: list[Made]) -> None:
    """Hold the exports to what they are made for: a loader that is given nothing has nothing to stumble over."""
    of_pairs = {one.project: one for one in made if one.way == PAIRS and one.container == "jsonl"}
    of_all = {one.project: one for one in made if one.way == making.WHOLE and one.container == "jsonl"}

    assert {one.way for one in made if one.rows} == set(making.EVERY)
    whole = (of_all["odd"].folder / "train-00000-of-00001.jsonl").read_text()
    assert len(whole.splitlines()) == of_all["odd"].rows
    assert (of_all["odd"].rows, of_pairs["odd"].manifest["left_out"]) == (
        12,
        {"tie": 1, "both_bad": 1, "empty_answers": 1, "equal_answers": 1},
    )
    assert [entry["rows"] for entry in of_all["shards"].manifest["files"]] == [20, 12]
    assert of_all["late"].manifest["files"][0]["bytes"] > 10 << 20
    assert of_all["late-tools"].manifest["shape"]["tools"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_loads_every_export(made: list[Made], run: Run, version: str) -> None:
    wanted = [
        {"name": f"{one.name}, {how}", "folder": str(one.folder), "how": how}
        for one in made
        for how in ("files", "folder")
        if one.rows and one.container not in FOR_PEOPLE and (how == "folder" or not one.needs_card)
    ]

    found = run("with_datasets", version, wanted)

    assert found.pop("version") == version.removeprefix("datasets-")
    assert found == {one["name"]: "ok" for one in wanted}
