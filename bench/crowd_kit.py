"""Our models of votes beside crowd-kit's, step by step and each to its own stop, on the same votes in one process."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from crowdkit.aggregation import DawidSkene

from bench.votes import World
from tasks.aggregation.labels import dawid_skene
from tasks.aggregation.sequential import evidence

OURS, THEIRS = {"full tables": dawid_skene.fit}, {"full tables": DawidSkene}
RUNS = 3
# Steps of a short and of a long run: their difference leaves out what is done once.
OUR_STEPS, THEIR_STEPS = (10, 20), (2, 6)


@dataclass(frozen=True)
class Side:
    """One implementation: CPU seconds of a step and to its own stop, and the share of right labels then."""

    step: float
    stopped: float
    accuracy: float


def compare(name: str, world: World) -> tuple[Side, Side]:
    """Time one model, ours and theirs."""
    warnings.simplefilter("ignore")  # crowd-kit calls what pandas is about to drop
    return _ours(OURS[name], world), _theirs(THEIRS[name], world)


def _ours(fit: Callable[..., Any], world: World) -> Side:
    def steps(n: int) -> float:
        return _least(lambda: fit(world.votes, tol=0, max_iter=n, strict=False))

    model = fit(world.votes, strict=False)
    best = evidence.of(model, world.votes).labels(model).best
    stopped = _least(lambda: fit(world.votes, strict=False))
    return Side(_each(steps, *OUR_STEPS), stopped, float(np.mean(best == world.truth)))


def _theirs(model: Callable[..., Any], world: World) -> Side:
    votes = world.votes
    frame = pd.DataFrame({"task": votes.item, "worker": votes.rater, "label": votes.label})

    def steps(n: int) -> float:
        return _least(lambda: model(n_iter=n, tol=-np.inf).fit(frame))

    began = time.process_time()
    best = model().fit_predict(frame).sort_index()
    stopped = time.process_time() - began
    return Side(
        _each(steps, *THEIR_STEPS), stopped, float(np.mean(best.to_numpy() == world.truth[best.index]))
    )


def _each(steps: Callable[[int], float], few: int, many: int) -> float:
    return (steps(many) - steps(few)) / (many - few)


def _least(act: Callable[[], object]) -> float:
    """Return the smallest CPU seconds of some runs."""
    seconds = []
    for _ in range(RUNS):
        began = time.process_time()
        act()
        seconds.append(time.process_time() - began)
    return min(seconds)
