"""`?dry_run=1`: what an import would make, and nothing of it stored."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from raters.models import ApiToken
from tasks import jobs
from tasks.models import Batch
from tests.api.batches import CONTENT, told, upload
from tests.intake.packing import zipped
from tests.intake.records import jsonl, pair
from tests.samples import png

pytestmark = pytest.mark.django_db

DRY = "?dry_run=1"


def test_it_says_what_an_import_would_make(api: Client) -> None:
    answer = upload(api, query=DRY)

    found = answer.json()
    assert answer.status_code == 200
    assert (found["lines"], found["accepted"], found["rejected"], found["items"]) == (3, 2, 1, 2)
    assert found["first_items"][0]["answers"] == ["one", "two"]
    assert (found["error"], found["error_message"], found["complete"]) == (None, "", True)
    (line,) = found["rejected_lines"]
    assert (line["line"], line["code"], line["field"]) == (2, "empty", "prompt")
    assert line["message"].startswith("The prompt is empty")
    assert line["remedy"]


def test_it_writes_nothing_at_all(api: Client, uploads: Path) -> None:
    before = state(uploads)

    upload(api, CONTENT, jsonl({"id": 1, "prompt": "Why?"}), query=DRY)
    upload(api, zipped({"a.jsonl": jsonl(pair(1)), "p.png": png()}), query=DRY)

    assert state(uploads) == before


def state(uploads: Path) -> dict[str, Any]:
    """Everything but the note of when the token was used last."""
    models = [model for model in apps.get_models() if model is not ApiToken]
    rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
    return rows | {"files": sorted(str(path) for path in uploads.rglob("*"))}


def test_the_import_that_follows_makes_just_that(api: Client) -> None:
    files = [jsonl({"id": n, "prompt": f"Why {n}?"}, pair(n)) for n in range(3)]
    files.append(jsonl(*({"id": n, "completions": ["so", "thus"]} for n in range(2))))

    found = upload(api, *files, query=DRY).json()
    batch_id = upload(api, *files).json()["id"]
    jobs.import_batches()

    batch = told(api, batch_id)
    sums = ("lines", "accepted", "waiting", "rejected", "items", "ratings")
    assert {name: found[name] for name in sums} == {name: batch[name] for name in sums}


def test_choices_are_followed(api: Client) -> None:
    table = b"q;one;two\nWhy?;so;thus\n"

    found = upload(api, table, query=DRY, columns='{"prompt": "q", "completions": ["one", "two"]}').json()

    assert (found["items"], found["files"][0]["delimiter"]) == (1, ";")


def test_a_wrong_choice_is_refused(api: Client) -> None:
    answer = upload(api, query=DRY, format="word")

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_format")


def test_a_file_that_cannot_be_read_is_told_in_words(api: Client) -> None:
    found = upload(api, b"", query=DRY).json()

    assert found["error"] == "empty_file"
    assert found["error_message"].startswith("The file is empty")


def test_only_the_beginning_of_a_large_file_is_read(api: Client) -> None:
    found = upload(api, jsonl(*(pair(n) for n in range(20_010))), query=DRY).json()

    assert (found["complete"], found["lines"]) == (False, 20_000)


def test_a_file_that_was_spooled_to_disk_is_read_too(api: Client, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10

    assert upload(api, query=DRY).json()["items"] == 2
    assert not Batch.objects.exists()
