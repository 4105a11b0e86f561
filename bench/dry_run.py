"""How long a dry run takes: the lines that are tried as an import, and those behind them that are counted.

A file of pairs (2 kB a line, as in `bench/intake.py`) is looked at in this process, in PostgreSQL of its own, with
everything on. Run from the root: `python bench/dry_run.py [--pairs 300000]`. Exits with 1 when the first 20,000 lines
take 60 s or the memory exceeds 300 MB.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import memory
from bench.intake import SLUG, watching, write_pairs
from bench.rating_loop import serving

SECONDS, MIB = 60, 300


def measure(pairs: int) -> bool:
    with serving() as (_running, top):
        from tasks.intake.choices import Options
        from tasks.intake.dry_run import trying
        from tasks.intake.dry_run.files import SurveyFile
        from tasks.projects import create_project

        project, file = create_project(slug=SLUG), top / "pairs.jsonl"
        write_pairs(file, pairs)
        tried: list[float] = []
        began = time.perf_counter()
        with watching(lambda: memory.largest([os.getpid()])) as mib:
            found = trying.take(
                files=[SurveyFile(file.name, partial(file.open, "rb"), file.stat().st_size)],
                project=project,
                options=Options(),
                on_tried=lambda _found: tried.append(time.perf_counter() - began),
            )
        seconds = time.perf_counter() - began
    print(f"{found['lines']} lines, {found['tried']} of them tried in {tried[0]:.1f} s (under {SECONDS})")
    print(f"all of them in {seconds:.1f} s; memory {max(mib):.0f} MiB (under {MIB})")
    return tried[0] < SECONDS and max(mib) < MIB


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pairs", type=int, default=300_000)
    sys.exit(0 if measure(arguments.parse_args().pairs) else 1)
