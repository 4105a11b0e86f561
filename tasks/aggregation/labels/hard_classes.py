"""The centre of tables of classes without an order: a rater's accuracy, by class as the crowd finds them hard.

    m_w[t, t] = p_wt,   m_w[t, l] = (1 - p_wt) q[t, l]  for l other than t
    logit p_wt = logit p_w + (logit h_t - logit h) / 2

p_w is the rater's accuracy over all classes, h the crowd's, h_t the crowd's on class t, taken half: in full it lets
classes drift into one another where votes are few. q shares out errors on class t as all raters do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from scipy.special import expit, logit

from tasks.aggregation.columns import Floats, as_floats
from tasks.aggregation.labels.table_prior import Priors


@dataclass(frozen=True, eq=False)
class HardClasses:
    """The crowd's shifts (logit h_t - logit h) / 2, (K,), and its errors q, (K, K)."""

    priors: Priors
    shift: Floats
    errors: Floats

    @classmethod
    def start(cls, n_classes: int, priors: Priors) -> Self:
        """Start with classes that are equally hard."""
        even = (1 - np.eye(n_classes)) / (n_classes - 1)
        return cls(priors, np.zeros(n_classes), even)

    def learned(self, counts: Floats) -> Self:
        """Learn how hard the classes are, and what they are taken for."""
        right, total = np.einsum("twt->t", counts), counts.sum(axis=(1, 2))
        of_class, of_all = self._accuracy(right, total), self._accuracy(right.sum(), total.sum())
        errors = counts.sum(axis=1) + 1
        np.fill_diagonal(errors, 0)
        errors /= errors.sum(axis=1, keepdims=True)
        return replace(self, shift=(logit(of_class) - logit(of_all)) / 2, errors=errors)

    def of(self, counts: Floats) -> Floats:
        """Return m, (K, W, K); rows sum to 1."""
        of_class = np.arange(self.shift.size)
        right, total = counts[of_class, :, of_class].sum(axis=0), counts.sum(axis=2).sum(axis=0)
        accuracy = expit(logit(self._accuracy(right, total)) + self.shift[:, None])
        found = (1 - accuracy)[:, :, None] * self.errors[:, None, :]
        found[of_class, :, of_class] = accuracy
        return as_floats(found)

    def _accuracy(self, right: Floats, total: Floats) -> Floats:
        return as_floats((right + self.priors.right) / (total + self.priors.right + self.priors.wrong))
