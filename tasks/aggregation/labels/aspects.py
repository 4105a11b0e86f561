"""How good each answer is in one aspect, every rater's leniency taken off.

The Gaussian rater model of `gaussian`, an item being one answer, the side +1 on every row so that b_w is leniency, and
the values taken from their mean m:

    score_r = m + b_w + a_w theta_i + e_r        mean of answer i = m + a0 mu_i

Leniency varies more than position bias does: vb = 1/4 of the values' variance. *Not applicable* is no score and has no
row. A score is a whole number and hides half a point to either side, so that the mean of n scores has an error of
(1 / 12 n)^(1/2) at least, however equal they are.

Where a question was asked of a sample only, with probability p, its rows weigh 1/p in the overall mean (Hajek's),
m = sum v y / sum v. Given the item, which questions were asked tells nothing of the raters: their likelihood has no
weights. Scores of one answer hang together, and so do those of one rater:

    var m = V_answers + V_raters - V_rows,   V_c = G / (G - 1) sum over the G clusters of (sum v (y - m))^2 / (sum v)^2

(Cameron, Gelbach and Miller, JBES 29(2), 2011), and no less than either of the first two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_floats, require
from tasks.aggregation.convergence import Convergence
from tasks.aggregation.encoding import Scores, require_rows
from tasks.aggregation.labels import gaussian
from tasks.aggregation.labels.calibration import NONE, Calibration
from tasks.aggregation.labels.gaussian_steps import Priors
from tasks.aggregation.results import Means, RaterQuality

PRIORS = Priors(bias_variance=0.5)


@dataclass(frozen=True, eq=False)
class Model:
    """A fit of scores.

    Attributes
    ----------
    sides
        The Gaussian model, of scores from their overall mean.
    overall, overall_error
        Mean over all scores, and its standard error, for other answers and other raters; NaN for a single score.
    means
        Of the answers that were fitted.
    """

    sides: gaussian.Fit
    overall: float
    overall_error: float
    means: Means

    n_classes = 1
    n_sums = gaussian.N_SUMS

    @property
    def raters(self) -> RaterQuality:
        """The raters; `bias` is leniency in points, against that of all scores together."""
        return self.sides.quality

    @property
    def convergence(self) -> Convergence:
        """How the fit ended."""
        return self.sides.convergence

    @property
    def mean(self) -> Floats:
        """Each answer's mean on the scale of the scores, (N,); the overall mean without a score."""
        return self.means.mean

    @property
    def error(self) -> Floats:
        """Standard error of each answer's mean against the other answers, (N,)."""
        return self.means.error

    def tell(self, data: Scores) -> Iterator[Floats]:
        """Yield what R scores add to their answers' sums, (R,) each."""
        return self.sides.tell(data.rater, data.value - self.overall, np.ones(data.n))

    def labels(self, sums: Floats, counts: Ints, _calibration: Calibration = NONE) -> Means:
        """State the means of M answers from their sums, (M, 5), and counts, (M, 1)."""
        theta, error = gaussian.posterior(sums)
        scale, n = abs(self.sides.raters.typical_scale), counts[:, 0]
        least = np.sqrt(PRIORS.rounding / np.maximum(n, 1))
        return Means(self.overall + scale * theta.mean, np.maximum(scale * error, least), n)


def fit(
    data: Scores, *, start: Model | None = None, tol: float = 1e-3, max_iter: int = 500, strict: bool = True
) -> Model:
    """Estimate each answer's mean score.

    Parameters
    ----------
    data
        R scores of N answers; the sides are not read.
    start
        An earlier model to start from, whose raters have the same codes.
    tol, max_iter, strict
        As in `gaussian.fit`.

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
    earlier = None if start is None else start.sides
    options = {"priors": PRIORS, "start": earlier, "tol": tol, "max_iter": max_iter, "strict": strict}
    sides = gaussian.fit(centred, **options)  # type: ignore[arg-type]
    model = Model(sides, overall, overall_error, Means(np.zeros(0), np.zeros(0), np.zeros(0, np.int64)))
    sums = as_floats([np.bincount(data.item, one, data.n_items) for one in model.tell(data)]).T
    n = np.bincount(data.item, minlength=data.n_items)
    return replace(model, means=model.labels(sums, n[:, None]))


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
