"""How good each answer is in one aspect, with every rater's leniency taken off.

The Gaussian rater model of `gaussian`, an item being one answer, the side +1 on every row so that b_w is leniency, and
the values taken from their mean m:

    score_r = m + b_w + a_w theta_i + e_r        mean of answer i = m + a0 mu_i,   error as in `gaussian_errors`

Leniency varies more than a habit of the eye does: vb = 1, a quarter of the values' own variance. Where a question was
asked of a sample only, with probability p, its rows weigh 1/p, in m and in what is learnt of the raters. *Not
applicable* is no score and has no row. There is no gold here: which answer is better may be known for certain, a mean
over raters is not.

The overall mean is Hajek's, m = sum v y / sum v. Scores of one answer hang together, and so do those of one rater:

    var m = V_answers + V_raters - V_rows,   V_c = G / (G - 1) sum over the G clusters of (sum v (y - m))^2 / (sum v)^2

(Cameron, Gelbach and Miller, JBES 29(2), 2011), and no less than either of the first two. The mean is that of all
scores, so that lenient raters who scored more than others move it: V_raters is what says by how much.
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
        Each answer's mean and its standard error against the other answers: what is not known of `overall` moves all of
        them alike. An answer without a score has the overall mean and the spread of all.
    n : (N,)
        Scores that each answer had.
    overall, overall_error
        Mean over all scores, and its standard error, for other answers and other raters; NaN for a single score.
    raters
        `bias` is leniency in points, against that of all scores together.
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
    # Scores that weigh nothing make no cluster.
    data = data.only(data.weight > 0)
    apart = data.weight * (data.value - mean)
    rows = np.arange(data.n)
    answers, raters, both = (_variance(apart, one) for one in (data.item, data.rater, rows))
    known = [one for one in (answers, raters, answers + raters - both) if not np.isnan(one)]
    return mean, max(known, default=float("nan")) ** 0.5 / total


def _variance(apart: Floats, cluster: Ints) -> float:
    """Variance of a sum by its clusters; NaN when there is but one, which cannot tell how they differ."""
    n = np.count_nonzero(np.bincount(cluster))
    if n < 2:
        return float("nan")
    return float((np.bincount(cluster, apart) ** 2).sum()) * n / (n - 1)
