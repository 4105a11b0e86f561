"""Whether a rater gives some kind of answer unusually often or seldom: ties, the same score for every aspect, ...

Raters differ in that without any fault, each with a share of their own s_w ~ Beta(c m, c (1 - m)), so that k of n
answers are a draw from the Beta-binomial; p-values are its two tails, the outcome itself included. m and c come from
the raters' counts (moments: Kleinman, Proportions with extraneous variance, JASA 68, 1973):

    m = sum k / sum n       rho = [sum k (k - 1) / sum n (n - 1) - m^2] / [m (1 - m)]       c = (1 - rho) / rho

Those who stand out would stretch the yardstick they are measured with. So it starts from what a tenth of the raters
cannot move: m is the median share, and rho = (S^2 - 1) / (mean n - 1), S being 1.4826 times the median distance from
the median of the residuals (k - n m) / sqrt(n m (1 - m)), whose variance is 1 + (n - 1) rho. Where half the raters
never give the answer, the median tells nothing; it then starts from the moments of all but the one highest share. It is
learnt anew from the raters whose tails are not below .001, until they stay the same or ten times. rho is kept within
.001 and .3: where raters are so unlike that the upper bound is met, nobody is usual and few stand out.

How well that works was simulated. Of 60 honest raters some were found, at a false discovery rate of .05, in none to two
of ten crowds, the most where the raters' numbers of answers ranged from 3 to 300; of ten raters in up to four of ten;
and in two to six of ten where the answer is so rare that half never give it, for then one who gives it a dozen times
looks the same whether raters differ so much or not. Of raters whose share is .6 among others of .1 three quarters are
found where they are one in ten, a quarter where they are one in five.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, gammaln

from tasks.aggregation.columns import Floats, Ints, as_ints, require
from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.monitoring.others import TO_SIGMA

CORRELATIONS = (0.001, 0.3)
OUTSIDE = 0.001
MOST_ROUNDS = 10


@dataclass(frozen=True, eq=False)
class Shares:
    """Shares of W raters, each (W,), against Beta(`spread` m, `spread` (1 - m)) with m = `mean`.

    `p_more` and `p_less` are P(a usual rater has as many or more), and as many or fewer; 1 for a rater without answers.
    """

    share: Floats
    n: Ints
    p_more: Floats
    p_less: Floats
    mean: float
    spread: float


def compare(given: Ints, asked: Ints) -> Shares:
    """Compare the raters' shares.

    Parameters
    ----------
    given, asked : (W,)
        Of each rater's `asked` answers, `given` are of the kind.

    Raises
    ------
    DegenerateData
        When no rater has an answer.
    ValueError
        When a count is negative, or `given` is above `asked`.
    """
    given, asked = as_ints(given), as_ints(asked)
    require(bool(((given >= 0) & (given <= asked)).all()), "counts are 0 <= given <= asked")
    if not asked.any():
        raise DegenerateData("there is no answer to count")
    known, usual = asked > 0, np.zeros(asked.shape, dtype=bool)
    mean, spread = _start(given[known], asked[known])
    more, less = _tails(given, asked, mean, spread)
    for _ in range(MOST_ROUNDS):
        before, usual = usual, (np.minimum(more, less) >= OUTSIDE) & known
        if np.array_equal(before, usual) or not usual.any():
            break
        mean, spread = _moments(given[usual], asked[usual])
        more, less = _tails(given, asked, mean, spread)
    share = np.divide(given, asked, out=np.full(given.shape, np.nan), where=known)
    return Shares(share, asked, more, less, mean, spread)


def _start(given: Ints, asked: Ints) -> tuple[float, float]:
    middle = float(np.median(given / asked))
    if middle == 0:
        rest = np.arange(asked.size) != np.lexsort((asked, given / asked))[-1]
        return _moments(given[rest], asked[rest]) if rest.any() else _moments(given, asked)
    mean = _inside(middle, int(asked.sum()))
    residual = (given - asked * mean) / np.sqrt(asked * mean * (1 - mean))
    scale = TO_SIGMA * float(np.median(np.abs(residual - np.median(residual))))
    return mean, _spread((scale**2 - 1) / max(float(asked.mean()) - 1, 1))


def _spread(correlation: float) -> float:
    inside = min(max(correlation, CORRELATIONS[0]), CORRELATIONS[1])
    return (1 - inside) / inside


def _inside(mean: float, n: int) -> float:
    return (mean * n + 0.5) / (n + 1)


def _moments(given: Ints, asked: Ints) -> tuple[float, float]:
    mean = _inside(float(given.sum() / asked.sum()), int(asked.sum()))
    pairs = float((asked * (asked - 1)).sum())
    together = float((given * (given - 1)).sum()) / pairs if pairs else mean**2
    return mean, _spread((together - mean**2) / (mean * (1 - mean)))


def _tails(given: Ints, asked: Ints, mean: float, spread: float) -> tuple[Floats, Floats]:
    """P(as many or more) and P(as many or fewer) of the Beta-binomial, (W,) each, from one row an outcome."""
    first, last = spread * mean, spread * (1 - mean)
    rater = np.repeat(np.arange(asked.size), asked + 1)
    k = np.arange(rater.size) - (np.cumsum(asked + 1) - asked - 1)[rater]
    n = asked[rater]
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    mass = np.exp(ways + betaln(k + first, n - k + last) - betaln(first, last))
    more = np.bincount(rater, mass * (k >= given[rater]), asked.size)
    less = np.bincount(rater, mass * (k <= given[rater]), asked.size)
    return np.minimum(more, 1), np.minimum(less, 1)
