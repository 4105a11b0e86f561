"""How long the statistics take on one core: labels, agreement, rankings, and one more rating.

The models of labels at 100,000, a million and with `--ten` ten million votes (`bench/votes.py`), the latter of as many
raters as the million too: CPU, steps, nanoseconds a vote and step, and the peak memory of a process that does nothing
else. `refit` is what a job does: from the last fit, with every item's labels. Beside them crowd-kit's full tables in
the same run (`bench/crowd_kit.py`). Run from the root: `python bench/aggregation.py [--ten]`. Exits with 1 when a bar
is missed.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
import timeit
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

# Before numpy is loaded: all is to run on one core.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from bench import votes
from bench.aggregates import LABELS, OTHERS, Act
from bench.votes import EACH
from tasks.aggregation.encoding import Preferences, Votes
from tasks.aggregation.labels.calibration import Calibration
from tasks.aggregation.labels.fitting import Fitted, Kind, fit
from tasks.aggregation.sequential import evidence
from tasks.aggregation.sequential.evidence import Evidence

if TYPE_CHECKING:
    from bench.crowd_kit import Side

SMALL, LARGE, HUGE = 100_000, 1_000_000, 10_000_000
SIZES, TEN = (
    [(SMALL, EACH), (LARGE, EACH)],
    [(HUGE, EACH), (HUGE, EACH * HUGE // LARGE)],
)  # rows, and rows a rater
RUNS = 3
FASTER = {"full tables": 10}
SECONDS = {"gaussian": 2.0, "refit": 3.0}
MB, UPDATE_US = 300, 20
ALONE, TOGETHER = 1, 1000


@dataclass(frozen=True)
class Taken:
    """CPU seconds, steps of the model (1 where it takes none), and the most memory its process ever had, in MB."""

    seconds: float
    steps: int
    peak: float

    def nanoseconds(self, n: int) -> float:
        """Return what one step costs a row."""
        return self.seconds / self.steps / n * 1e9


def measured(name: str, n: int, each: int) -> Taken:
    """Time one model in this process: the quickest of three runs, of two for ten million votes.

    The first run pays for the memory that the others find there.
    """
    act = LABELS[name](votes.world(n, each)) if name in LABELS else OTHERS[name](n)
    seconds = []
    for _ in range(RUNS if n < HUGE else 2):
        result = None  # the last run's must not count as memory of this one
        began = time.process_time()
        result = act()
        seconds.append(time.process_time() - began)
    convergence = getattr(result, "convergence", None)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return Taken(min(seconds), convergence.iterations if convergence else 1, peak)


def alone(name: str, n: int, each: int = EACH) -> Taken:
    """Time one model in a process of its own, so that its memory is its own, and print it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        taken = process.submit(measured, name, n, each).result()
    print(
        f"{name:24s}{n:>12,} of {n // each:>6,}{taken.seconds:10.4f} CPU s {taken.steps:4d} steps"
        f"{taken.nanoseconds(n):8.1f} ns a row and step{taken.peak:8.0f} MB"
    )
    return taken


def print_growth(name: str, taken: dict[tuple[int, int], Taken]) -> None:
    """Say how the cost of a row and step grows with the rows: 1 is linear."""
    each = [one.nanoseconds(n) for (n, _), one in taken.items()]
    print(f"{name:24s}growth of a row's step " + ", ".join(f"{one / each[0]:.2f}" for one in each))


def is_within_bars(large: dict[str, Taken], rival: float) -> bool:
    """Hold the models to their bars at a million votes; beside the seconds stand those of a step of crowd-kit's tables.

    Machines differ by 2.7, and that ratio less.
    """
    held = max(taken.peak for taken in large.values()) <= MB
    for name, most in SECONDS.items():
        seconds = large[name].seconds
        print(f"{name}: {seconds:.2f} s (at most {most}), {seconds / rival:.1f} steps of crowd-kit's tables")
        held &= seconds <= most
    return held


def beside_crowd_kit() -> dict[str, tuple[Side, Side]]:
    """Compare models, ours and theirs, at 100,000 votes."""
    from bench.crowd_kit import compare  # after all else: it loads a lot

    return {name: compare(name, votes.world(SMALL)) for name in FASTER}


def is_faster(name: str, ours: Side, theirs: Side) -> bool:
    """Say how many times as fast a step of ours is."""
    times = theirs.step / ours.step
    print(
        f"{name:24s}a step {ours.step * 1e3:.2f} ms, crowd-kit {theirs.step * 1e3:.1f} ms: {times:.0f} times "
        f"(at least {FASTER[name]}); to its own stop {ours.stopped:.3f} s, right {ours.accuracy:.4f}, "
        f"crowd-kit {theirs.stopped:.2f} s, {theirs.accuracy:.4f}"
    )
    return times >= FASTER[name]


def one_more_rating(n: int) -> dict[str, Act]:
    """Return what one more rating of each of n items costs: its evidence, the sum, and all that the labels state."""
    said, acts = votes.preferences(votes.world(3000).votes), {}
    for kind in (Kind.GRADED, Kind.TABLES, Kind.ORDINAL):
        found = fit(
            said if kind is Kind.GRADED else said.votes(),
            kind=kind,
            strict=False,
            calibration=Calibration(1.4),
        )
        items = np.arange(n) % said.n_items
        before = found.evidence.only(items)
        row = said.only(items)
        more: Preferences | Votes = replace(row, item=np.arange(n), n_items=n)
        more = more if kind is Kind.GRADED else more.votes()

        def act(found: Fitted = found, before: Evidence = before, more: Preferences | Votes = more) -> object:
            return before.plus(evidence.of(found.model, more)).labels(found.model, found.calibration)

        acts[kind] = act
    return acts


def is_quick_to_follow() -> bool:
    """Time one more rating, of one item and of a thousand at once; the bar is asked of both."""
    held = True
    for n, number in ((ALONE, 2000), (TOGETHER, 100)):
        for name, act in one_more_rating(n).items():
            taken = min(timeit.repeat(act, number=number, repeat=3)) / number / n * 1e6
            print(f"one more rating, {name}, {n:,} at once: {taken:.1f} µs (under {UPDATE_US})")
            held &= taken < UPDATE_US
    return held


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--ten", action="store_true", help="ten million votes too")
    sizes = SIZES + (TEN if arguments.parse_args().ten else [])
    print(f"load {os.getloadavg()[0]:.1f}")
    taken = {name: {size: alone(name, *size) for size in sizes} for name in LABELS}
    for name, of_sizes in taken.items():
        print_growth(name, of_sizes)
    for name in OTHERS:
        alone(name, LARGE)
    sides = beside_crowd_kit()
    held = [is_faster(name, *both) for name, both in sides.items()]
    large = {name: of_sizes[LARGE, EACH] for name, of_sizes in taken.items()}
    held += [is_within_bars(large, sides["full tables"][1].step), is_quick_to_follow()]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
