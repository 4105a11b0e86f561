"""How long the models of labels take on one core, beside crowd-kit in the same run.

Votes of three classes, three an item, 200 a rater. Per iteration: one coin and full tables at 100,000 votes, ours and
crowd-kit's for the same number of steps; beside them time and accuracy when each stops by itself. At 1,000,000 votes
ours alone: CPU and memory of one coin, full tables and the Gaussian model; growth between the two sizes; microseconds
of an incremental update. Run from the root: `python bench/aggregation.py [--ten]`. Exits with 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
import timeit
import warnings
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from tasks.aggregation.encoding import Scores, Votes
from tasks.aggregation.labels import dawid_skene, gaussian, majority, one_coin
from tasks.aggregation.labels.verdicts import Prior
from tasks.aggregation.sequential import incremental
from tasks.aggregation.sequential.incremental_one_coin import LogOdds

CLASSES, EACH, OVERLAP, STEPS, RUNS = 3, 200, 3, 10, 3
BARS = {"one coin": 100.0, "full tables": 10.0}
CPU = {"one coin": 0.5, "gaussian": 2.0}
MIB, UPDATE = 250.0, 20e-6


def world(n: int, seed: int = 1) -> tuple[Votes, np.ndarray]:
    """Make n votes: raters right with .5 to .95, wrong at random; with the items' classes."""
    rng = np.random.default_rng(seed)
    n_items, n_raters = n // OVERLAP, max(n // EACH, 3)
    truth = rng.integers(0, CLASSES, n_items)
    item = np.repeat(np.arange(n_items), OVERLAP)
    rater = rng.permutation(np.resize(np.arange(n_raters), item.size))
    accuracy = rng.uniform(0.5, 0.95, n_raters)
    other = (truth[item] + rng.integers(1, CLASSES, item.size)) % CLASSES
    label = np.where(rng.random(item.size) < accuracy[rater], truth[item], other)
    return Votes(item, rater, label, n_items, n_raters, CLASSES), truth


def strengths(votes: Votes) -> Scores:
    """Make signed strengths of votes: A for, B against, with a size that tells a little."""
    rng = np.random.default_rng(2)
    sign = np.array([1.0, -1.0, 0.0])[votes.label]
    side = rng.choice([-1.0, 1.0], votes.n)
    ones = np.ones(votes.n)
    return Scores(
        votes.item,
        votes.rater,
        sign * rng.integers(1, 4, votes.n),
        side,
        ones,
        votes.n_items,
        votes.n_raters,
    )


def cpu(act: Callable[[], object]) -> tuple[float, object]:
    """Return the smallest CPU seconds of some runs, and what the last one gave."""
    seconds, result = [], None
    for _ in range(RUNS):
        began = time.process_time()
        result = act()
        seconds.append(time.process_time() - began)
    return min(seconds), result


def against_crowd_kit(votes: Votes, truth: np.ndarray) -> bool:
    """Compare steps: the difference of two runs of different length leaves out what is done once."""
    import pandas as pd  # after the memory was measured: it brings a lot
    from crowdkit.aggregation import DawidSkene, OneCoinDawidSkene

    frame = pd.DataFrame({"task": votes.item, "worker": votes.rater, "label": votes.label})
    met = True
    for name, ours, theirs, few in (
        ("one coin", one_coin.fit, OneCoinDawidSkene, 2),
        ("full tables", dawid_skene.fit, DawidSkene, 2),
    ):

        def our_steps(n: int, fit: Callable[..., object] = ours) -> float:
            return cpu(lambda: fit(votes, tol=0, max_iter=n, strict=False))[0]

        def their_steps(n: int, model: Callable[..., object] = theirs) -> float:
            began = time.process_time()
            model(n_iter=n, tol=-np.inf).fit(frame)
            return time.process_time() - began

        mine = (our_steps(STEPS + 10) - our_steps(10)) / STEPS
        other = (their_steps(few + 4) - their_steps(few)) / 4
        seconds, fit = cpu(lambda fit=ours: fit(votes, strict=False))
        began = time.process_time()
        labels = theirs().fit_predict(frame)
        stopped = time.process_time() - began
        right = np.mean(labels.sort_index().to_numpy() == truth[labels.sort_index().index])
        print(
            f"{name:12s} {mine * 1e3:8.2f} ms a step; crowd-kit {other * 1e3:8.1f} ms: {other / mine:6.0f} times"
            f" (at least {BARS[name]:.0f})"
        )
        print(
            f"{'':12s} to its own stop {seconds:.3f} s, {fit.convergence.iterations} steps, accuracy "
            f"{np.mean(fit.labels.best == truth):.4f}; crowd-kit {stopped:.2f} s, {right:.4f}"
        )
        met &= other / mine >= BARS[name]
    return met


def alone(n: int) -> dict[str, float]:
    votes, _truth = world(n)
    given = strengths(votes)
    taken = {}
    for name, act in (
        ("majority", lambda: majority.fit(votes)),
        ("one coin", lambda: one_coin.fit(votes)),
        ("full tables", lambda: dawid_skene.fit(votes, strict=False)),
        ("gaussian", lambda: gaussian.fit(given, learn_scores=True, strict=False)),
    ):
        taken[name], fit = cpu(act)
        steps = getattr(getattr(fit, "convergence", None), "iterations", 1)
        print(f"{n:>10,} votes  {name:12s} {taken[name]:7.3f} CPU s, {steps} steps")
    return taken


def update() -> float:
    """Return the seconds that one more rating takes: its terms, the new evidence, and the probabilities."""
    log_odds = LogOdds.none(CLASSES)
    rater, prior = incremental.Rater(0.1, 1.0, 1.0), Prior(1.0, 4.0)
    model = incremental.Model((0.0, 1.0, 2.0, 3.0), prior, prior, rater)
    evidence = incremental.Evidence()

    def coin() -> object:
        return log_odds.plus(1, 1.2).probabilities((1 / CLASSES,) * CLASSES)

    def gaussian_one() -> object:
        terms = incremental.terms(strength=2, is_both_bad=False, side=1, rater=rater, model=model)
        return incremental.probabilities(evidence.plus(terms), model)

    taken = {}
    for name, act in (("one coin", coin), ("gaussian", gaussian_one)):
        taken[name] = min(timeit.repeat(act, number=20_000, repeat=3)) / 20_000
        print(f"one more rating, {name}: {taken[name] * 1e6:.1f} µs (under {UPDATE * 1e6:.0f})")
    return max(taken.values())


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--ten", action="store_true", help="ten million votes too")
    given = arguments.parse_args()
    small, large = alone(100_000), alone(1_000_000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MiB (at most {MIB:.0f})")
    held = against_crowd_kit(*world(100_000)) and peak <= MIB
    for name, most in CPU.items():
        held &= large[name] <= most
        print(
            f"{name}: {large[name]:.2f} CPU s at a million (at most {most}); growth {large[name] / small[name]:.1f}"
        )
    held &= update() < UPDATE
    if given.ten:
        alone(10_000_000)
    sys.exit(0 if held else 1)
