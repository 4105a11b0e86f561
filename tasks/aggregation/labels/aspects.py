"""How good each answer is in one aspect, with every rater's leniency taken off.

The Gaussian rater model of `gaussian`, an item being one answer, the side +1 on every row so that b_w is leniency, and
the values taken from their mean m:

    score_r = m + b_w + a_w theta_i + e_r        mean of answer i = m + a0 mu_i,   error = a0 / sqrt(lam_i)

Leniency varies more than a habit of the eye does: vb = 1, a quarter of the values' own variance. Where a question was
asked of a sample only, with probability p, its rows weigh 1/p, in m and in what is learnt of the raters. The overall
mean is Hajek's, sum v y / sum v, with an error that counts the scores of one answer as one observation. *Not
applicable* is no score and has no row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tasks.aggregation.columns import Floats, Ints, require
from tasks.aggregation.convergence import Convergence
from tasks.aggregation.encoding import Scores, require_rows
from tasks.aggregation.labels import gaussian
from tasks.aggregation.results import RaterQuality

LENIENCY_VARIANCE = 1.0


@dataclass(frozen=True, eq=False)
class Fit:
    """Means on the scale of the scores.

    Attributes
    ----------
    mean, error : (N,)
        Each answer's mean and its standard error; an answer without a score has the overall mean and the spread of all.
    n : (N,)
        Scores that each answer had.
    overall, overall_error
        Mean over all scores, and its standard error.
    raters
        `bias` is leniency in points.
    """

    mean: Floats
    error: Floats
    n: Ints
    overall: float
    overall_error: float
    raters: RaterQuality
    convergence: Convergence


def fit(data: Scores, *, tol: float = 1e-3, max_iter: int = 500, strict: bool = True) -> Fit:
    """Estimate each answer's mean score.

    Parameters
    ----------
    data
        R scores of N answers; the sides are not read.
    tol, max_iter, strict
        As in `gaussian.fit`.

    Returns
    -------
    Fit

    Raises
    ------
    DegenerateData
        Without a score.
    NotConverged
        When `max_iter` rounds were not enough and `strict` holds.
    ValueError
        When all weights are 0.
    """
    require_rows(data)
    require(bool(data.weight.any()), "every score weighs nothing")
    overall, overall_error = _overall(data)
    centred = replace(data, value=data.value - overall, side=np.ones(data.n))
    found = gaussian.fit(centred, bias_variance=LENIENCY_VARIANCE, tol=tol, max_iter=max_iter, strict=strict)
    return Fit(
        mean=overall + found.strength,
        error=found.error,
        n=np.bincount(data.item, minlength=data.n_items),
        overall=overall,
        overall_error=overall_error,
        raters=found.raters,
        convergence=found.convergence,
    )


def _overall(data: Scores) -> tuple[float, float]:
    total = float(data.weight.sum())
    mean = float((data.weight * data.value).sum()) / total
    apart = np.bincount(data.item, data.weight * (data.value - mean))
    return mean, float(np.sqrt((apart**2).sum())) / total
