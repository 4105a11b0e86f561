"""A batch goes with all that is only its own, in chunks that may be killed; what was opened or rated never goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.intake import batches, deleting
from tasks.models import (
    Assignment,
    Batch,
    BatchFile,
    Completion,
    Gold,
    Item,
    ItemDetail,
    LinkedLine,
    Project,
    Prompt,
    RejectedLine,
    WaitingLine,
)
from tests.factories import make_rater
from tests.intake.conftest import Import
from tests.intake.records import jsonl, pair
from tests.work import make_batch, prefer, take_next

EVERYTHING = (
    Batch,
    BatchFile,
    Item,
    ItemDetail,
    Prompt,
    Completion,
    RejectedLine,
    WaitingLine,
    LinkedLine,
    Assignment,
)


def delete(batch: Batch) -> None:
    deleting.delete_batch(batch=batch)
    deleting.remove(batch_id=batch.pk)


def files(uploads: Path) -> list[Path]:
    return [path for path in uploads.rglob("*") if path.is_file()]


def test_nothing_of_a_deleted_batch_is_left(imported: Import, uploads: Path) -> None:
    lines = [pair(1), pair(2), {"id": "waits", "prompt": "Which?"}, {"prompt": ""}]
    batch = imported(jsonl(*lines), hold=True)
    Gold.objects.create(item=Item.objects.first(), min_strength=-3, max_strength=-1)

    delete(batch)

    assert [model.__name__ for model in EVERYTHING if model.objects.exists()] == []
    assert files(uploads) == []


def test_more_items_than_one_chunk_go(imported: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deleting, "ITEMS_AT_ONCE", 2)
    batch = imported(jsonl(*map(pair, range(5))), hold=True)

    delete(batch)

    assert not Prompt.objects.exists()


def test_what_another_batch_has_too_stays(imported: Import) -> None:
    first, second = imported(jsonl(pair(1), pair(2)), hold=True), imported(jsonl(pair(1)), hold=True)

    delete(first)

    assert [item.batch_id for item in Item.objects.all()] == [second.pk]
    assert (Prompt.objects.count(), Completion.objects.count()) == (1, 2)


def test_what_raters_were_given_and_have_not_opened_goes_with_it(imported: Import) -> None:
    batch = imported(jsonl(pair(1), pair(2)))
    other = imported(jsonl(pair(3)))
    rater = make_rater()
    opened = take_next(batch.project, rater)
    assert opened.item.batch_id == batch.pk

    with pytest.raises(deleting.InUse):
        delete(batch)
    delete(other)

    assert set(Assignment.objects.values_list("item__batch", flat=True)) == {batch.pk}


def test_a_rated_batch_is_refused(imported: Import) -> None:
    batch = imported(jsonl(pair()))
    prefer(take_next(batch.project, make_rater()), -2)

    with pytest.raises(deleting.InUse, match="Archive it instead"):
        deleting.delete_batch(batch=batch)

    batch.refresh_from_db()
    assert batch.status == "open"


def test_imported_ratings_count_as_rated(imported: Import) -> None:
    batch = imported(jsonl(pair(ratings=[{"rater": "ann", "strength": -1}])), hold=True)

    with pytest.raises(deleting.InUse):
        deleting.delete_batch(batch=batch)


def test_a_batch_that_others_are_linked_to_is_refused(imported: Import) -> None:
    first = imported(jsonl(pair()), hold=True)
    second = imported(jsonl(pair()), hold=True, duplicates="link")

    with pytest.raises(deleting.InUse, match="linked"):
        deleting.delete_batch(batch=first)
    delete(second)
    delete(first)

    assert not Item.objects.exists()


@pytest.mark.parametrize("status", ["queued", "importing"])
def test_an_import_is_cancelled_before_its_batch_is_deleted(project: Project, status: str) -> None:
    with pytest.raises(batches.WrongStatus, match="Cancel"):
        deleting.delete_batch(batch=make_batch(project, status=status))


def test_from_the_mark_on_nothing_is_given_out(imported: Import) -> None:
    batch = imported(jsonl(pair()))

    deleting.delete_batch(batch=batch)

    assert not Item.objects.assignable().exists()
    assert deleting.due() == [batch.pk]


def test_an_upload_of_the_same_lines_does_not_count_on_what_is_being_deleted(imported: Import) -> None:
    deleting.delete_batch(batch=imported(jsonl(pair()), hold=True))

    batch = imported(jsonl(pair()), hold=True, duplicates="skip")

    assert batch.n_items == 1


def test_a_killed_deletion_goes_on(imported: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = imported(jsonl(*map(pair, range(5))), hold=True)
    monkeypatch.setattr(deleting, "ITEMS_AT_ONCE", 2)
    deleting.delete_batch(batch=batch)
    deleting._items_go(batch.pk)  # the worker dies here

    assert Item.objects.count() == 3
    deleting.remove(batch_id=batch.pk)

    assert not Batch.objects.exists()


def test_what_is_not_marked_is_left_alone(imported: Import) -> None:
    batch = imported(jsonl(pair()))

    deleting.remove(batch_id=batch.pk)

    assert Item.objects.count() == 1
