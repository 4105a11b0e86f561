"""How every iterative model here runs and stops, and the two errors that a caller can name.

A model gives one step, from a state to the next and the size of the change. It has converged when the change falls
below the tolerance; what a change measures (the largest move of a probability, say) is the model's to choose and to
say. A change that is not a number never counts as small.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

State = TypeVar("State")


class DegenerateData(Exception):
    """The data cannot say what is asked of them: no rating at all, or only one class."""


class NotConverged(Exception):
    """The iterations ran out while the answer still moved."""

    def __init__(self, iterations: int, change: float) -> None:
        super().__init__(f"still moving by {change:.3g} after {iterations} iterations")
        self.iterations = iterations
        self.change = change


@dataclass(frozen=True)
class Convergence:
    """How a fit ended: steps taken, the size of the last change, and whether it was below the tolerance."""

    iterations: int
    change: float
    converged: bool


def iterate(
    step: Callable[[State], tuple[State, float]],
    start: State,
    *,
    tol: float,
    max_iter: int,
    strict: bool = True,
) -> tuple[State, Convergence]:
    """Repeat a step until its change is below `tol`; returns the last state and how it was reached.

    Parameters
    ----------
    step
        Takes a state; returns the next one and the size of the change, 0 or more.
    tol
        0 takes exactly `max_iter` steps, for comparisons.

    Raises
    ------
    NotConverged
        When `max_iter` steps, at least 1, were not enough and `strict` holds.
    """
    state, change = start, float("inf")
    for iterations in range(1, max_iter + 1):
        state, change = step(state)
        if change < tol:
            return state, Convergence(iterations, change, converged=True)
    if strict:
        raise NotConverged(max_iter, change)
    return state, Convergence(max_iter, change, converged=False)
