"""What a rater's confusion table is before their votes: their accuracy, by class as the crowd finds them hard.

    C_w[t, .] ~ Dirichlet(s m_w[t, .]),   m_w[t, t] = p_wt,   m_w[t, l] = (1 - p_wt) q[t, l]  for l other than t
    logit p_wt = logit p_w + (logit h_t - logit h) / 2

p_w is the rater's accuracy over all classes, h the crowd's, h_t the crowd's on class t, taken half: in full it lets
classes drift into one another where votes are few. q shares out errors on class t as all raters do. s says how much a
table strays from that, the same for all raters and classes: of the candidates the one under which the counts c are
likeliest (empirical Bayes with Polya's distribution: Minka, Estimating a Dirichlet distribution, 2000),

    s = argmax sum_w,t ( ln G(s) - ln G(s + n_w,t) + sum_l [ ln G(s m_w[t, l] + c_w[t, l]) - ln G(s m_w[t, l]) ] ).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from scipy.special import digamma, expit, gammaln, logit

from tasks.aggregation.columns import TINY, Floats, as_floats

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


@dataclass(frozen=True, eq=False)
class TablePrior:
    """s, the crowd's shifts (logit h_t - logit h) / 2, (K,), and its errors q, (K, K)."""

    priors: Priors
    shift: Floats
    errors: Floats
    strength: float = float(STRENGTHS[0])
    round: int = 0

    @classmethod
    def start(cls, n_classes: int, priors: Priors) -> Self:
        """Start with classes that are equally hard."""
        even = (1 - np.eye(n_classes)) / (n_classes - 1)
        return cls(priors, np.zeros(n_classes), even)

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
        right, total = np.einsum("twt->t", counts), counts.sum(axis=(1, 2))
        of_class, of_all = self._accuracy(right, total), self._accuracy(right.sum(), total.sum())
        errors = counts.sum(axis=1) + 1
        np.fill_diagonal(errors, 0)
        errors /= errors.sum(axis=1, keepdims=True)
        shift = (logit(of_class) - logit(of_all)) / 2
        found = replace(self, shift=shift, errors=errors, round=self.round + 1)
        return replace(found, strength=found.likeliest(counts)) if found.round in CHOSEN_IN else found

    def tables(self, counts: Floats) -> tuple[Floats, Floats]:
        """Return E ln C and E C of raters with such counts, (K, W, K) each: class, rater, label."""
        if self.priors.smoothing is not None:
            # A cell that nobody has filled is improbable, not impossible.
            given = counts + max(self.priors.smoothing, TINY)
            table = given / given.sum(axis=2, keepdims=True)
            return np.log(table), table
        given = counts + self.strength * self._centre(counts)
        total = given.sum(axis=2, keepdims=True)
        return digamma(given) - digamma(total), given / total

    def _accuracy(self, right: Floats, total: Floats) -> Floats:
        return as_floats((right + self.priors.right) / (total + self.priors.right + self.priors.wrong))

    def _centre(self, counts: Floats) -> Floats:
        """m, (K, W, K); rows sum to 1."""
        of_class = np.arange(self.shift.size)
        right, total = counts[of_class, :, of_class].sum(axis=0), counts.sum(axis=2).sum(axis=0)
        accuracy = expit(logit(self._accuracy(right, total)) + self.shift[:, None])
        found = (1 - accuracy)[:, :, None] * self.errors[:, None, :]
        found[of_class, :, of_class] = accuracy
        return as_floats(found)

    def likeliest(self, counts: Floats) -> float:
        """Choose s."""
        centre, total = self._centre(counts), counts.sum(axis=2)
        evidence = np.array(
            [
                (gammaln(s) - gammaln(s + total)).sum()
                + (gammaln(s * centre + counts) - gammaln(s * centre)).sum()
                for s in STRENGTHS
            ]
        )
        # Of candidates as likely but for rounding the strongest is taken.
        return float(STRENGTHS[np.argmax(evidence >= evidence.max() - 1e-6)])
