"""Scores of models from comparisons, a tie counting as half a win for each: the Bradley-Terry model.

    P(i beats j) = 1 / (1 + e^(-(s_i - s_j)))

(Bradley and Terry, Biometrika 39(3/4), 1952, 324-345; Zermelo, 1929). It is `davidson` without nu, and has the same
ridge, controls and gauge. Where ties are many, `davidson` says how many to expect as well; the order hardly differs.
"""

from __future__ import annotations

from tasks.aggregation.ranking.davidson import MAX_ITERATIONS, RIDGE, TOLERANCE, Fit, fit
from tasks.aggregation.ranking.pairings import Cells, require_comparable


def bradley_terry(
    cells: Cells,
    *,
    ridge: float = RIDGE,
    tol: float = TOLERANCE,
    max_iter: int = MAX_ITERATIONS,
    strict: bool = True,
) -> Fit:
    """Estimate scores and controls by maximum of likelihood less lambda/2 (|s|^2 + |g|^2).

    Parameters, results and errors are those of `davidson.davidson`; `log_tie` of the answer is -inf.

    Raises
    ------
    DegenerateData
        No comparison; groups of models never compared; without a ridge also groups of which one never lost.
    NotConverged
        When `max_iter` steps were not enough and `strict` holds.
    """
    require_comparable(cells, mutual=ridge == 0)
    return fit(cells, with_ties=False, ridge=ridge, tol=tol, max_iter=max_iter, strict=strict)
