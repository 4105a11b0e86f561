"""How far apart two classes are: the matrices by which coefficients weigh a disagreement, (K, K), zero on the
diagonal.

    nominal   D_kl = 1 where k != l
    interval  D_kl = (v_k - v_l)^2
    ordinal   D_kl = (m_k - m_l)^2,   m_k = n_1 + ... + n_k - n_k/2, with n_k how often k was used

(Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011). Ordinal distances depend on how the scale was used,
so that nothing is presumed of the steps between its levels.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from tasks.aggregation.columns import Floats, require

Metric = Literal["nominal", "ordinal", "interval"]


def nominal(n_classes: int) -> Floats:
    """All classes are equally far apart, (K, K)."""
    return 1.0 - np.eye(n_classes)


def interval(value: Floats) -> Floats:
    """Squared differences of the values, (K, K) from (K,)."""
    return np.asarray((value[..., :, None] - value[..., None, :]) ** 2)


def ordinal(used: Floats) -> Floats:
    """Squared numbers of ratings between two levels, (..., K, K) from how often each was used, (..., K)."""
    return interval(np.cumsum(used, axis=-1) - used / 2)


def distances(metric: Metric, value: Floats, used: Floats) -> Floats:
    """The matrix of a metric by its name, (K, K) or (..., K, K); a ValueError for any other name."""
    if metric == "ordinal":
        return ordinal(used)
    if metric == "interval":
        return interval(value)
    require(metric == "nominal", f"{metric} is no metric")
    return nominal(value.size)


def agreement_weights(distance: Floats) -> Floats:
    """Turn distances into the weights 1 - D / max D of weighted coefficients: 1 on the diagonal, 0 farthest."""
    farthest = distance.max()
    return 1.0 - distance / farthest if farthest > 0 else np.ones_like(distance)
