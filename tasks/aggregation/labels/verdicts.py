"""Whether an item's answers are both bad, judged from its counts before a tie or a side is; and the chain of the three.

Every item has its own share s of ratings that call both bad. Shares differ between items as s ~ Beta(c m, c (1 - m)),
and k of an item's n ratings do:

    P(both are bad)              = P(s > 1/2 | k, n)            consensus: what most raters would say
    P(the next rating says so)   = (k + c m) / (n + c)          vote

m is the mean share, and c follows from how much more often than by chance two ratings of one item give it together
(moments: Kleinman, Proportions with extraneous variance, JASA 68, 1973):

    m = (sum k + 1/2) / (sum n + 1)    rho = [q - m^2] / [m (1 - m)], within .05 and .95    c = (1 - rho) / rho
    q = (sum k (k - 1) + P q0) / (sum n (n - 1) + P),   q0 = m^2 + m (1 - m) / 3,   P = 10 pairs

so a verdict that comes in unanimous runs is believed at once, one that is scattered is not, and without pairs of
ratings rho is 1/3 (c = 2). The four classes follow by the chain both bad, else tie (`ties`), else a side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincc, ndtr

from tasks.aggregation.columns import Floats, Ints

PRIOR_PAIRS = 10.0
PRIOR_CORRELATION = 1 / 3
CORRELATIONS = (0.05, 0.95)


@dataclass(frozen=True)
class Prior:
    """How a verdict's share is spread over items: Beta with mean `mean`, worth `ratings` ratings."""

    mean: float
    ratings: float

    def likely(self, given: Ints, asked: Ints) -> Floats:
        """P(more than half of all raters would give it), of items where `given` of `asked` ratings do, (N,)."""
        base = int(asked.max(initial=0)) + 1
        codes, place = np.unique(
            given * base + asked, return_inverse=True
        )  # few distinct ones, and an integral each
        k, n = codes // base, codes % base
        found = betaincc(self.ratings * self.mean + k, self.ratings * (1 - self.mean) + n - k, 0.5)
        return np.asarray(found[place])

    def share(self, given: Ints, asked: Ints) -> Floats:
        """P(the next rating gives it), (N,)."""
        return np.asarray((given + self.ratings * self.mean) / (asked + self.ratings))


def learn(given: Ints, asked: Ints) -> Prior:
    """Learn a verdict's prior.

    Parameters
    ----------
    given, asked : (N,)
        Of each item's `asked` ratings, `given` give the verdict.

    Returns
    -------
    Prior
    """
    mean = float((given.sum() + 0.5) / (asked.sum() + 1))
    spread = mean * (1 - mean)
    pairs = float((asked * (asked - 1)).sum()) + PRIOR_PAIRS
    together = float((given * (given - 1)).sum()) + PRIOR_PAIRS * (mean**2 + spread * PRIOR_CORRELATION)
    correlation = min(max((together / pairs - mean**2) / spread, CORRELATIONS[0]), CORRELATIONS[1])
    return Prior(mean, (1 - correlation) / correlation)


def chain(both_bad: Floats, tie: Floats, z: Floats) -> Floats:
    """Join three conditional probabilities into the four classes.

    Parameters
    ----------
    both_bad : (N,)
        P(both bad).
    tie : (N,)
        P(tie | not both bad).
    z : (N,)
        P(A | neither) = Phi(z), and P(B | neither) = Phi(-z): 1 - Phi(z) would be 0 far out, where Phi(-z) is not.

    Returns
    -------
    P of A, B, tie and both bad, (N, 4); rows sum to 1.
    """
    decided = (1 - both_bad) * (1 - tie)
    return np.stack([decided * ndtr(z), decided * ndtr(-z), (1 - both_bad) * tie, both_bad], axis=1)
