"""An import of which nothing came does not stand open: it says why, and its upload can be read in another way."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from tasks.intake import batches, importing, receiving
from tasks.intake.choices import Options
from tasks.intake.dry_run import drafts, words
from tasks.intake.receiving import Upload
from tasks.models import Batch, Item, Project, RejectedLine, WaitingLine
from tests.intake.conftest import Import
from tests.intake.looking import look
from tests.intake.records import jsonl, pair

pytestmark = pytest.mark.django_db

ANSWERS = jsonl({"id": 1, "completions": ["x"]}, {"id": 2, "completions": ["y"]})
MAPPED = Options(columns={"prompt": "completions"}, prompts_only=True)


def again(batch: Batch) -> Batch:
    batch.refresh_from_db()
    return batch


def extended(batch: Batch, content: bytes) -> Batch:
    receiving.extend(batch=batch, uploads=[Upload("more.jsonl", [content])])
    importing.import_batch(batch_id=batch.pk)
    return again(batch)


def zipped(**files: bytes) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.jsonl", content)
    return packed.getvalue()


def test_the_batch_is_held_with_the_reason(imported: Import) -> None:
    batch = imported(ANSWERS)

    assert (batch.status, batch.opened_at, batch.error["reason"]) == ("held", None, "nothing_came")
    said = batches.summary(batch)["error"]["message"]
    assert "2 lines hold answers or ratings and wait for lines that are not there" in said


def test_it_cannot_be_opened_as_it_is(imported: Import) -> None:
    batch = imported(ANSWERS)

    with pytest.raises(batches.WrongStatus, match="Nothing came of it"):
        batches.open_batch(batch=batch)


def test_prompts_alone_are_meant_to_wait(imported: Import) -> None:
    batch = imported(jsonl({"prompt": "p"}, {"prompt": "q"}))

    assert (batch.status, batch.error) == ("open", None)


def test_what_it_waits_for_can_be_added_and_it_opens(imported: Import) -> None:
    batch = extended(imported(ANSWERS), jsonl({"id": 1, "prompt": "p", "completions": ["z"]}))

    assert (batch.status, batch.error, batch.n_items) == ("open", None, 1)


def test_it_stays_held_where_that_was_asked(imported: Import) -> None:
    batch = extended(imported(ANSWERS, hold=True), jsonl({"id": 1, "prompt": "p", "completions": ["z"]}))

    assert (batch.status, batch.n_items) == ("held", 1)


def test_a_later_batch_that_uses_its_lines_ends_the_complaint(imported: Import) -> None:
    first = imported(ANSWERS)

    imported(jsonl({"id": 1, "prompt": "p", "completions": ["z"]}))

    assert (again(first).error, first.n_waiting) == (None, 1)


def test_put_away_and_taken_back_it_is_held_as_before(imported: Import) -> None:
    batch = imported(ANSWERS)

    batches.archive_batch(batch=batch)
    batches.restore_batch(batch=batch)

    assert (batch.status, batch.error["reason"]) == ("held", "nothing_came")


def test_ratings_that_were_given_already_bring_nothing_new(imported: Import) -> None:
    verdict = jsonl({"id": "1", "ratings": [{"rater": "Ann", "strength": 1}]})
    imported(jsonl(pair(1) | {"id": "1"}))
    imported(verdict)

    batch = imported(verdict)

    assert (batch.status, batch.error) == ("held", {"reason": "nothing_new"})


# ---- Before the import


def test_the_dry_run_foretells_it(project: Project) -> None:
    found = look(project, ANSWERS)

    assert found["comes_to_nothing"]["others"] == 2
    assert "Nothing came of it" in "\n".join(words.sentences(found))
    assert look(project, jsonl({"prompt": "p"}))["comes_to_nothing"] is None
    assert look(project, jsonl(pair(1)))["comes_to_nothing"] is None


# ---- Reading the upload again


def test_it_becomes_a_draft_again_and_is_read_under_other_choices(imported: Import) -> None:
    batch = imported(ANSWERS)

    drafts.look_again(batch=batch, options=MAPPED)
    assert (batch.status, batch.error, batch.n_lines) == ("draft", None, 0)
    assert not WaitingLine.objects.exists()
    drafts.survey_draft(batch_id=batch.pk)
    assert again(batch).survey["waiting"] == 2
    drafts.confirm(batch=batch)
    importing.import_batch(batch_id=batch.pk)

    assert (again(batch).status, batch.n_waiting, batch.n_bytes_read) == ("open", 2, batch.n_bytes)


def test_one_that_failed_because_no_line_was_taken_is_read_again_too(imported: Import) -> None:
    batch = imported(jsonl({"prompt": ""}))
    assert batch.error["reason"] == "nothing_accepted"

    drafts.look_again(batch=batch, options=Options())

    assert (batch.status, batch.n_rejected, RejectedLine.objects.count()) == ("draft", 0, 0)


def test_archives_are_unpacked_anew(imported: Import) -> None:
    batch = imported(zipped(a=ANSWERS, b=jsonl({"id": 3, "completions": ["z"]})))
    assert batch.files.count() == 2

    drafts.look_again(batch=batch, options=MAPPED)
    drafts.survey_draft(batch_id=batch.pk)
    assert [file["name"] for file in again(batch).survey["files"]] == ["a.jsonl", "b.jsonl"]
    drafts.confirm(batch=batch)
    importing.import_batch(batch_id=batch.pk)

    assert (again(batch).n_waiting, batch.files.count()) == (3, 2)


def test_a_batch_of_which_something_came_is_no_draft_any_more(imported: Import) -> None:
    with pytest.raises(drafts.NotADraft):
        drafts.look_again(batch=imported(jsonl(pair(1))), options=Options())

    assert Item.objects.count() == 1


def test_lines_that_another_batch_has_used_are_not_taken_from_it(imported: Import, project: Project) -> None:
    first = imported(ANSWERS)
    imported(jsonl({"id": 1, "prompt": "p", "completions": ["z"]}))

    with pytest.raises(drafts.NotADraft):
        drafts.look_again(batch=first, options=Options())

    assert project.batches.filter(status="draft").count() == 0
