"""What one rater said where nobody else did never turns the others' answer around; one who said nothing is unknown."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.encoding import Preferences, Votes
from tasks.aggregation.labels import dawid_skene, graded
from tasks.aggregation.labels.table_prior import Priors
from tests.aggregation.stated import stated

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
    data = with_one_who_always_sees_a_first()
    model = graded.fit(data)

    labels = stated(model, data)

    agreed = slice(SHARED, SHARED + AGREED)
    assert model.sides.raters.typical_scale > 0
    assert labels.probability[agreed, 0].min() > 0.9
    assert labels.strength[agreed].min() > 0


def test_a_rater_without_a_vote_or_a_prior_is_taken_to_guess() -> None:
    votes = Votes([0, 0, 1, 1, 2, 2], [0, 1] * 3, [0, 0, 1, 1, 2, 0], 3, 3, 3)

    raters = dawid_skene.fit(votes, priors=Priors(smoothing=0)).raters

    assert raters.accuracy[2] == pytest.approx(1 / 3)
    assert raters.information[2] == pytest.approx(0, abs=1e-9)
