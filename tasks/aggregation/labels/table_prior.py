"""What a rater's confusion table is before their votes, and how far it strays from that.

    C_w[t, .] ~ Dirichlet(s m_w[t, .])

The centre m_w is what few votes tell of a rater: `hard_classes` for classes without an order, `grades` for ordered.
s is the same for all raters and classes: of the candidates the one under which the counts c are likeliest (empirical
Bayes with Polya's distribution: Minka, Estimating a Dirichlet distribution, 2000),

    s = argmax sum_w,t ( ln G(s) - ln G(s + n_w,t) + sum_l [ ln G(s m_w[t, l] + c_w[t, l]) - ln G(s m_w[t, l]) ] ).

Where the votes cannot tell s is large, and raters are what their centre says; where they can, tables are free.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np
from scipy.special import digamma, gammaln

from tasks.aggregation.columns import TINY, Floats

STRENGTHS = np.geomspace(3000, 1, 12)
CHOSEN_IN = (1, 5, 9)  # rounds; the strength then stays, so that a fit can end


@dataclass(frozen=True)
class Priors:
    """Right and wrong votes that every rater and class is credited with; items of each class added to their shares.

    `smoothing` in place of a learnt prior takes plain expectation maximisation with so many votes in every cell.
    """

    right: float = 8.0
    wrong: float = 3.0
    items: float = 1.0
    smoothing: float | None = None


class Centre(Protocol):
    """What votes by class, rater and label, (K, W, K), lead to expect of their raters' tables."""

    def learned(self, counts: Floats, /) -> Centre:
        """Learn what all raters share."""

    def of(self, counts: Floats, /) -> Floats:
        """Return m, (K, W, K); rows sum to 1."""


@dataclass(frozen=True, eq=False)
class TablePrior:
    """The centre and s, and in which round s is."""

    priors: Priors
    centre: Centre
    strength: float = float(STRENGTHS[0])
    round: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether nothing is chosen any more."""
        return self.priors.smoothing is not None or self.round >= CHOSEN_IN[-1]

    def again(self) -> Self:
        """Choose the strength anew, from here."""
        return replace(self, round=0)

    def learned(self, counts: Floats) -> Self:
        """Learn from votes by class, rater and label, (K, W, K), as far as the items' classes are known."""
        if self.priors.smoothing is not None:
            return self
        found = replace(self, centre=self.centre.learned(counts), round=self.round + 1)
        return replace(found, strength=found.likeliest(counts)) if found.round in CHOSEN_IN else found

    def tables(self, counts: Floats) -> tuple[Floats, Floats]:
        """Return E ln C and E C of raters with such counts, (K, W, K) each: class, rater, label."""
        if self.priors.smoothing is not None:
            # A cell that nobody has filled is improbable, not impossible.
            given = counts + max(self.priors.smoothing, TINY)
            table = given / given.sum(axis=2, keepdims=True)
            return np.log(table), table
        given = counts + self.strength * self.centre.of(counts)
        total = given.sum(axis=2, keepdims=True)
        return digamma(given) - digamma(total), given / total

    def likeliest(self, counts: Floats) -> float:
        """Choose s; of candidates as likely but for rounding the strongest is taken."""
        centre, total = self.centre.of(counts), counts.sum(axis=2)
        evidence = np.empty(STRENGTHS.size)
        for place, s in enumerate(STRENGTHS):
            evidence[place] = (gammaln(s) - gammaln(s + total)).sum()
            evidence[place] += (gammaln(s * centre + counts) - gammaln(s * centre)).sum()
        return float(STRENGTHS[np.argmax(evidence >= evidence.max() - 1e-6)])
