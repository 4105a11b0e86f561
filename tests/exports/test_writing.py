"""From a selection to files: bytes, kills, cancels."""

import json
import os
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now

from tasks.exports import (
    delivering,
    files,
    folders,
    loading,
    requests,
    running,
    selection,
    verifying,
    writing,
)
from tasks.models import Consensus, Export, Project
from tests.exports.projects import (
    FIRST_RIGHT,
    make_item,
    make_rated_project,
    make_settled_pairs,
    rate,
    settle,
)

pytestmark = pytest.mark.django_db(transaction=True)

PAIRS = (
    '{"chosen":[{"content":"Lima.","role":"assistant"}],"margin":0.6666666666666666,'
    '"prompt":[{"content":"Question 1?","role":"user"}],'
    '"rejected":[{"content":"Cusco.","role":"assistant"}]}\n'
    '{"chosen":[{"content":"Cusco.","role":"assistant"}],"margin":0.6666666666666666,'
    '"prompt":[{"content":"Question 2?","role":"user"}],'
    '"rejected":[{"content":"Lima.","role":"assistant"}]}\n'
)


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    settings.EXPORTS_ROOT = tmp_path / "exports"
    return tmp_path / "exports"


@pytest.fixture
def project() -> Project:
    return make_rated_project()


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "SHARD_ITEMS", 4)
    monkeypatch.setattr(writing, "CHUNK_ITEMS", 2)


def queued(project: Project, fmt: str = "canonical") -> Export:
    return requests.request_export(project=project, user=None, fmt=fmt)


def ran(export: Export) -> Export:
    done = running.run(export_id=export.pk)
    assert done is not None
    return done


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def let_claim_run_out(export: Export) -> None:
    Export.objects.filter(pk=export.pk).update(claimed_until=Now() - timedelta(seconds=1))


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


def test_trl_preference_file_is_these_bytes(project: Project) -> None:
    make_settled_pairs(project, ["b", "a", "tie", "both_bad"])

    export = ran(queued(project, "trl-preference"))

    folder = folders.folder_of(export)
    assert (folder / "train-00000-of-00001.jsonl").read_text() == PAIRS
    assert export.manifest["counts"] == {"a": 1, "b": 1, "tie": 1, "both_bad": 1}
    assert export.manifest["left_out"] == {"tie": 1, "both_bad": 1}


def test_canonical_order_does_not_depend_on_the_side_seen(project: Project) -> None:
    item = make_item(project)
    rate(item, strength=-2, scores=[5, 1, 0, None, 4, 3])
    rate(item, strength=-2, scores=[5, 1, 0, None, 4, 3], order=FIRST_RIGHT)
    settle(item, "a", strength=-2.0)

    folder = folders.folder_of(ran(queued(project)))

    left, right = json.loads((folder / "train-00000-of-00001.jsonl").read_text())["votes"]
    assert left["aspects"] == {
        "factuality": {"a": 5, "b": 1},
        "coherence": {"a": "na"},
        "justification": {"a": 4, "b": 3},
    }
    assert (left["side"], right["side"]) == ("left", "right")
    assert {**left, "side": None, "rater": None} == {**right, "side": None, "rater": None}


def test_rater_is_named_the_same_in_a_project_and_not_by_the_pseudonym(project: Project) -> None:
    first = rate(make_item(project), strength=1)
    rate(make_item(project), first.rater, strength=1)
    for item in project.items.all():
        settle(item, "b", n_ratings=2)

    folder = folders.folder_of(ran(queued(project)))

    text = (folder / "train-00000-of-00001.jsonl").read_text()
    names = [json.loads(line)["votes"][0]["rater"] for line in text.splitlines()]
    assert names[0] == names[1]
    assert first.rater.pseudonym not in text


def test_same_selection_gives_the_same_bytes(project: Project, small_shards: None) -> None:
    make_settled_pairs(project, "ababab")

    first, second = ran(queued(project)), ran(queued(project))

    ours, theirs = contents(folders.folder_of(first)), contents(folders.folder_of(second))
    assert ours.pop("manifest.json") != theirs.pop("manifest.json")
    assert ours == theirs
    assert len(ours) == 2


def test_later_ratings_and_decisions_change_nothing(project: Project) -> None:
    (item,) = make_settled_pairs(project, ["a"])
    export = queued(project)
    selection.select(export_id=export.pk)
    Consensus.objects.filter(item=item).update(current=False)
    settle(item, "b", strength=3.0)
    rate(item, strength=3)

    done = ran(export)

    assert done.manifest["counts"]["a"] == 1
    assert verifying.verify(folders.folder_of(done)).ok


@pytest.mark.parametrize("n", [2, 4, 6, 9])
def test_killed_writer_is_taken_up_by_the_next(
    project: Project, small_shards: None, monkeypatch: pytest.MonkeyPatch, n: int
) -> None:
    make_settled_pairs(project, "abababaab")
    export = queued(project)
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
    assert sorted(contents(folder)) == [
        "manifest.json",
        *(f"train-0000{at}-of-00003.jsonl" for at in range(3)),
    ]
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


def test_cancelled_export_stops_before_the_next_chunk_and_leaves_nothing(
    project: Project, small_shards: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_settled_pairs(project, "ababab")
    export = queued(project)
    read: list[int] = []
    rows = loading._rows

    def cancel_while_reading(*arguments: Any) -> Any:
        read.append(1)
        if len(read) == 2:
            requests.cancel(export=export)
        return rows(*arguments)

    monkeypatch.setattr(loading, "_rows", cancel_while_reading)
    done = ran(export)

    assert (done.status, len(read)) == ("cancelled", 2)
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
    ran(queued(project))

    assert appeared == [folders.MARK, "train-00000-of-00001.jsonl", "manifest.json"]


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


def test_reading_takes_a_chunk_at_a_time_whatever_the_size(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_settled_pairs(project, "ab" * 15)
    monkeypatch.setattr(writing, "CHUNK_ITEMS", 4)
    export = selection.select(export_id=queued(project).pk)
    (shard,) = writing.shards(export)
    told: list[int] = []

    blocks = list(writing.blocks(export, shard, told.append))

    assert [block.count(b"\n") for block in blocks] == [4] * 7 + [2]
    assert told == [4, 8, 12, 16, 20, 24, 28, 30]


def test_empty_selection_is_one_empty_file(project: Project) -> None:
    export = ran(queued(project))

    assert export.manifest["rows"] == 0
    assert contents(folders.folder_of(export))["train-00000-of-00001.jsonl"] == b""
