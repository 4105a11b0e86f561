"""What a rater's table of confusions is before their votes: their one coin, and how far to trust it.

    C_w[t, .] ~ Dirichlet(s m_w[t, .]),   m_w[t, t] = p_w,   m_w[t, l] = (1 - p_w) q[t, l]  for l other than t

p_w is the rater's accuracy over all classes, as `one_coin` has it, and q shares out errors on class t as all raters do.
How much a table strays from that is s, the same for all raters and classes: of the candidates the one under
which the counts c are likeliest (empirical Bayes with Polya's distribution: Minka, Estimating a Dirichlet distribution,
2000),

    s = argmax sum_w,t ( ln G(s) - ln G(s + n_w,t) + sum_l [ ln G(s m_w[t, l] + c_w[t, l]) - ln G(s m_w[t, l]) ] ).

Where raters differ by class s is small and tables are free; where the votes cannot tell, s is large and the model is
one coin a rater. The centre follows the rater's own votes, so s stands for no votes of its own: errors do not count it.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from tasks.aggregation.columns import Floats, as_floats
from tasks.aggregation.labels.one_coin import RIGHT, WRONG

STRENGTHS = np.geomspace(400, 3, 8)
SAME = 1e-6  # of two candidates so nearly as likely the stronger is taken, and not what rounding says


def centre(counts: Floats) -> Floats:
    """Take the rows that a rater's accuracy leads to expect.

    Parameters
    ----------
    counts : (K, W, K)
        Votes by class, rater and label, as far as the items' classes are known.

    Returns
    -------
    m, (K, W, K); rows sum to 1.
    """
    n_classes = counts.shape[0]
    of_class = np.arange(n_classes)
    # One axis after the other, so that A and B may change places without a trace of rounding.
    right, total = counts[of_class, :, of_class].sum(axis=0), counts.sum(axis=2).sum(axis=0)
    accuracy = (right + RIGHT) / (total + RIGHT + WRONG)
    errors = counts.sum(axis=1) + 1
    np.fill_diagonal(errors, 0)
    errors /= errors.sum(axis=1, keepdims=True)
    found = (1 - accuracy)[None, :, None] * errors[:, None, :]
    found[of_class, :, of_class] = accuracy
    return as_floats(found)


def strength(counts: Floats, around: Floats) -> float:
    """Choose s for counts and centres, (K, W, K) each."""
    evidence = np.array([_evidence(s, counts, around) for s in STRENGTHS])
    return float(STRENGTHS[np.argmax(evidence >= evidence.max() - SAME)])


def _evidence(s: float, counts: Floats, around: Floats) -> float:
    total = counts.sum(axis=2)
    rows = (gammaln(s) - gammaln(s + total)).sum()
    return float(rows + (gammaln(s * around + counts) - gammaln(s * around)).sum())
