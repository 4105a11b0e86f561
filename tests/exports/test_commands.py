"""The commands `export` and `verify_export`."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tasks.exports.delivery import delivering
from tasks.models import Export
from tests.exports.projects import make_item, make_rated_project, make_settled_pairs, settle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def project() -> Any:
    project = make_rated_project()
    make_settled_pairs(project, ["a", "b", "both_bad"])
    return project


def call(*arguments: Any) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def test_export_prints_the_contract_and_fills_the_folder(tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"

    told = json.loads(call("export", "stones", "--format", "trl-preference", "--out", out, "--json"))

    (entry,) = told["files"]
    assert (told["rows"], told["counts"]) == (2, {"a": 1, "b": 1, "tie": 0, "both_bad": 1})
    assert told["export"] == Export.objects.get().pk
    assert {path.name for path in out.iterdir()} == {
        entry["name"],
        *delivering.files_beside(Export.objects.get()),
    }
    assert (entry["rows"], len(entry["sha256"])) == (2, 64)


def test_export_says_what_it_leaves_out(project: Any, tmp_path: Path) -> None:
    settle(make_item(project, ["same", "same"]), "a")

    said = call("export", "stones", "--format", "trl-preference", "--out", tmp_path)

    assert said.strip().endswith("Left out: 1 both bad, 1 with two equal answers.")


def test_min_confidence_leaves_out_the_uncertain(project: Any, tmp_path: Path) -> None:
    settle(make_item(project), "a", p_consensus=0.6)

    told = json.loads(
        call(
            "export",
            "stones",
            "--format",
            "canonical",
            "--out",
            tmp_path,
            "--min-confidence",
            "0.7",
            "--json",
        )
    )

    assert told["rows"] == 3


@pytest.mark.parametrize(
    ("slug", "options", "says"),
    [
        ("nowhere", [], "no project"),
        ("stones", ["--format", "xml"], "no export format"),
        ("stones", ["--min-confidence", "70"], "probability from 0 to 1"),
    ],
)
def test_wrong_call_says_why_and_makes_nothing(
    tmp_path: Path, slug: str, options: list[str], says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        call("export", slug, "--format", "canonical", "--out", tmp_path / "out", *options)

    assert not (tmp_path / "out").exists()
    assert not Export.objects.exists()


def test_folder_in_use_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(CommandError, match="not an empty folder"):
        call("export", "stones", "--format", "canonical", "--out", tmp_path)


def test_verify_export_agrees_and_then_finds_the_changed_byte(tmp_path: Path) -> None:
    call("export", "stones", "--format", "canonical", "--out", tmp_path)
    assert "files, manifest and database agree" in call("verify_export", tmp_path)

    shard = tmp_path / "train-00000-of-00001.jsonl"
    shard.write_bytes(shard.read_bytes().replace(b"Lima", b"Lime", 1))

    with pytest.raises(CommandError, match="is not the file of the manifest"):
        call("verify_export", tmp_path)


def test_verify_export_of_an_ordinary_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not an export"):
        call("verify_export", tmp_path, "--json")
