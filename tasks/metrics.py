"""What an operator watches: how much is due and for how long, what is under way, and who shows signs of life.

Computed from the database whenever it is asked, so that every process gives the same answer. Every statement reads an
index or a table of few and narrow rows; no text is touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from config import error_count
from tasks.heartbeats import PROGRAMS

# Kind, how many wait for a worker, and since when the oldest waits: a claim that ran out is due from then on.
DUE = """
SELECT 'trays', count(*), extract(epoch FROM now() - min(due_at)) FROM tasks_tray WHERE due_at <= now()
UNION ALL
SELECT CASE status WHEN 'draft' THEN 'drafts' ELSE 'batches' END AS kind, count(*),
       extract(epoch FROM now() - min(greatest(created_at, claimed_until)))
  FROM tasks_batch
 WHERE status IN ('draft', 'queued', 'importing') AND (claimed_until IS NULL OR claimed_until <= now())
   AND (status <> 'draft' OR survey IS NULL OR survey ? 'progress')
 GROUP BY kind
UNION ALL
SELECT 'exports', count(*), extract(epoch FROM now() - min(greatest(created_at, claimed_until)))
  FROM tasks_export
 WHERE status IN ('queued', 'running') AND (claimed_until IS NULL OR claimed_until <= now())
"""
LEASES = """
SELECT state, count(*), count(*) FILTER (WHERE lease_expires_at < now())
  FROM tasks_assignment WHERE state IN ('reserved', 'open') GROUP BY state
"""
BY_STATUS = "SELECT status, count(*) FROM {} GROUP BY status ORDER BY status"
RATINGS = "SELECT coalesce(max(id), 0) FROM tasks_rating"
HEARTBEATS = "SELECT program, extract(epoch FROM clock_timestamp() - at) FROM tasks_heartbeat"
KINDS = ("trays", "batches", "drafts", "exports")


@dataclass(frozen=True)
class Due:
    """How many wait, and for how many seconds the oldest has."""

    number: int = 0
    seconds: float = 0.0


def due() -> dict[str, Due]:
    """Return what waits for a worker, of each kind."""
    found = {kind: Due(number, max(0.0, float(age or 0))) for kind, number, age in _rows(DUE)}
    return {kind: found.get(kind, Due()) for kind in KINDS}


def silent_for() -> dict[str, float | None]:
    """Return the seconds since each background program's last sign of life; None when there never was one."""
    found = {program: float(age) for program, age in _rows(HEARTBEATS)}
    return {program: found.get(program) for program in PROGRAMS}


def exposition() -> bytes:
    """Return all figures in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures())
    return generate_latest(registry)


class _Figures(Collector):
    def collect(self) -> Iterator[Metric]:
        waiting = due()
        yield _gauge(
            "due", "Work that waits for a worker", "kind", {kind: d.number for kind, d in waiting.items()}
        )
        oldest = {kind: d.seconds for kind, d in waiting.items()}
        yield _gauge("due_oldest_seconds", "For how long the oldest has waited", "kind", oldest)
        leases = list(_rows(LEASES))
        held = {"reserved": 0, "open": 0} | {state: n for state, n, _late in leases}
        yield _gauge("leases", "Assignments in somebody's hands", "state", held)
        late = sum(n for _state, _n, n in leases)
        yield _gauge("leases_overdue", "Of these, past their time and not yet taken back", None, {"": late})
        for name, table in (("batches", "tasks_batch"), ("exports", "tasks_export")):
            counted = dict(_rows(BY_STATUS.format(table)))
            yield _gauge(name, f"Number of {name}", "status", counted)
        ratings = CounterMetricFamily("touchstone_ratings", "Highest number given to a rating")
        ratings.add_metric([], _rows(RATINGS)[0][0])
        yield ratings
        silent = {program: age for program, age in silent_for().items() if age is not None}
        yield _gauge("heartbeat_age_seconds", "Since the last sign of life", "program", silent)
        yield _gauge(
            "errors", "Errors logged, forgotten a day after the last", None, {"": error_count.read()}
        )


def _gauge(name: str, says: str, label: str | None, values: dict[str, Any]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"touchstone_{name}", says, labels=[label] if label else [])
    for key, value in values.items():
        family.add_metric([key] if label else [], value)
    return family


def _rows(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
