from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from config.celery import app
from config.sweeping import EVERY
from tasks import jobs, lanes
from tasks.exports import running
from tasks.heartbeats import PROGRAMS
from tasks.intake import claiming, receiving
from tasks.models import Batch, Export
from tests.services.programs import environment, python
from tests.work import make_batch, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_waits() -> None:
    cache.clear()


def queued(n_bytes: int, status: str = "queued") -> Batch:
    batch = make_batch(make_project())
    Batch.objects.filter(pk=batch.pk).update(status=status, n_bytes=n_bytes)
    return batch


def zipped(content: bytes) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("lines.jsonl", content)
    return stored.getvalue()


def test_a_small_import_does_not_stand_behind_a_large_one() -> None:
    large, small = queued(lanes.SMALL_BYTES + 1), queued(lanes.SMALL_BYTES)

    assert claiming.claim_due(lane=lanes.SMALL) == small.pk
    assert claiming.claim_due(lane=lanes.SMALL) is None
    assert claiming.claim_due(lane=lanes.LONG) == large.pk


def test_a_small_dry_run_does_not_stand_behind_a_large_one() -> None:
    large, small = queued(lanes.SMALL_BYTES + 1, "draft"), queued(6, "draft")

    assert claiming.claim_draft(lane=lanes.SMALL) == small.pk
    assert claiming.claim_draft(lane=lanes.LONG) == large.pk


@pytest.mark.parametrize("pack", [gzip.compress, zipped])
def test_a_packed_upload_is_never_small(
    pack: Callable[[bytes], bytes], settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    upload = receiving.Upload("lines", [bytes([byte]) for byte in pack(b"{}")])
    batch = receiving.receive(project=make_project(), user=None, uploads=[upload])

    assert claiming.claim_due(lane=lanes.SMALL) is None
    assert claiming.claim_due(lane=lanes.LONG) == batch.pk


def test_a_plain_batch_that_a_packed_file_extends_is_small_no_more(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    batch = queued(6, "open")
    receiving.extend(batch=batch, uploads=[receiving.Upload("more.gz", [gzip.compress(b"{}")])])

    assert claiming.claim_due(lane=lanes.LONG) == batch.pk


def test_without_a_lane_all_is_taken() -> None:
    batches = {queued(lanes.SMALL_BYTES + 1).pk, queued(1).pk}

    assert {claiming.claim_due(), claiming.claim_due()} == batches


def test_an_export_of_a_small_project_is_small() -> None:
    small, large, empty = make_project(), make_project(), make_project()
    make_batch(small, n_items=lanes.SMALL_ITEMS)
    for _ in range(2):
        make_batch(large, n_items=lanes.SMALL_ITEMS)
    exports = [
        Export.objects.create(project=project, format="canonical").pk for project in (small, large, empty)
    ]

    assert running.due(lane=lanes.SMALL) == [exports[0], exports[2]]
    assert running.due(lane=lanes.LONG) == [exports[1]]
    assert running.due() == exports


def test_one_message_waits_in_each_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(jobs.import_batches, "apply_async", lambda **given: sent.append(given["queue"]))

    jobs.ring(jobs.import_batches)
    jobs.ring(jobs.import_batches)

    assert sent == [lanes.SMALL, lanes.LONG]


def test_a_message_that_was_taken_makes_room_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(jobs.import_batches, "apply_async", lambda **given: sent.append(given["queue"]))
    jobs.ring(jobs.import_batches)

    jobs.import_batches(queue=lanes.SMALL)
    jobs.ring(jobs.import_batches)

    assert sent == [lanes.SMALL, lanes.LONG, lanes.SMALL]


def test_beat_leaves_out_what_still_waits() -> None:
    assert jobs.may_send("tasks.jobs.fill_trays", lanes.TRAYS)
    assert not jobs.may_send("tasks.jobs.fill_trays", lanes.TRAYS)


def test_every_job_is_swept_in_a_queue_that_has_a_worker() -> None:
    ours = {name for name in app.tasks if name.startswith("tasks.jobs.")}

    assert set(jobs.QUEUES) == set(EVERY) == ours
    assert {queue for queues in jobs.QUEUES.values() for queue in queues} == set(PROGRAMS) - {"beat"}


def test_web_rings_at_our_broker() -> None:
    said = "import config.wsgi; from tasks import jobs; print(jobs.fill_trays.app.conf.broker_url)"
    names = ("DATABASE_URL", "REDIS_URL", "TOUCHSTONE_SECRET_KEY", "TOUCHSTONE_DATA")
    given: dict[str, Any] = environment(**{name: os.environ[name] for name in names})

    process = python("-W", "ignore", "-c", said, **given)
    output, _ = process.communicate(timeout=120)

    assert output.splitlines()[-1].startswith("redis"), output
