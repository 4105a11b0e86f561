"""What one rater said where nobody else did never turns the others' answer around."""

from __future__ import annotations

import numpy as np

from tasks.aggregation.encoding import Preferences
from tasks.aggregation.labels import graded

SHARED, AGREED, ALONE = 300, 30, 20


def with_one_who_always_sees_a_first() -> Preferences:
    """300 items of five raters, 30 that three call +2, rater 0 among them, and 20 that rater 0 alone calls +3.

    Rater 0 was shown A first each time, so that what they said is a habit of the eye, an opinion or both.
    """
    rng = np.random.default_rng(0)
    rows = []
    for item in range(SHARED):
        theta = 2 * rng.normal()
        for rater in rng.permutation(np.arange(1, 6))[:3]:
            said = np.clip(np.rint(theta + rng.normal() / 2), -3, 3)
            rows.append((item, rater, said, rng.choice([-1, 1])))
    for item in range(SHARED, SHARED + AGREED):
        rows += [(item, rater, 2, rng.choice([-1, 1])) for rater in rng.permutation(np.arange(1, 6))[:2]]
        rows.append((item, 0, 2, 1))
    rows += [(SHARED + AGREED + one, 0, 3, 1) for one in range(ALONE)]
    item, rater, strength, side = np.array(rows).astype(int).T
    none = np.zeros_like(item)
    return Preferences(item, rater, strength, none, side, SHARED + AGREED + ALONE, 6)


def test_what_three_raters_prefer_is_not_turned_upside_down() -> None:
    fit = graded.fit(with_one_who_always_sees_a_first(), learn_scores=False)

    agreed = slice(SHARED, SHARED + AGREED)
    assert fit.gaussian.typical_scale > 0
    assert fit.labels.probability[agreed, 0].min() > 0.9
    assert fit.labels.strength[agreed].min() > 0
