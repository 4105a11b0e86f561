from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from config import readiness
from tasks import heartbeats
from tasks.heartbeats import PROGRAMS
from tasks.models import Batch, Heartbeat, Tray
from tests.factories import make_rater
from tests.work import make_batch, make_project

# The looks are made in a thread of their own, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = "2020-01-01T00:00Z"


@pytest.fixture
def alive(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(readiness, "KEPT_FOR", 0.0)
    settings.MEDIA_ROOT, settings.EXPORTS_ROOT = tmp_path / "uploads", tmp_path / "exports"
    for program in PROGRAMS:
        heartbeats.record(program=program)
    return Client()


def unready(client: Client) -> list[str]:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    reasons: list[str] = answer.json()["reasons"]
    return reasons


def test_all_is_well(alive: Client) -> None:
    answer = alive.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (200, "ok"), answer.json()


def test_livez_asks_nobody(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert Client().get("/livez").content == b"ok"


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_without_signs_of_life_is_told(alive: Client, program: str) -> None:
    Heartbeat.objects.filter(program=program).update(at=LONG_AGO)

    assert unready(alive) == [f"{program}: no sign of life"]


def test_a_program_that_never_lived_is_told(alive: Client) -> None:
    Heartbeat.objects.filter(program="beat").delete()

    assert unready(alive) == ["beat: no sign of life"]


def test_work_that_nobody_takes_is_told(alive: Client) -> None:
    project = make_project()
    batch = make_batch(project)
    Batch.objects.filter(pk=batch.pk).update(status="queued", created_at=LONG_AGO)
    Tray.objects.create(project=project, rater=make_rater(), due_at=LONG_AGO)

    assert unready(alive) == ["due: waiting for too long: trays, batches"]


def test_a_storage_of_somebody_else_is_told(alive: Client, settings: Any) -> None:
    settings.MEDIA_ROOT = Path("/proc/1")

    assert unready(alive) == ["storage: cannot be written"]


def test_a_disk_without_room_is_told(alive: Client, settings: Any) -> None:
    settings.MIN_FREE_BYTES = 1 << 60

    assert unready(alive) == ["disk: almost full"]


def test_a_database_that_does_not_answer_is_told_in_time(
    alive: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = threading.Event()
    monkeypatch.setattr(readiness, "_database", readiness._Once(lambda: {"database": str(end.wait(30))}))
    began = time.monotonic()

    told = [unready(alive), unready(alive)]

    assert told == [["database: does not answer"]] * 2
    assert time.monotonic() - began < 2 * 2
    assert sum(thread.name == "readiness" for thread in threading.enumerate()) == 1
    end.set()


def test_a_disk_that_does_not_answer_is_told_in_time(alive: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    end = threading.Event()
    monkeypatch.setattr(readiness, "_storage", readiness._Once(lambda: {"storage": str(end.wait(30))}))
    began = time.monotonic()

    assert unready(alive) == ["storage: does not answer"]
    assert time.monotonic() - began < 2
    end.set()


def test_what_was_found_serves_all_who_ask_within_a_second(
    alive: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "KEPT_FOR", 60.0)
    # One that has not looked yet: what an earlier test left behind would be kept as well.
    monkeypatch.setattr(readiness, "_database", readiness._Once(readiness._look_at_database))
    looks: list[int] = []
    monkeypatch.setattr(
        readiness, "_storage", readiness._Once(lambda: looks.append(1) or {"storage": readiness.OK})
    )

    for _ in range(5):
        assert alive.get("/readyz").status_code == 200
    assert len(looks) == 1


def test_a_stranger_learns_whether_and_not_why(alive: Client) -> None:
    Heartbeat.objects.filter(program="beat").delete()

    answer = alive.get("/readyz", REMOTE_ADDR="8.8.8.8")

    assert (answer.status_code, answer.json()) == (503, {"status": "unready"})
