"""Media are stored once by content, found under every spelling of their path, and gone with the last batch."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from tasks import projects
from tasks.intake import receiving
from tasks.intake.files import archives, media, sniffing
from tasks.intake.receiving import Upload
from tasks.models import Batch, BatchMedia, Completion, Item, ItemCompletion, Media, Project, Prompt
from tests.intake.conftest import Import
from tests.intake.packing import DATA, zipped
from tests.intake.records import jsonl
from tests.samples import OTHERS, png


def expanded(project: Project, **files: bytes) -> Batch:
    uploads = [Upload("a.zip", [zipped({"data.jsonl": DATA} | files)])]
    batch = receiving.receive(project=project, user=None, uploads=uploads)
    Batch.objects.filter(pk=batch.pk).update(status=Batch.Status.IMPORTING)
    archives.expand(batch)
    return batch


def forgotten(batch: Batch) -> None:
    with transaction.atomic():
        media.forget(batch=batch)


def test_lines_of_an_archive_become_items_that_show_its_media(imported: Import) -> None:
    line = {
        "prompt": "Which picture is better?",
        "completions": [{"media": "images/one.png", "model": "m1"}, {"media": "set/images/two.png"}],
        "attachments": ["images/one.png", {"path": "./images/two.png", "name": "Plan"}],
    }
    other = line | {"completions": [{"media": "images/none.png"}, {"text": "x"}]}
    pictures = {"set/images/one.png": png(), "set/images/two.png": png(2, 2)}

    batch = imported(zipped({"set/data.jsonl": jsonl(line, other)} | pictures))

    one, two = (Media.objects.get(n_bytes=len(content)).pk for content in pictures.values())
    assert (batch.status, batch.n_items, batch.n_rejected) == ("open", 1, 1)
    assert batch.rejected_lines.get().code == "unknown_media"
    item = Item.objects.get()
    assert list(item.places.order_by("position").values_list("completion__media", flat=True)) == [one, two]
    kept = [(each.get("name"), each["media"], each["kind"]) for each in item.detail.attachments]
    assert kept == [(None, str(one), "image"), ("Plan", str(two), "image")]


def test_the_same_path_in_another_batch_is_another_picture(imported: Import) -> None:
    data = {
        "data.jsonl": jsonl({"prompt": "Better?", "completions": [{"media": "1.png"}, {"media": "2.png"}]})
    }
    for width in (3, 5):
        imported(zipped(data | {"1.png": png(width), "2.png": png(width + 1)}))

    shown = ItemCompletion.objects.order_by("item", "position").values_list(
        "completion__media__n_bytes", flat=True
    )
    assert list(shown) == [len(png(width)) for width in (3, 4, 5, 6)]


@pytest.mark.parametrize("content", OTHERS.values(), ids=list(OTHERS))
def test_what_is_not_on_the_list_has_no_type(content: bytes) -> None:
    assert sniffing.type_of(content) is None


def test_the_same_bytes_are_stored_once_for_all_batches(project: Project, uploads: Path) -> None:
    first, second = expanded(project, one=png()), expanded(project, other=png())

    kept = Media.objects.get()
    assert media.paths(first)["one"] == media.paths(second)["other"] == kept.pk
    assert [path.read_bytes() for path in (uploads / "media").rglob("*") if path.is_file()] == [png()]
    assert kept.stored == f"media/{bytes(kept.digest).hex()[:2]}/{bytes(kept.digest).hex()}"


def test_a_path_is_found_in_every_spelling_and_beside_its_data() -> None:
    found = media.spelled({"set/é/1.png": 1, "2.png": 2}, ["set/data.jsonl"])

    assert {path for path, target in found.items() if target == 1} == {
        *("set/é/1.png", "./set/é/1.png", "set/e\u0301/1.png", "./set/e\u0301/1.png"),
        *("é/1.png", "./é/1.png", "e\u0301/1.png", "./e\u0301/1.png"),
    }


def test_a_short_path_that_could_mean_two_files_means_none() -> None:
    found = media.spelled({"en/1.png": 1, "zh/1.png": 2}, ["en/data.jsonl", "zh/data.jsonl"])

    assert "1.png" not in found
    assert (found["en/1.png"], found["zh/1.png"]) == (1, 2)


def test_a_whole_path_goes_before_a_short_one() -> None:
    assert media.spelled({"1.png": 1, "set/1.png": 2}, ["set/data.jsonl"])["1.png"] == 1


@pytest.mark.django_db(transaction=True)
def test_forgetting_a_batch_removes_what_only_it_has(uploads: Path) -> None:
    project = projects.create_project(slug="p")
    first, second = expanded(project, one=png(), two=png(2, 2)), expanded(project, one=png())

    forgotten(first)

    assert list(BatchMedia.objects.values_list("batch", "path")) == [(second.pk, "one")]
    assert [media_file.n_bytes for media_file in Media.objects.all()] == [len(png())]
    assert [path.read_bytes() for path in (uploads / "media").rglob("*") if path.is_file()] == [png()]


@pytest.mark.django_db(transaction=True)
def test_what_an_answer_shows_is_never_forgotten() -> None:
    batch = expanded(projects.create_project(slug="p"), one=png())
    prompt = Prompt.objects.create(project=batch.project, digest=b"p", messages=[], group=b"g")
    Completion.objects.create(prompt=prompt, digest=b"c", text_digest=b"t", media=Media.objects.get())

    forgotten(batch)

    assert default_storage.exists(Media.objects.get().stored)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_another_batch_took_before_it_went_stays() -> None:
    project = projects.create_project(slug="p")
    first = expanded(project, one=png())

    with transaction.atomic():
        transaction.on_commit(lambda: expanded(project, one=png()))
        media.forget(batch=first)

    assert default_storage.exists(Media.objects.get().stored)
