"""`create_project` and `import_batch`, as a shell sees them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from raters.models import Role
from tasks.models import Batch, Project
from tests.factories import make_user
from tests.intake.records import jsonl, pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(jsonl(pair(1), pair(1), {"prompt": "no answers"}))
    return path


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_project_is_made_with_its_policy(capsys: pytest.CaptureFixture[str]) -> None:
    owner = make_user(Role.MANAGER)
    options = ["--overlap", "2", "5", "--confidence", "0.8", "--form", "light", "--closed", "--json"]

    call_command("create_project", "stones", "--rubric", "exam", "--owner", owner.email, *options)

    project = Project.objects.get()
    assert told(capsys) == [{"project": "stones", "id": project.pk}]
    assert (project.min_overlap, project.max_overlap, project.confidence) == (2, 5, 0.8)
    assert (project.form, project.admits_all, project.created_by) == ("light", False, owner)


@pytest.mark.parametrize(
    "arguments",
    [["bad slug"], ["s", "--overlap", "3", "2"], ["s", "--rubric", "x"], ["s", "--owner", "x@y.z"]],
)
def test_a_project_that_does_not_fit_is_one_clear_line(arguments: list[str]) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("create_project", *arguments)

    assert "\n" not in str(caught.value)
    assert not Project.objects.exists()


def test_a_file_is_imported_and_opened(
    project: Project, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_batch", "pairs", str(file), "--json")

    (report,) = told(capsys)
    batch = Batch.objects.get()
    assert (report["batch"], report["status"]) == (batch.pk, "open")
    assert (report["accepted"], report["rejected"], report["duplicates"]) == (2, 1, 1)
    assert batch.claimed_until is None


def test_a_batch_may_be_held(project: Project, file: Path) -> None:
    call_command("import_batch", "pairs", str(file), "--hold", "--duplicates", "skip")

    batch = Batch.objects.get()
    assert (batch.status, batch.n_accepted) == ("held", 1)


def test_a_file_that_fails_says_so_and_the_others_are_imported(project: Project, file: Path) -> None:
    empty = file.with_name("empty.jsonl")
    empty.touch()

    with pytest.raises(CommandError, match=r"^empty.jsonl: The file is empty"):
        call_command("import_batch", "pairs", str(empty), str(file))

    assert list(Batch.objects.order_by("pk").values_list("status", flat=True)) == ["failed", "open"]


@pytest.mark.parametrize(
    "arguments", [["nowhere", "x"], ["pairs", "nothing.jsonl"], ["pairs", __file__, "--format", "word"]]
)
def test_a_wrong_name_is_one_clear_line(project: Project, arguments: list[str]) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("import_batch", *arguments)

    assert "\n" not in str(caught.value)
    assert not Batch.objects.exists()
