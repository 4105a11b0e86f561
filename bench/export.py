"""How fast an export is written, and what memory that takes, beside what PostgreSQL can give at all.

Rated pairs of 2 kB, three ratings each (`rated.py`), are exported by a process like the worker's, in every kind of
file. Beside it, in the same run: COPY of the very same rows as JSON, joined by PostgreSQL, read and thrown away. Run
from the root: `python bench/export.py [--items 1000000] [--containers jsonl parquet …]`. Exits with 1 when canonical
lines are written at less than half of COPY's MB/s, or the process takes more than 300 MB or grows.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import cpu, memory
from tests.cluster import Cluster

SHARE, MOST_MIB, MOST_GROWTH_MIB = 0.5, 300, 20
PEER = 1.4  # MB/s of Label Studio's export, facts of 2026; a figure to lay beside, not measured here
KINDS = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet")
# All that a canonical record is made of: an item with its texts and label, and its ratings in a list.
ROWS = """
SELECT row_to_json(row) FROM (
  SELECT e.*, i.domain, i.language, i.priority, i.batch_id, i.prompt_id, p.messages, p.group, d.external_id,
         d.reference, d.sources, d.attachments, d.warnings, d.meta, c.label, c.detail, c.state, c.decided_at,
         one.text AS completion_a, one.model AS model_a, other.text AS completion_b, other.model AS model_b,
         (SELECT json_agg(r) FROM (
            SELECT r.strength, r.verdict, r.scores, r.rationale, r.reasons, r.marks, r.clauses, r.tags, r.rewrite,
                   r.confidence, r.flags, r.answers, r.active_ms, t.pseudonym, g.number, s.order
              FROM tasks_rating r JOIN raters_rater t ON t.id = r.rater_id
              LEFT JOIN raters_guidelineversion g ON g.id = r.guideline_version_id
              LEFT JOIN tasks_presentation s ON s.assignment_id = r.assignment_id
             WHERE r.id = ANY(e.rating_ids)) r) AS votes
    FROM tasks_exportitem e
    JOIN tasks_item i ON i.id = e.item_id JOIN tasks_prompt p ON p.id = i.prompt_id
    JOIN tasks_itemdetail d ON d.item_id = i.id JOIN tasks_consensus c ON c.id = e.consensus_id
    JOIN tasks_itemcompletion a ON a.item_id = i.id AND a.position = 0
    JOIN tasks_completion one ON one.id = a.completion_id
    JOIN tasks_itemcompletion b ON b.item_id = i.id AND b.position = 1
    JOIN tasks_completion other ON other.id = b.completion_id
   WHERE e.export_id = {export}) row
"""


class Counting:
    """Takes what COPY sends, and only counts it."""

    def __init__(self) -> None:
        self.bytes = 0

    def write(self, data: bytes) -> int:
        self.bytes += len(data)
        return len(data)


def copied(export: int) -> dict[str, float]:
    from django.db import connection

    taken = Counting()
    with connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.copy_expert(f"COPY ({ROWS.format(export=export)}) TO STDOUT", taken)
        return {"seconds": time.perf_counter() - began, "bytes": taken.bytes}


def written(export_id: int, folder: Path) -> dict[str, Any]:
    """Write a frozen export, as the worker does; tell what it took."""
    from tasks.exports import running, writing
    from tasks.models import Export

    export = Export.objects.select_related("project").get(pk=export_id)
    record = running._progress(export_id)  # noqa: SLF001 (what the worker tells, and how often, is part of the cost)
    resident = [memory.largest([os.getpid()])]

    def progress(done: int) -> None:
        record(done)
        resident.append(memory.largest([os.getpid()]))

    began, used = time.perf_counter(), time.process_time()
    whole = writing.write(export, folder=folder, progress=progress)
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - used,
        "bytes": sum(facts.bytes for facts in whole.files),
        "rows": whole.rows,
        "resident": resident,
    }


def exported(project: Any, container: str, cluster: Cluster) -> tuple[int, dict[str, Any]]:
    """Ask for an export and freeze its selection here; write it in a process of its own."""
    from django.db import connection

    from tasks.exports import requests, running
    from tasks.exports.selecting import selection

    policy = {"container": container}
    export = requests.request_export(project=project, user=None, fmt="canonical", policy_data=policy)
    running._claim(export.pk)  # noqa: SLF001 (the worker would take it to its end in one go)
    began = time.perf_counter()
    selection.select(export_id=export.pk)
    selecting = time.perf_counter() - began
    connection.close()
    command = [sys.executable, __file__, "--export", str(export.pk)]
    before = _database_cpu(cluster)
    told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return export.pk, told | {"selecting": selecting, "database": _database_cpu(cluster) - before}


def _database_cpu(cluster: Cluster) -> float:
    """Return the seconds of PostgreSQL with what it has reaped."""
    assert cluster.database is not None
    return cpu.of_trees({"all": cluster.database.pid})["all"] / 1000


def measure(items: int, kinds: list[str]) -> bool:
    from django.core.management import call_command

    with Cluster() as cluster:
        os.environ |= cluster.environment
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        django.setup()
        from bench import rated

        call_command("migrate", verbosity=0)
        project = rated.project(items)
        found = {}
        for kind in kinds:
            export, found[kind] = exported(project, kind, cluster)
        before = _database_cpu(cluster)
        floor = copied(export)
        floor["database"] = _database_cpu(cluster) - before
        return tell(items, floor, found)


def tell(items: int, floor: dict[str, float], found: dict[str, dict[str, Any]]) -> bool:
    rate = floor["bytes"] / floor["seconds"] / 1e6
    print(
        f"{items:,} pairs; COPY of the same rows as JSON: {rate:.1f} MB/s, {floor['seconds']:.1f} s, ", end=""
    )
    print(f"{floor['bytes'] / 1e6:,.0f} MB, PostgreSQL {floor['database']:.1f} CPU s")
    for kind, one in found.items():
        speed = one["bytes"] / one["seconds"] / 1e6
        print(
            f"{kind:10}{speed:7.1f} MB/s  {one['rows'] / one['seconds']:8,.0f} rows/s  {one['seconds']:7.1f} s  "
            f"{one['bytes'] / 1e6:8,.0f} MB  CPU s: {one['cpu']:.1f} ours, {one['database']:.1f} PostgreSQL  "
            f"{max(one['resident']):.0f} MiB, grew by {growth(one['resident']):.0f}; frozen in {one['selecting']:.1f} s"
        )
    print(f"Label Studio {PEER:.1f} MB/s (stated elsewhere)")
    if "jsonl" not in found:
        return True
    lines = found["jsonl"]
    share = lines["bytes"] / lines["seconds"] / 1e6 / rate
    print(f"share of COPY: {share:.0%} (at least {SHARE:.0%})")
    small = max(lines["resident"]) < MOST_MIB and growth(lines["resident"]) < MOST_GROWTH_MIB
    return share >= SHARE and small


def growth(resident: list[float]) -> float:
    """By how much the second half takes more than the first, in MiB."""
    half = len(resident) // 2
    return median(resident[half:]) - median(resident[:half] or resident)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--containers", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--export", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.export:
        django.setup()
        with tempfile.TemporaryDirectory(prefix="touchstone-bench-") as folder:
            print(json.dumps(written(options.export, Path(folder))))
        return 0
    return 0 if measure(options.items, options.containers) else 1


if __name__ == "__main__":
    sys.exit(main())
