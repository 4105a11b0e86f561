"""`create_project` and `import_batch`, as a shell sees them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from raters.models import Role
from tasks.models import Batch, Item, Project
from tests.factories import make_user
from tests.intake.records import jsonl, pair

pytestmark = pytest.mark.django_db

TABLE = "Frage;gut;schlecht\nWarum?;so;darum\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "pairs.jsonl", jsonl(pair(1), pair(1), {"prompt": ""}))


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


# ---- Making a project


def test_a_project_is_made_with_its_policy(capsys: pytest.CaptureFixture[str]) -> None:
    owner = make_user(Role.MANAGER)
    options = ["--overlap", "2", "5", "--confidence", "0.8", "--form", "light", "--closed", "--json"]
    imports = ["--max-rejected", "0.5", "--reference-for", "everyone"]

    call_command("create_project", "stones", "--rubric", "single", "--owner", owner.email, *options, *imports)

    project = Project.objects.get()
    assert told(capsys) == [{"project": "stones", "id": project.pk, "managers": [owner.email]}]
    assert (project.min_overlap, project.max_overlap, project.confidence) == (2, 5, 0.8)
    assert (project.form, project.admits_all, project.created_by) == ("light", False, owner)
    assert (project.max_rejected, project.reference_for) == (0.5, "everyone")


def test_a_project_has_the_usual_policy_unless_told_otherwise() -> None:
    call_command("create_project", "stones")

    project = Project.objects.get()
    assert (project.max_rejected, project.reference_for) == (0.2, "experts")


@pytest.mark.parametrize(
    "arguments",
    [
        ["bad slug"],
        ["s", "--overlap", "3", "2"],
        ["s", "--rubric", "x"],
        ["s", "--owner", "x@y.z"],
        ["s", "--max-rejected", "2"],
    ],
)
def test_a_project_that_does_not_fit_is_one_clear_line(arguments: list[str]) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("create_project", *arguments)

    assert "\n" not in str(caught.value)
    assert not Project.objects.exists()


# ---- Importing


def test_a_file_is_imported_and_opened(
    project: Project, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_batch", "pairs", str(file), "--json")

    (report,) = told(capsys)
    batch = Batch.objects.get()
    assert (report["batch"], report["status"]) == (batch.pk, "open")
    assert (report["accepted"], report["rejected"], report["duplicates"]) == (2, 1, 1)
    assert batch.claimed_until is None


def test_a_report_in_words_says_what_was_rejected_and_how_to_mend_it(
    project: Project, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_batch", "pairs", str(file))

    first, rejected = capsys.readouterr().out.splitlines()
    assert "2 items" in first
    assert (
        rejected
        == "Line 3 of pairs.jsonl: The prompt is empty, so there is nothing to judge answers by. Write the prompt."
    )


def test_a_batch_may_be_held(project: Project, file: Path) -> None:
    call_command("import_batch", "pairs", str(file), "--hold", "--duplicates", "skip")

    batch = Batch.objects.get()
    assert (batch.status, batch.n_accepted) == ("held", 1)


def test_files_are_one_batch_and_what_they_say_is_joined(project: Project, tmp_path: Path) -> None:
    files = [
        written(tmp_path / f"{text}.json", jsonl({"instruction": "Why?", "output": text}))
        for text in ("so", "thus", "hence", "because")
    ]

    call_command("import_batch", "pairs", *map(str, files), "--pairing", "all")

    assert (Batch.objects.get().n_items, Item.objects.count()) == (6, 6)


def test_files_may_be_batches_of_their_own_and_the_good_ones_are_imported(
    project: Project, file: Path
) -> None:
    empty = written(file.with_name("empty.jsonl"), b"")

    with pytest.raises(CommandError, match=r"^empty.jsonl: The file is empty"):
        call_command("import_batch", "pairs", str(empty), str(file), "--separate")

    assert list(Batch.objects.order_by("pk").values_list("status", flat=True)) == ["failed", "open"]


def test_a_batch_is_extended(project: Project, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_batch", "pairs", str(file), "--json")
    more = written(file.with_name("more.jsonl"), jsonl(pair(2)))

    call_command("import_batch", "pairs", str(more), "--extend", str(Batch.objects.get().pk), "--json")

    first, second = told(capsys)
    assert (first["items"], second["items"], second["status"]) == (2, 3, "open")


@pytest.mark.parametrize(
    "columns",
    [
        ["prompt=Frage", "completions=gut,schlecht"],
        ['{"prompt": "Frage", "completions": ["gut", "schlecht"]}'],
    ],
)
def test_columns_are_named(project: Project, tmp_path: Path, columns: list[str]) -> None:
    table = written(tmp_path / "table.csv", TABLE.encode("cp1252"))

    call_command("import_batch", "pairs", str(table), "--encoding", "cp1252", "--columns", *columns)

    places = Item.objects.get().places.order_by("position")
    assert [place.completion.text for place in places] == ["so", "darum"]


def test_ratings_count_when_they_are_to(project: Project, tmp_path: Path) -> None:
    rated = pair(1, ratings=[{"rater": "ann", "strength": 1}])
    file = written(tmp_path / "rated.jsonl", jsonl(rated))

    call_command("import_batch", "pairs", str(file), "--count-ratings")

    assert Item.objects.get().n_ratings == 1


def test_too_many_bad_lines_stop_the_import_unless_they_are_tolerated(
    project: Project, tmp_path: Path
) -> None:
    file = written(tmp_path / "bad.jsonl", jsonl(*(pair(n) for n in range(60)), *[{"prompt": ""}] * 60))

    with pytest.raises(CommandError, match="--tolerate-rejected"):
        call_command("import_batch", "pairs", str(file))
    call_command("import_batch", "pairs", str(file), "--tolerate-rejected")

    assert list(Batch.objects.order_by("pk").values_list("status", flat=True)) == ["stopped", "open"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere", "x"],
        ["pairs", "nothing.jsonl"],
        ["pairs", __file__, "--format", "word"],
        ["pairs", __file__, "--encoding", "klingon"],
        ["pairs", __file__, "--columns", "prompt"],
        ["pairs", __file__, "--columns", '{"prompt": 1}'],
        ["pairs", __file__, "--opponents", "0"],
        ["pairs", __file__, "--extend", "7"],
        ["pairs", __file__, "--extend", "7", "--hold"],
    ],
)
def test_a_wrong_word_is_one_clear_line(project: Project, arguments: list[str]) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("import_batch", *arguments)

    assert "\n" not in str(caught.value)
    assert not Batch.objects.exists()
