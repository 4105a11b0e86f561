"""The dry run tells what an import makes of the files, and fails where the import would fail."""

from __future__ import annotations

import gzip
import json

import pytest

from tasks.intake.dry_run import trying
from tasks.intake.receiving import Options
from tasks.models import Item, Project
from tests.intake.looking import file_of, let_in, look
from tests.intake.packing import zipped
from tests.intake.records import jsonl, pair


def test_it_says_what_each_file_is(project: Project) -> None:
    table = "prompt;answer a;answer b\nq;one;two\n".encode("gb18030")

    (lines,) = look(project, jsonl(pair(1)))["files"]
    (rows,) = look(project, table, columns={"completions": ["answer a", "answer b"]})["files"]

    assert (lines["kind"], lines["layout"], lines["lines"], lines["header"]) == ("jsonl", "native", 1, None)
    assert (rows["kind"], rows["layout"], rows["lines"], rows["delimiter"]) == ("table", "native", 2, ";")
    assert rows["header"] == ["prompt", "answer a", "answer b"]
    assert rows["rows"] == [["q", "one", "two"]]


def test_the_first_twenty_items_are_shown_in_canonical_order(project: Project) -> None:
    found = look(project, jsonl(*(pair(n, completions=["z", f"a {n}"]) for n in range(30))))

    assert len(found["first_items"]) == 20
    assert found["first_items"][4] == {
        "file": 0,
        "line": 5,
        "prompt": [{"role": "user", "content": "Question 4?"}],
        "answers": ["z", "a 4"],
        "media": ["", ""],
        "is_cut": False,
    }


def test_items_joined_from_several_files_are_shown_too(project: Project) -> None:
    questions = jsonl({"id": 1, "prompt": "Why?"}, {"id": 2, "prompt": "How?"})
    answers = [jsonl({"id": 1, "completions": [{"text": text, "model": text}]}) for text in ("so", "thus")]

    found = look(project, questions, *answers)

    (item,) = found["first_items"]
    assert (item["prompt"][0]["content"], item["answers"]) == ("Why?", ["so", "thus"])
    assert (found["accepted"], found["waiting"], found["items"]) == (4, 1, 1)
    assert found["n_answers"] == {"2": 1}


def test_a_very_long_text_is_shown_cut(project: Project) -> None:
    found = look(project, jsonl(pair(completions=["x" * 50_000, "y"])))

    (item,) = found["first_items"]
    assert (len(item["answers"][0]), item["is_cut"]) == (20_000, True)
    assert found["lengths"]["answer"]["max"] == 50_000


def test_rejected_lines_are_shown_with_code_and_original(project: Project) -> None:
    found = look(project, jsonl(pair(1), {"prompt": 1, "completions": "x"}, pair(3)))

    (line,) = found["rejected_lines"]
    assert (line["file"], line["line"], line["field"], line["code"]) == (0, 2, "completions", "wrong_type")
    assert json.loads(line["original"]) == {"prompt": 1, "completions": "x"}
    assert found["rejected_codes"] == {"wrong_type": 1}


def test_languages_and_self_namings_are_counted(project: Project) -> None:
    chinese = pair(prompt="请介绍一下你自己。", completions=["我是由百度开发的人工智能助手。", "你好。"])

    found = look(project, jsonl(pair(prompt="Who are you? Please tell me."), chinese))

    assert found["languages"] == {"en": 1, "zh": 1}
    assert found["names_model"] == 1


def test_work_costs_its_reading_and_deciding_at_the_projects_overlap(project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(min_overlap=2, max_overlap=4, form="light")
    project.refresh_from_db()
    minute = "word " * 238

    found = look(project, jsonl(*(pair(n, prompt=f"{n}", completions=[minute, minute]) for n in range(60))))

    assert (found["cost"]["ratings_least"], found["cost"]["ratings_most"]) == (120, 240)
    assert found["cost"]["hours_least"] == pytest.approx(120 * (2 / 60 + 15 / 3600), abs=0.05)
    assert found["cost"]["hours_most"] == pytest.approx(2 * found["cost"]["hours_least"], abs=0.05)


def test_gold_and_ratings_that_count_cost_nothing_more(project: Project) -> None:
    rated = pair(1, ratings=[{"rater": "ann", "strength": 1}, {"rater": "m", "kind": "judge", "strength": 1}])
    known = pair(2, gold={"preference": "a"})

    found = look(project, jsonl(rated, known), counts_ratings=True)

    assert (found["ratings"], found["gold"], found["cost"]["ratings_least"]) == (2, 1, 2)


def test_lines_behind_the_first_twenty_thousand_are_counted_and_not_held_against_others(
    project: Project,
) -> None:
    content = jsonl(*(pair(n) for n in range(20_000)), *(pair(n) for n in (0, 1)), {"prompt": ""})

    found = look(project, content, duplicates="skip")

    assert (found["complete"], found["lines"], found["tried"]) == (True, 20_003, 20_000)
    assert (found["accepted"], found["items"], found["rejected"]) == (20_002, 20_002, 1)
    assert found["duplicates"] == {"in_file": 0, "in_project": 0}
    assert found["rejected_lines"][0]["line"] == 20_003


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "empty_file"),
        (b"this is\nno JSON\n", "not_json"),
        pytest.param(gzip.compress(jsonl(pair(1)))[:-12], "gzip_truncated", id="gzip cut off"),
        (jsonl({"prompt": ""}, {"prompt": ""}), "nothing_accepted"),
        (b'[{"prompt": "p", "completions": ["a", "b"]}', "list_cut_off"),
    ],
)
def test_what_fails_as_a_whole_is_said_by_the_reason_the_import_gives(
    project: Project, content: bytes, error: str
) -> None:
    assert look(project, content)["error"] == error
    assert let_in(project, content).error["reason"] == error


@pytest.mark.parametrize("n_bad", [20, 40])
def test_an_import_that_would_stop_is_foretold(project: Project, n_bad: int) -> None:
    content = jsonl(*(pair(n) for n in range(100)), *({"prompt": ""} for _ in range(n_bad)))

    found = look(project, content)

    assert found["too_many_rejected"] == (let_in(project, content).status == "stopped") == (n_bad == 40)


def test_what_was_tried_is_told_before_the_rest_is_counted(project: Project) -> None:
    told = list[tuple[int, int]]()
    content = jsonl(*(pair(n) for n in range(20_100)))

    trying.take(
        files=[file_of(content)],
        project=project,
        options=Options(),
        on_tried=lambda found: told.append((found["lines"], len(found["first_items"]))),
    )

    assert told == [(20_000, 20)]


def test_an_archive_is_looked_through_without_storing_its_media(project: Project) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(64)
    lines = jsonl(pair(1, completions=[{"media": "a.png"}, {"media": "a.png", "model": "m"}]), pair(2))
    missing = jsonl(pair(3, completions=[{"media": "b.png"}, "two"]))

    found = look(project, zipped({"data.jsonl": lines + missing, "a.png": picture}))

    (data,) = found["files"]
    assert (data["name"], data["bytes"]) == ("data.jsonl", len(lines + missing))
    assert (found["items"], found["rejected_codes"]) == (2, {"unknown_media": 1})
    assert found["first_items"][0]["media"] == ["a.png", "a.png"]


def test_a_closed_upload_is_told_of_and_no_error(project: Project) -> None:
    def gone() -> None:
        raise FileNotFoundError

    files = [file_of(jsonl(pair()))._replace(open=gone)]  # type: ignore[arg-type]

    assert trying.take(files=files, project=project, options=Options())["error"] == "upload_missing"


def test_progress_is_told_in_lines_and_bytes(project: Project) -> None:
    content, told = jsonl(*(pair(n) for n in range(4500))), list[tuple[int, int]]()

    trying.take(
        files=[file_of(content)],
        project=project,
        options=Options(),
        report=lambda n_lines, n_bytes: told.append((n_lines, n_bytes)),
    )

    assert [n_lines for n_lines, _n_bytes in told] == [2000, 4000, 4500]
    assert told[-1][1] == len(content)
    assert not Item.objects.exists()
