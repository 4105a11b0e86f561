"""How far a share might be off: Wilson's interval of a binomial proportion.

    ( p + z^2/2n -+ z sqrt( p (1 - p)/n + z^2/4n^2 ) ) / ( 1 + z^2/n ),   p = k/n,  z = Phi^-1(1 - alpha/2)

(Wilson, Journal of the American Statistical Association 22(158), 1927, 209-212; recommended for any n by Brown, Cai
and DasGupta, Statistical Science 16(2), 2001, 101-133.) Trials are taken to be independent.
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from tasks.aggregation.columns import require
from tasks.aggregation.convergence import DegenerateData


def wilson(k: int, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """Estimate the interval of a share of which `k` of `n` were seen.

    Raises
    ------
    DegenerateData
        Nothing was seen.
    ValueError
        When `k` is not within 0 and `n`, or the level not between 0 and 1.
    """
    require(0 <= k <= n, "more hits than trials")
    require(0 < level < 1, "a level is between 0 and 1")
    if not n:
        raise DegenerateData("nothing was seen")
    share, z = k / n, NormalDist().inv_cdf((1 + level) / 2)
    middle, reach = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    # The bounds of nothing and of everything are exact, but for rounding.
    return (max(0.0, (middle - reach) / whole) if k else 0.0), (
        min(1.0, (middle + reach) / whole) if k < n else 1.0
    )
