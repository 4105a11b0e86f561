"""Exports that are killed, cancelled or run out of disk: nothing half-visible, and the next one goes on."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tasks.exports import files, folders, reading, requests, running, verifying
from tasks.exports.delivery import delivering
from tasks.models import Export, Project
from tests.exports.projects import (
    make_settled_pairs,
)
from tests.exports.runs import contents, let_claim_run_out, queued, ran

pytestmark = pytest.mark.django_db(transaction=True)


def die_at(monkeypatch: pytest.MonkeyPatch, n: int) -> None:
    """Kill this process with -9 when the n-th item has been written."""
    recorded = running._update_running

    def record(export_id: int, **columns: Any) -> None:
        recorded(export_id, **columns)
        if columns.get("n_written") == n:
            os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(running, "_update_running", record)


def run_in_a_child(export: Export) -> int:
    """Run the export in a forked process; return how it ended."""
    connection.close()
    child = os.fork()
    if child == 0:
        running.run(export_id=export.pk)
        os._exit(0)
    return os.waitpid(child, 0)[1]


@pytest.mark.parametrize(
    ("n", "container"),
    [
        (2, "jsonl"),
        (4, "jsonl"),
        (6, "jsonl"),
        (9, "jsonl"),
        (4, "jsonl.gz"),
        (6, "jsonl.zst"),
        (6, "parquet"),
    ],
)
def test_killed_writer_is_taken_up_by_the_next(
    project: Project, small_shards: None, monkeypatch: pytest.MonkeyPatch, n: int, container: str
) -> None:
    make_settled_pairs(project, "abababaab")
    export = queued(project, container=container)
    with monkeypatch.context() as patched:
        die_at(patched, n)
        assert os.WTERMSIG(run_in_a_child(export)) == signal.SIGKILL
    folder = folders.folder_of(export)
    finished = {path.name: path.stat().st_mtime_ns for path in folder.glob("train-*")}
    assert not (folder / "manifest.json").exists()
    assert running.run(export_id=export.pk) is None

    let_claim_run_out(export)
    done = ran(export)

    assert len(finished) == (n - 1) // 4
    assert {name: (folder / name).stat().st_mtime_ns for name in finished} == finished
    shards = [f"train-0000{at}-of-00003.{container}" for at in range(3)]
    assert sorted(contents(folder)) == sorted([*delivering.files_beside(done), *shards])
    assert done.status == "ready"
    assert verifying.verify(folder).ok


def test_files_of_another_selection_are_not_taken_for_finished_work(project: Project) -> None:
    make_settled_pairs(project, "ab")
    export = queued(project)
    folder = folders.folder_of(export)
    folder.mkdir(parents=True)
    (folder / "train-00000-of-00001.jsonl").write_text("{}\n")

    ran(export)

    assert verifying.verify(folder).ok


def test_cancelled_export_reads_at_most_one_chunk_more_and_leaves_nothing(
    project: Project, small_shards: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_settled_pairs(project, "abababab")
    export = queued(project)
    read: list[int] = []
    items = reading.items

    def cancel_while_reading(**wanted: Any) -> Any:
        read.append(1)
        if len(read) == 2:
            requests.cancel(export=export)
        return items(**wanted)

    monkeypatch.setattr(reading, "items", cancel_while_reading)
    done = ran(export)

    assert done.status == "cancelled"
    assert len(read) <= 3
    assert not folders.folder_of(export).exists()


def test_finished_export_cannot_be_cancelled(project: Project) -> None:
    export = ran(queued(project))

    with pytest.raises(requests.AlreadyFinished):
        requests.cancel(export=export)


def test_manifest_is_written_last(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    make_settled_pairs(project, "ab")
    appeared: list[str] = []
    flush = files.flush_folder

    def note(folder: Path) -> None:
        appeared.extend(path.name for path in folder.iterdir() if path.name not in appeared)
        flush(folder)

    monkeypatch.setattr(files, "flush_folder", note)
    export = ran(queued(project))

    shown = [name for name in appeared if not name.startswith(".")]
    assert (shown[0], shown[-1]) == ("train-00000-of-00001.jsonl", "manifest.json")
    assert sorted(shown[1:-1]) == [
        name for name in delivering.files_beside(export) if name != "manifest.json"
    ]


def test_full_disk_fails_with_a_reason_and_leaves_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_settled_pairs(project, "ab")
    export = queued(project)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files.os, "fsync", full)
        done = ran(export)

    assert (done.status, done.error["reason"]) == ("failed", "disk_full")
    assert "No space left on device" in delivering.failure(done)
    assert not folders.folder_of(export).exists()


def test_export_that_kills_its_workers_is_given_up(project: Project) -> None:
    export = queued(project)
    Export.objects.filter(pk=export.pk).update(n_attempts=running.MOST_ATTEMPTS)

    assert ran(export).status == "failed"
    assert running.due() == []


def test_worker_that_woke_up_late_leaves_the_finished_files_alone(
    project: Project, small_shards: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_settled_pairs(project, "ababab")
    export = queued(project)
    recorded = running._update_running

    def overtaken(export_id: int, **columns: Any) -> None:
        monkeypatch.setattr(running, "_update_running", recorded)
        let_claim_run_out(export)
        ran(export)
        recorded(export_id, **columns)

    monkeypatch.setattr(running, "_update_running", overtaken)
    assert ran(export).status == "ready"
    assert verifying.verify(folders.folder_of(export)).ok
