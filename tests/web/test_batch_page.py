from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tasks.models import Batch, Project, RejectedLine
from tasks.rubric import presets, versions
from tests.web.batch_pages import address, held, imported_through
from tests.web.browsing import engineer_of, manager_of
from tests.web.uploading import file, imported, jsonl, pair, uploaded
from tests.work import make_batch, make_item, make_project

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]


def test_rejected_lines_carry_reason_and_remedy() -> None:
    project = make_project()
    batch = held(project)
    RejectedLine.objects.create(batch=batch, line=2, field="prompt", code="empty")

    page = manager_of(project).get(address(project, batch)).content.decode()

    assert "The prompt is empty" in page
    assert "Write the prompt." in page


def test_all_rejected_lines_can_be_fetched() -> None:
    project = make_project()
    client = manager_of(project)
    batch = imported_through(client, project, jsonl(pair(), {"prompt": ""}))

    answer = engineer_of(project).get(address(project, batch) + "rejected.jsonl")

    assert answer["Content-Disposition"].startswith("attachment")
    assert b'"line":2' in b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_rejected_lines_can_be_fetched_as_they_came() -> None:
    project = make_project()
    client = manager_of(project)
    batch = imported_through(client, project, jsonl(pair(), {"prompt": ""}))

    answer = client.get(address(project, batch) + "rejected.jsonl?originals")

    assert b"".join(answer.streaming_content) == b'{"prompt": ""}\n'  # type: ignore[attr-defined]
    assert "originals" in answer["Content-Disposition"]


def test_reasons_are_counted_where_there_are_many() -> None:
    project = make_project()
    client = manager_of(project)
    batch = imported_through(client, project, jsonl(*map(pair, range(200)), *[{"prompt": ""}] * 21))

    page = client.get(address(project, batch)).content.decode()

    assert "How many lines each reason leaves out" in page
    assert '<td class="n">21</td>' in page


def test_the_first_items_are_shown_as_raters_see_them() -> None:
    project = make_project()
    batch = held(project)
    make_item(project, batch=batch, texts=["**Yes**", "<b>No</b>"])

    page = manager_of(project).get(address(project, batch)).content.decode()

    assert "<strong>Yes</strong>" in page
    assert "&lt;b&gt;No&lt;/b&gt;" in page


# ---- while it is imported


def importing(project: Project, **fields: object) -> Batch:
    began = timezone.now() - timedelta(seconds=10)
    numbers = {"n_bytes": 1000, "n_bytes_read": 500, "n_lines": 2000, "n_accepted": 1983, "n_rejected": 17}
    return make_batch(project, status=Batch.Status.IMPORTING, started_at=began, **(numbers | fields))


def test_the_pace_and_the_time_left_are_said() -> None:
    project = make_project()

    page = manager_of(project).get(address(project, importing(project))).content.decode()

    assert "2,000 lines read so far" in page
    assert re.search(r"\d\d\d lines a second, about \d+ s left. Rejected so far: 17.", page)
    assert "What is in stays, and is not given out." in page


def test_the_part_that_changes_is_asked_for_alone() -> None:
    project = make_project()
    batch = importing(project)

    fragment = (
        manager_of(project).get(address(project, batch), headers={"HX-Request": "true"}).content.decode()
    )

    assert fragment.strip().startswith('<div id="batch-state" hx-get=')


def test_a_stopped_batch_asks() -> None:
    project = make_project()
    batch = make_batch(project, status=Batch.Status.STOPPED, n_lines=200, n_accepted=150, n_rejected=50)
    client = manager_of(project)

    page = client.get(address(project, batch)).content.decode()
    client.post(address(project, batch) + "go-on/")

    assert "50 of 200 lines are bad (25 %)" in page
    assert "the project&#x27;s limit of 20 %" in page
    assert "Import the rest all the same" in page
    batch.refresh_from_db()
    assert (batch.status, batch.tolerates_rejected) == ("queued", True)


def test_waiting_lines_say_what_they_wait_for() -> None:
    project = make_project()
    client = manager_of(project)
    batch = imported_through(client, project, jsonl({"id": "q-7", "prompt": "Which?"}))

    page = client.get(address(project, batch)).content.decode()

    assert "One line is awaiting answers" in page
    assert "q-7" in page


def test_the_answers_are_added_and_the_line_becomes_an_item() -> None:
    project = make_project()
    client = manager_of(project)
    batch = imported_through(client, project, jsonl({"id": "q-7", "prompt": "Which?"}))
    answers = {"id": "q-7", "completions": [{"text": "one"}, {"text": "two"}]}

    client.post(address(project, batch) + "files/", {"file": file(jsonl(answers), "answers.jsonl")})

    assert imported(batch).n_items == 1
    assert "answers.jsonl" in client.get(address(project, batch)).content.decode()


def test_files_for_a_batch_that_takes_none_are_refused_in_words() -> None:
    project = make_project()
    batch = make_batch(project, status=Batch.Status.ARCHIVED)

    page = manager_of(project).post(address(project, batch) + "files/", {"file": file()}, follow=True)

    assert "takes no more files" in page.content.decode()


def test_a_draft_is_shown_on_its_own_page() -> None:
    project = make_project()
    batch = make_batch(project, status=Batch.Status.DRAFT)

    assert manager_of(project).get(address(project, batch))["Location"] == address(project, batch) + "draft/"


def test_a_batch_of_many_files_and_items_costs_as_many_queries_as_a_small_one() -> None:
    project = make_project()
    client = manager_of(project)
    client.get(f"/projects/{project.slug}/")  # a rubric is read once a process
    counts = []
    for n in (1, 8):
        batch = make_batch(project, n_lines=n + 30, n_accepted=n, n_rejected=30)
        for position in range(n):
            batch.files.create(position=position, name="part.jsonl", upload=f"x{position}")
            batch.rejected_lines.create(file=position, line=1, code="empty")
            make_item(project, batch=batch, texts=[f"a{n}-{position}", f"b{n}-{position}"])
        with CaptureQueriesContext(connection) as captured:
            client.get(address(project, batch))
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 16


def test_the_batch_of_others_is_missing() -> None:
    mine, other = make_project(), make_project()

    assert manager_of(mine).get(address(other, held(other))).status_code == 404


def test_draft_and_batch_say_what_stood_above_a_header() -> None:
    project = make_project()
    client = manager_of(project)
    table = b"Pairs of May,,\nprompt,response_a,response_b\nq,a,b\n"
    batch = uploaded(client, project, file(table, "rows.csv"))

    draft = client.get(address(project, batch) + "draft/").content.decode()
    client.post(
        address(project, batch) + "draft/",
        {"do": "import", "duplicates": "keep", "same_id": "keep", "hold": "yes"},
    )
    page = client.get(address(project, imported(batch))).content.decode()

    assert "Above its header, not read: Pairs of May" in draft
    assert "Above its header, not read: Pairs of May" in page


def test_a_prompt_alone_is_previewed_in_draft_and_batch() -> None:
    project = make_project(rubric_version=versions.published(presets.preset("intent")))
    client = manager_of(project)
    batch = uploaded(client, project, file(jsonl({"prompt": "Which one is it?"})))

    draft = client.get(address(project, batch) + "draft/").content.decode()
    imported_through(client, project, jsonl({"prompt": "Which one is it?"}))
    page = client.get(address(project, Batch.objects.latest("pk"))).content.decode()

    assert "Which one is it?" in draft
    assert "Which one is it?" in page
