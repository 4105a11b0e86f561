"""Simulated votes on ordered grades with a known answer: what relevance, severity and similar questions give.

Each kind departs from the ordinal label model in its own way, so that no kind is the model itself.
"""

from __future__ import annotations

import numpy as np

from tasks.aggregation.columns import Ints
from tasks.aggregation.encoding import Votes
from tests.worlds.preferences import SPAMMERS, dealt

N_CLASSES = 4
KINDS = ("continuous", "skewed", "tables")
# How often a typical rater of *tables* gives each grade, by the true one: neighbours are confused unevenly.
TYPICAL = np.array(
    [[0.85, 0.1, 0.04, 0.01], [0.3, 0.5, 0.18, 0.02], [0.05, 0.3, 0.5, 0.15], [0.02, 0.05, 0.25, 0.68]]
)


def draw(
    kind: str, *, n_items: int = 2000, overlap: int = 4, each: int = 60, seed: int = 0
) -> tuple[Votes, Ints]:
    """Draw votes and the true grade of every item.

    *continuous*: grades are cut from a normal quantity; *skewed*: from one of which most is at the low end; *tables*:
    grades are classes, and every rater has a table of their own around a typical one.
    """
    rng = np.random.default_rng(seed)
    n_raters = max(n_items * overlap // each, 2 * overlap)
    item, rater = dealt(rng, n_items, n_raters, overlap)
    bias, noise = rng.normal(0, 0.4, n_raters), rng.lognormal(-0.3, 0.5, n_raters)
    if kind == "tables":
        truth = rng.choice(N_CLASSES, n_items, p=[0.3, 0.3, 0.2, 0.2])
        tables = np.array([[rng.dirichlet(10 * row) for row in TYPICAL] for _ in range(n_raters)])
        below = tables[rater, truth[item]].cumsum(axis=1)
        label = np.minimum((rng.random(item.size)[:, None] > below).sum(axis=1), N_CLASSES - 1)
    else:
        middle = (N_CLASSES - 1) / 2
        is_skewed = kind == "skewed"
        latent = rng.exponential(1.0, n_items) - 0.3 if is_skewed else rng.normal(middle, 1.2, n_items)
        truth = _graded(latent)
        label = _graded(latent[item] + bias[rater] + noise[rater] * rng.standard_normal(item.size))
    is_spam = (rng.random(n_raters) < SPAMMERS)[rater]
    label = np.where(is_spam, rng.choice(label, label.size), label)
    return Votes(item, rater, label, n_items, n_raters, N_CLASSES), truth


def _graded(latent: np.ndarray) -> Ints:
    return np.clip(np.rint(latent), 0, N_CLASSES - 1).astype(np.int64)
