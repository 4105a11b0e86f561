"""A draft is looked through by a job, under the newest choices, and comes in when somebody says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from tasks import jobs
from tasks.intake import batches, claiming, receiving
from tasks.intake.dry_run import drafts
from tasks.intake.receiving import Options, Upload
from tasks.models import Batch, Item, Project
from tests.intake.records import jsonl, pair

TABLE = b"q,one,two\nWhy?,so,thus\n"


@pytest.fixture
def draft(project: Project) -> Callable[..., Batch]:
    def make(content: bytes = jsonl(pair(1), pair(2)), **options: Any) -> Batch:
        uploads = [Upload("upload.jsonl", [content])]
        chosen = Options(**options)
        return receiving.receive(project=project, user=None, uploads=uploads, options=chosen, draft=True)

    return make


def again(batch: Batch) -> Batch:
    return Batch.objects.get(pk=batch.pk)


def test_a_job_surveys_a_draft_and_imports_nothing(draft: Callable[..., Batch]) -> None:
    batch = draft()

    jobs.survey_batches()
    jobs.import_batches()

    found = again(batch)
    assert (found.status, found.survey["items"], found.claimed_until) == ("draft", 2, None)
    assert found.survey["files"][0]["bytes"] == batch.n_bytes
    assert not Item.objects.exists()


def test_other_choices_are_surveyed_again(draft: Callable[..., Batch]) -> None:
    batch = draft(TABLE)
    jobs.survey_batches()
    assert again(batch).survey["items"] == 0

    drafts.look_again(batch=batch, options=Options(columns={"prompt": "q", "completions": ["one", "two"]}))
    assert again(batch).survey is None
    jobs.survey_batches()

    assert again(batch).survey["items"] == 1


def test_a_survey_under_choices_that_have_changed_writes_nothing(draft: Callable[..., Batch]) -> None:
    batch = draft()
    claiming.claim_draft()
    under_way = drafts._Progress(again(batch))

    drafts.look_again(batch=again(batch), options=Options(hold=True))

    with pytest.raises(drafts._MovedOn):
        under_way.write(survey={"items": 2})
    assert (again(batch).survey, again(batch).hold) == (None, True)


def test_progress_stands_on_the_draft_while_it_is_looked_through(draft: Callable[..., Batch]) -> None:
    batch = draft()
    claiming.claim_draft()
    under_way = drafts._Progress(again(batch))

    for n_lines in (2000, 4000):
        under_way.tell(n_lines, 10 * n_lines)

    told = {"lines": 4000, "bytes_read": 40_000, "bytes": batch.n_bytes}
    assert again(batch).survey == {"progress": told}
    assert claiming.claim_draft() is None


def test_what_was_tried_can_be_seen_while_the_rest_is_counted(draft: Callable[..., Batch]) -> None:
    batch = draft()
    claiming.claim_draft()
    under_way = drafts._Progress(again(batch))

    under_way.keep({"items": 2})
    under_way.tell(4000, 40_000)

    found = again(batch).survey
    assert (found["items"], found["progress"]["lines"]) == (2, 4000)
    assert claiming.claim_draft() is None


def test_a_draft_comes_in_when_it_is_confirmed(draft: Callable[..., Batch]) -> None:
    batch = draft(TABLE)
    chosen = Options(columns={"prompt": "q", "completions": ["one", "two"]}, hold=True)

    drafts.confirm(batch=batch, options=chosen)
    jobs.import_batches()

    assert (again(batch).status, again(batch).n_items) == ("held", 1)


def test_random_pairs_are_shown_as_they_will_be_made(draft: Callable[..., Batch]) -> None:
    batch = draft(jsonl(pair(1, completions=list("abcdefgh"))), pairing="random", n_opponents=2)
    jobs.survey_batches()
    shown = [item["answers"] for item in again(batch).survey["first_items"]]

    drafts.confirm(batch=batch)
    jobs.import_batches()

    items = Item.objects.order_by("nth").prefetch_related("places__completion")
    assert shown == [[place.completion.text for place in item.places.order_by("position")] for item in items]


def test_what_was_chosen_before_stands_when_nothing_else_is_said(draft: Callable[..., Batch]) -> None:
    batch = draft(hold=True, duplicates="skip")

    drafts.confirm(batch=batch)

    assert (again(batch).status, again(batch).hold, again(batch).duplicates) == ("queued", True, "skip")


@pytest.mark.parametrize("step", [drafts.look_again, drafts.confirm])
def test_a_batch_that_is_let_in_is_no_draft_any_more(
    draft: Callable[..., Batch], step: Callable[..., Batch]
) -> None:
    batch = drafts.confirm(batch=draft())

    with pytest.raises(drafts.NotADraft):
        step(batch=batch, options=Options())


def test_a_draft_that_was_given_up_is_not_surveyed(draft: Callable[..., Batch]) -> None:
    batch = draft()
    batches.cancel(batch=batch)

    assert claiming.claim_draft() is None


def test_one_worker_looks_and_another_takes_over_when_it_dies(draft: Callable[..., Batch]) -> None:
    batch = draft()

    assert [claiming.claim_draft(), claiming.claim_draft()] == [batch.pk, None]
    dead = {"survey": {"progress": {}}, "claimed_until": Now() - timedelta(seconds=1)}
    Batch.objects.filter(pk=batch.pk).update(**dead)

    assert claiming.claim_draft() == batch.pk


def test_a_draft_that_breaks_every_look_is_given_up_and_says_so(draft: Callable[..., Batch]) -> None:
    batch = draft()
    Batch.objects.filter(pk=batch.pk).update(n_attempts=claiming.MOST_ATTEMPTS)

    jobs.survey_batches()

    assert (again(batch).status, again(batch).survey["error"]) == ("draft", "gave_up")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b'{"x\\ud800": 1}\n{"x\\u0000": 1}\n',
        b'"a\x00",b\n1,2\n',
        b'{"prompt": "\xff\xfe"}\n' + jsonl(pair(1)),
        b"[" * 200_000,
    ],
)
def test_whatever_is_uploaded_the_survey_can_be_kept(draft: Callable[..., Batch], content: bytes) -> None:
    batch = draft(content)

    jobs.survey_batches()

    assert "error" in again(batch).survey
