"""Whether both answers of an item are bad, from its counts; and the chain both bad, else tie, else a side.

Every item has its own share s of ratings that call both bad, s ~ Beta(c m, c (1 - m)), and k of its n ratings do:

    P(both are bad)              = P(s > 1/2 | k, n)            consensus: what most raters would say
    P(the next rating says so)   = (k + c m) / (n + c)          vote

m is the mean share. c follows from how much more often than by chance two ratings of one item agree in it (moments:
Kleinman, JASA 68, 1973), with ten pairs at a correlation of 1/3 as a prior:

    rho = {[sum k (k - 1) + 10 q0] / [sum n (n - 1) + 10] - m^2} / [m (1 - m)], within .05 and .95
    c = (1 - rho) / rho
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import betaincc, ndtr

from tasks.aggregation.columns import Floats, Ints


@dataclass(frozen=True)
class Priors:
    """Pairs of ratings that are put in, at what correlation; and the bounds of rho."""

    pairs: float = 10.0
    correlation: float = 1 / 3
    bounds: tuple[float, float] = (0.05, 0.95)


PRIORS = Priors()


@dataclass(frozen=True)
class Verdicts:
    """How a verdict's share is spread over items: Beta with mean `mean`, worth `ratings` ratings."""

    mean: float
    ratings: float

    @classmethod
    def learn(cls, given: Ints, asked: Ints) -> Self:
        """Learn the spread from items whose `asked` ratings, (N,), gave the verdict `given` times."""
        mean = float((given.sum() + 0.5) / (asked.sum() + 1))
        spread = mean * (1 - mean)
        pairs = float((asked * (asked - 1)).sum()) + PRIORS.pairs
        together = float((given * (given - 1)).sum()) + PRIORS.pairs * (mean**2 + spread * PRIORS.correlation)
        correlation = float(np.clip((together / pairs - mean**2) / spread, *PRIORS.bounds))
        return cls(mean, (1 - correlation) / correlation)

    def likely(self, given: Ints, asked: Ints) -> Floats:
        """P(more than half of all raters would give it), (N,)."""
        base = int(asked.max(initial=0)) + 1
        # Few counts are distinct, and each costs an integral.
        codes, place = np.unique(given * base + asked, return_inverse=True)
        k, n = codes // base, codes % base
        found = betaincc(self.ratings * self.mean + k, self.ratings * (1 - self.mean) + n - k, 0.5)
        return np.asarray(found[place])

    def share(self, given: Ints, asked: Ints) -> Floats:
        """P(the next rating gives it), (N,)."""
        return np.asarray((given + self.ratings * self.mean) / (asked + self.ratings))


def chain(both_bad: Floats, tie: Floats, z: Floats) -> Floats:
    """Join P(both bad), P(tie | not both bad) and P(A | neither) = Phi(z) into P of A, B, tie, both bad, (N, 4)."""
    decided = (1 - both_bad) * (1 - tie)
    return np.stack([decided * ndtr(z), decided * ndtr(-z), (1 - both_bad) * tie, both_bad], axis=1)
