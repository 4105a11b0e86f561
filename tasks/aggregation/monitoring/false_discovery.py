"""Which of many raters stand out, when some would by chance: the false discovery rate.

With p-values in rising order p_(1) .. p_(m), the adjusted value of the i-th is

    min over j >= i of  m p_(j) / j,   at most 1

Calling all raters found whose adjusted value is at most q leaves at most a share q of them false on average, where the
tests are independent or positively dependent (Benjamini and Hochberg, Journal of the Royal Statistical Society B 57,
1995). A rater for whom there is no test (nan) is not counted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tasks.aggregation.columns import Floats, as_floats, require


def adjusted(p_value: ArrayLike) -> Floats:
    """Adjust the p-values of m raters, (m,), so that a bound on them bounds the false discovery rate.

    Raises
    ------
    ValueError
        When a value is neither within 0 and 1 nor nan.
    """
    given = as_floats(p_value)
    known = np.flatnonzero(~np.isnan(given))
    require(bool(((given[known] >= 0) & (given[known] <= 1)).all()), "a p-value is not within 0 and 1")
    falling = known[np.argsort(-given[known], kind="stable")]
    rank = np.arange(known.size, 0, -1)
    found = np.full(given.shape, np.nan)
    found[falling] = np.minimum(np.minimum.accumulate(given[falling] * known.size / rank), 1)
    return found
