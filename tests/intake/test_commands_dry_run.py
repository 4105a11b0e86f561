"""`import_batch`, as a shell sees it: dry runs, progress, what is said of keys, imports of which nothing comes."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from tasks.models import Batch, Item, Project, Rating
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
