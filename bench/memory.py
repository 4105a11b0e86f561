"""Resident memory of processes, from /proc."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.waiting import descendants


def tree(pid: int) -> list[int]:
    """Return a process and all below it."""
    return [pid, *descendants(pid)]


def each(pids: Iterable[int]) -> dict[int, float]:
    """Return the resident memory of each process, in MiB."""
    return {pid: _resident(pid) for pid in pids}


def largest(pids: Iterable[int]) -> float:
    """Return the resident memory of the largest process, in MiB."""
    return max((_resident(pid) for pid in pids), default=0.0)


def _resident(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    found = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(found[0].split()[1]) / 1024 if found else 0.0
