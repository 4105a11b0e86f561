"""How low one rater's figure is among those of the others.

    z_w = (v_w - m) / sqrt(var_w + tau^2)       p_w = P(T <= z_w), T of Student's t

m is the median of all, var_w the square of the figure's own error, and tau^2 what raters differ by beyond their errors:
(1.4826 times the median distance of those below m)^2, less the median of var. Only the side that is tested is
measured, for figures like an entropy, which has a greatest value, reach further down than up. Student's t stands for
tails longer than the normal's and for tau not being known well; its degrees of freedom are the caller's.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtr

from tasks.aggregation.columns import Floats, as_floats

TO_SIGMA = 1.4826


def below(value: Floats, variance: Floats, *, freedom: float) -> tuple[Floats, Floats]:
    """Compare each rater's figure with all, from (W,) figures and squares of their errors; nan is left out.

    Returns
    -------
    z and p, (W,) each; 0 and 1/2 for the median rater.
    """
    known = np.flatnonzero(~np.isnan(value))
    z = np.full(value.shape, np.nan)
    if not known.size:
        return z, z
    apart = value[known] - np.median(value[known])
    lower = -apart[apart < 0]
    spread = TO_SIGMA * float(np.median(lower)) if lower.size else 0.0
    between = max(spread**2 - float(np.median(variance[known])), 0.0)
    error = np.sqrt(variance[known] + between)
    z[known] = np.divide(apart, error, out=np.zeros(known.size), where=error > 0)
    return z, as_floats(stdtr(freedom, z))
