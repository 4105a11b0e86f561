"""Makes probabilities honest on gold by one number, the temperature.

    q_k(T) = p_k^(1/T) / sum_j p_j^(1/T)
    T = argmin - sum over gold of ln q_label(T) + (ln T)^2 / (2 0.5^2),   1/4 <= T <= 10

Above 1 it makes over-confident probabilities milder, below 1 timid ones bolder; the order of the classes stays (Guo,
Pleiss, Sun and Weinberger, On calibration of modern neural networks, ICML 2017). The second term is a prior, ln T ~
N(0, 0.5^2): 30 gold items that all came out right would have T at its lower end, and make near certainties of all else.
With 30 items it saves three quarters of what a free T spoils; with 400 it is not felt. With fewer than 30 T is 1.
T = 1 is among the candidates, so the fit is never worse on its gold than leaving all as it was.

Errors of calibration are reported as ECE of the most probable class over 15 bins of equal width:
sum over bins of (share of items) |mean probability - share that was right|.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from tasks.aggregation.columns import Floats, Ints, require
from tasks.aggregation.gold import Gold

LEAST_GOLD = 30
RANGE = (0.25, 10.0)
SPREAD = 0.5
BINS = 15
FLOOR = 1e-12


@dataclass(frozen=True)
class Report:
    """The temperature, how many gold items it stands on, and what it changed on them (before, after).

    `is_fitted` is False where gold was too little to fit one; the losses are then equal, and NaN without any gold.
    """

    temperature: float
    n_gold: int
    is_fitted: bool
    log_loss: tuple[float, float]
    calibration_error: tuple[float, float]


def log_loss(probability: Floats, label: Ints) -> float:
    """Mean of -ln P(the right class); probabilities below 1e-12 count as that. NaN without a row."""
    if label.size == 0:
        return float("nan")
    right = probability[np.arange(label.size), label]
    return float(-np.log(np.maximum(right, FLOOR)).mean())


def calibration_error(probability: Floats, label: Ints, n_bins: int = BINS) -> float:
    """ECE of the most probable class over bins of equal width. NaN without a row."""
    if label.size == 0:
        return float("nan")
    sure = probability.max(axis=1)
    is_right = probability.argmax(axis=1) == label
    place = np.minimum((sure * n_bins).astype(np.int64), n_bins - 1)
    gap = np.bincount(place, sure - is_right, n_bins)
    return float(np.abs(gap).sum() / label.size)


def tempered(probability: Floats, temperature: float) -> Floats:
    """Apply a temperature to (N, K) probabilities; T = 1 returns them as they are."""
    if temperature == 1:
        return probability
    log = np.log(np.maximum(probability, FLOOR)) / temperature
    likely = np.exp(log - log.max(axis=1, keepdims=True))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))


def calibrate(probability: Floats, gold: Gold) -> Report:
    """Fit the temperature.

    Parameters
    ----------
    probability : (N, K)
        What a model says from ratings alone: not what it was told of gold items.
    gold
        The items whose class is known.

    Returns
    -------
    Report

    Raises
    ------
    ValueError
        When gold names an item or class that is not there, or the probabilities are not (N, K).
    """
    require(probability.ndim == 2, "probabilities are one row an item and one column a class")
    gold.check(*probability.shape)
    found, label = probability[gold.item], gold.label
    is_fitted = label.size >= LEAST_GOLD
    temperature = _best(found, label) if is_fitted else 1.0
    after = tempered(found, temperature)
    return Report(
        temperature,
        label.size,
        is_fitted,
        (log_loss(found, label), log_loss(after, label)),
        (calibration_error(found, label), calibration_error(after, label)),
    )


def _best(probability: Floats, label: Ints) -> float:
    def loss(log_temperature: float) -> float:
        found = log_loss(tempered(probability, float(np.exp(log_temperature))), label)
        return found + (log_temperature / SPREAD) ** 2 / (2 * label.size)

    found = minimize_scalar(loss, bounds=tuple(np.log(RANGE)), method="bounded", options={"xatol": 1e-6})
    return float(np.exp(found.x)) if found.fun < loss(0) else 1.0
