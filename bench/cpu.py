"""CPU time of process trees, from /proc: every process with the children it has outlived."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


class Process(NamedTuple):
    parent: int
    milliseconds: float


def processes() -> dict[int, Process]:
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            # After the name: state, parent, …; then user, system, and both again of reaped children.
            found[int(entry.name)] = Process(int(fields[1]), sum(map(int, fields[11:15])) * TICK_MS)
    return found


def of_trees(roots: dict[str, int]) -> dict[str, float]:
    """Return the milliseconds that each tree has used so far."""
    table = processes()
    below: dict[int, list[int]] = {}
    for pid, process in table.items():
        below.setdefault(process.parent, []).append(pid)

    def total(pid: int) -> float:
        return table[pid].milliseconds + sum(total(child) for child in below.get(pid, ()))

    return {name: total(pid) for name, pid in roots.items()}


def of_machine() -> float:
    """Return the milliseconds that all cores together have been busy."""
    user, nice, system, _idle, _waiting, *interrupts = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:8]
    )
    return (user + nice + system + sum(interrupts)) * TICK_MS
