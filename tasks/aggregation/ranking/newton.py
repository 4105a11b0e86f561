"""Newton's method for a concave function, with steps halved until they climb.

    theta <- theta + c H^-1 g,   c = 1, 1/2, 1/4, ...

g is the gradient and H minus the second derivative. Halving makes it converge from anywhere (Boyd and Vandenberghe,
Convex Optimization, 2004, section 9.5), where plain steps fly off as soon as one model nearly always wins.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tasks.aggregation.columns import TINY, Floats
from tasks.aggregation.convergence import Convergence, iterate


@dataclass(frozen=True, eq=False)
class Point:
    """The function at theta, (D,): its value, gradient (D,) and information (D, D)."""

    theta: Floats
    value: float
    gradient: Floats
    information: Floats


def maximise(
    at: Callable[[Floats], Point],
    solve: Callable[[Floats, Floats], Floats],
    start: Floats,
    *,
    tol: float,
    max_iter: int,
    strict: bool = True,
) -> tuple[Point, Convergence]:
    """Climb to the maximum of a concave function.

    Parameters
    ----------
    at
        Evaluates the function at theta, (D,).
    solve
        Gives H^-1 g from H and g, in whatever gauge the function leaves free.
    start : (D,)
    tol
        Stop when no coordinate moved by as much, or by that share of the largest where it is above 1.

    Raises
    ------
    NotConverged
        When `max_iter` steps were not enough and `strict` holds.
    """

    def step(point: Point) -> tuple[Point, float]:
        direction = solve(point.information, point.gradient)
        reached = at(point.theta + direction)
        for _ in range(40):
            # A step that only shifts rounding errors may seem to lose as much.
            if reached.value >= point.value - TINY * abs(point.value):
                break
            direction /= 2
            reached = at(point.theta + direction)
        return reached, float(np.abs(direction).max() / max(np.abs(reached.theta).max(), 1.0))

    return iterate(step, at(start), tol=tol, max_iter=max_iter, strict=strict)
