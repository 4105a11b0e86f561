"""How long a run of one answer is to be expected in a history by chance.

With F_n = P(a run of r or more of an answer of share p among n independent answers),

    F_n = 0 for n < r       F_r = p^r       F_n = F_(n-1) + (1 - p) p^r (1 - F_(n-r-1)) for n > r

as the first such run can only be complete at n if it began after another answer and none was complete before that
(Feller, An Introduction to Probability Theory and Its Applications I, 1968, chapter XIII; Schilling, The longest run of
heads, College Mathematics Journal 21, 1990). Summing the terms keeps the small probabilities, which are the ones that
matter, to all their digits.
"""

from __future__ import annotations

import numpy as np

from tasks.aggregation.columns import Floats, Ints, as_floats, as_ints, require

# Columns of the recursion are computed so many cells at a time, within some tens of MB.
CELLS = 4_000_000


def p_run(share: Floats, length: Ints, n: Ints) -> Floats:
    """P(a run of `length` or more of an answer of that share in n answers), exactly, (M,) from (M,) each.

    Raises
    ------
    ValueError
        When a share is not within 0 and 1, or a length is below 1.
    """
    share, length, n = as_floats(share), as_ints(length), as_ints(n)
    require(bool(((share >= 0) & (share <= 1)).all()), "a share is not within 0 and 1")
    require(bool((length >= 1).all()), "a run has at least one answer")
    found = np.zeros(share.size)
    rising = np.argsort(n, kind="stable")
    rising = rising[n[rising] >= length[rising]]
    while rising.size:
        width = min(max(1, CELLS // (int(n[rising[-1]]) + 1)), rising.size)
        block = rising[-width:]
        rising = rising[:-width]
        found[block] = _block(share[block], length[block], n[block])
    return np.minimum(found, 1)


def _block(share: Floats, length: Ints, n: Ints) -> Floats:
    """The recursion, all columns one answer further at a time; n rises along the columns."""
    whole = share**length
    table = np.zeros((int(n[-1]) + 1, share.size))
    column = np.arange(share.size)
    for step in range(int(length.min()), int(n[-1]) + 1):
        before = step - length - 1
        free = 1 - table[np.maximum(before, 0), column]
        term = np.where(before >= 0, (1 - share) * whole * free, np.where(before == -1, whole, 0.0))
        table[step] = table[step - 1] + term
    return np.asarray(table[n, column])
