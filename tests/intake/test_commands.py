"""`create_project` and `import_batch`, as a shell sees them."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from raters.models import Role
from tasks.models import Batch, Item, Project, Rating
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


# ---- The dry run


def test_a_dry_run_says_what_an_import_then_makes(
    project: Project, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for more in (["--dry-run"], []):
        call_command("import_batch", "pairs", str(file), "--json", *more)

    found, report = told(capsys)
    for name in ("lines", "accepted", "rejected", "items", "waiting"):
        assert found[name] == report[name]
    assert sum(found["duplicates"].values()) == report["duplicates"]
    assert found["rejected_lines"][0]["remedy"]


def test_a_dry_run_writes_nothing_at_all(project: Project, file: Path, uploads: Path) -> None:
    before = {model: list(model.objects.order_by("pk").values()) for model in apps.get_models()}

    call_command("import_batch", "pairs", str(file), "--dry-run")

    assert {model: list(model.objects.order_by("pk").values()) for model in apps.get_models()} == before
    assert not list(uploads.rglob("*"))


def test_a_dry_run_is_told_in_words(project: Project, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_batch", "pairs", str(file), "--dry-run")

    said = capsys.readouterr().out
    assert "pairs.jsonl: jsonl, utf-8, native, 3 lines." in said
    assert "3 lines: 2 good, of which 0 wait for others; 1 rejected." in said
    assert "2 items" in said
    assert "Line 3 of pairs.jsonl: The prompt is empty" in said


def test_a_dry_run_of_what_cannot_be_read_fails(project: Project, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="The file is empty"):
        call_command("import_batch", "pairs", str(written(tmp_path / "empty", b"")), "--dry-run")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("more", [["--dry-run"], []])
def test_progress_is_told_on_a_terminal_and_cleared_at_the_end(
    project: Project, file: Path, monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    call_command("import_batch", "pairs", str(file), *more)

    assert terminal.getvalue().endswith("\r\x1b[K")
    assert ("3 lines" in terminal.getvalue()) == bool(more)


def test_nothing_of_progress_is_told_to_a_file(
    project: Project, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_batch", "pairs", str(file), "--dry-run")

    assert capsys.readouterr().err == ""


# ---- What is said of keys, and imports of which nothing comes


def test_columns_of_one_file_and_labels_are_said(project: Project, tmp_path: Path) -> None:
    prompts = written(tmp_path / "ask.csv", b"nr,ask\n1,Why?\n")
    answers = written(tmp_path / "said.csv", b"nr,one,two,mark\n1,so,thus,1\n")
    columns = ["id=nr", "ask.csv:prompt=ask", "said.csv:completions=one,two"]

    call_command("import_batch", "pairs", str(prompts), str(answers), "--columns", *columns)

    assert Item.objects.get().detail.external_id == "1"


@pytest.mark.parametrize(
    ("labels", "strength"),
    [
        (["label=rating:gpt-4"], 1),
        (["label=rating:gpt-4", "label=base:1"], -1),
        (['{"label": {"use": "keep"}}'], None),
    ],
)
def test_a_label_becomes_what_is_said(
    project: Project, tmp_path: Path, labels: list[str], strength: int | None
) -> None:
    rows = [{"prompt": f"p{n}", "response_a": "a", "response_b": "b", "label": n} for n in (0, 1)]
    file = written(tmp_path / "pairs.jsonl", jsonl(*rows))

    call_command("import_batch", "pairs", str(file), "--labels", *labels)

    assert max(Rating.objects.values_list("strength", flat=True), default=None) == strength


@pytest.mark.parametrize(
    "rows",
    [
        [{"prompt": "Why?", "response": "so"}],
        [{"item": "7", "worker": "w", "winner": "left"}],
        [{"title": "Skies", "grade": 3}],
        [],
    ],
    ids=["an answer alone", "a judgement alone", "unknown keys", "nothing"],
)
def test_an_import_of_which_nothing_comes_exits_with_3(
    project: Project, tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    file = written(tmp_path / "rows.jsonl", jsonl(*rows))

    with pytest.raises(CommandError) as caught:
        call_command("import_batch", "pairs", str(file))

    assert caught.value.returncode == 3


def test_prompts_that_hold_nothing_else_wait_as_they_are_meant_to(project: Project, tmp_path: Path) -> None:
    call_command(
        "import_batch", "pairs", str(written(tmp_path / "p.jsonl", jsonl({"id": 1, "prompt": "Why?"})))
    )

    assert Batch.objects.get().n_waiting == 1


def test_prompts_beside_other_texts_wait_when_that_is_said(project: Project, tmp_path: Path) -> None:
    row = {"prompt": "Why?", "page": "The sky is blue on most days, says the page."}
    file = str(written(tmp_path / "p.jsonl", jsonl(row)))

    with pytest.raises(CommandError) as caught:
        call_command("import_batch", "pairs", file)
    call_command("import_batch", "pairs", file, "--prompts-only")

    assert caught.value.returncode == 3
    assert Batch.objects.order_by("pk").last().n_waiting == 1
