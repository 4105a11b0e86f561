"""What verifying an export's folder finds."""

from pathlib import Path
from typing import Any

import pytest

from tasks.exports import formats, manifest, running, verifying
from tasks.exports.describing import card
from tasks.models import Export
from tests.exports.projects import make_item, make_rated_project, make_settled_pairs, settle

pytestmark = pytest.mark.django_db(transaction=True)

SHARD = "train-00000-of-00001.jsonl"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    project = make_rated_project()
    make_settled_pairs(project, ["a", "b"])
    running.run_into(folder=tmp_path / "out", project=project, user=None, fmt="canonical")
    return tmp_path / "out"


def change(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new, 1))


def test_untouched_folder_is_whole_and_derived_again(folder: Path) -> None:
    found = verifying.verify(folder)

    assert (found.ok, found.derived, found.rows) == (True, True, 2)


@pytest.mark.parametrize("earlier", sorted(formats.EARLIER))
def test_an_export_of_an_earlier_version_is_derived_in_that_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, earlier: tuple[str, int]
) -> None:
    project = make_rated_project()
    make_settled_pairs(project, ["a", "b"])
    settle(make_item(project, ["one\u2028two", "three"]), "a")
    with monkeypatch.context() as before:
        before.setitem(formats.FORMATS, earlier[0], formats.EARLIER[earlier])
        running.run_into(folder=tmp_path / "out", project=project, user=None, fmt=earlier[0])

    found = verifying.verify(tmp_path / "out")

    assert (found.ok, found.derived, found.rows) == (True, True, 3)
    escapes = formats.EARLIER[earlier].escapes
    assert ("\u2028" in (tmp_path / "out" / SHARD).read_text()) is not escapes


def test_a_card_that_declares_other_types_is_found(folder: Path) -> None:
    change(folder / card.NAME, "float64", "string")

    (problem,) = verifying.verify(folder, against_database=False).problems

    assert card.NAME in problem


def test_one_changed_byte_is_found(folder: Path) -> None:
    change(folder / SHARD, "Lima", "Lime")

    assert not verifying.verify(folder, against_database=False).ok


def test_missing_and_strange_files_are_found(folder: Path) -> None:
    (folder / SHARD).rename(folder / "train-00001-of-00002.jsonl")

    missing, strange = verifying.verify(folder, against_database=False).problems

    assert SHARD in missing
    assert "train-00001-of-00002.jsonl" in strange


def test_forged_manifest_does_not_match_the_card(folder: Path) -> None:
    change(folder / manifest.NAME, '"a": 1', '"a": 9')

    assert not verifying.verify(folder, against_database=False).ok


def test_forged_manifest_does_not_match_the_database(folder: Path) -> None:
    change(folder / manifest.NAME, '"ratings": 0', '"ratings": 7')

    assert verifying.verify(folder, against_database=False).ok
    assert not verifying.verify(folder).ok


def test_folder_of_another_database_is_checked_by_its_files(folder: Path) -> None:
    Export.objects.all().delete()

    found = verifying.verify(folder)

    assert (found.ok, found.derived) == (True, False)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"files": [{"name": "../../etc/passwd"}]}'])
def test_what_is_no_manifest_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / manifest.NAME).write_text(text)

    with pytest.raises(manifest.InvalidManifest):
        verifying.verify(tmp_path)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", ".hidden", "a/b", manifest.NAME, "", 3])
def test_manifest_cannot_name_a_path(folder: Path, name: Any) -> None:
    whole = manifest.read(folder).as_dict()
    whole["files"][0]["name"] = name

    with pytest.raises(ValueError, match="not a file name"):
        manifest.parsed(whole)
