from __future__ import annotations

import numpy as np
import pytest

from tasks.aggregation.encoding import Preferences, Votes
from tasks.aggregation.labels import dawid_skene, graded
from tasks.aggregation.labels.calibration import Calibration
from tasks.aggregation.monitoring import peers
from tasks.aggregation.monitoring.checks import of_beliefs
from tasks.aggregation.sequential import evidence
from tests.worlds.preferences import WITH_TIES, draw


def fitted() -> tuple[Preferences, graded.Model]:
    data = draw(WITH_TIES, n_items=200, seed=4).data
    return data, graded.fit(data)


def test_rating_is_checked_by_what_the_model_says_without_its_rater() -> None:
    data, model = fitted()

    found = peers.checks(model, data)

    for row in np.flatnonzero(data.strength != 0)[:40]:
        rest = data.only((data.item == data.item[row]) & (data.rater != data.rater[row]))
        alone = evidence.of(model, rest).labels(model).probability[data.item[row]]
        named = 0 if data.strength[row] > 0 else 1
        assert found[row] == pytest.approx(alone[named] / alone[:2].sum(), abs=1e-9)


def test_vote_is_checked_among_all_classes_that_occur() -> None:
    data, _ = fitted()
    votes = data.votes()
    model = dawid_skene.fit(votes)

    found = peers.checks(model, votes)

    for row in range(0, votes.n, 97):
        rest = votes.only((votes.item == votes.item[row]) & (votes.rater != votes.rater[row]))
        if not rest.n:
            continue
        belief = evidence.of(model, rest).labels(model).probability[votes.item[row], votes.label[row]]
        assert found[row] == pytest.approx(of_beliefs(belief, 4), abs=1e-9)


def test_ties_and_verdicts_are_not_checked_by_peers() -> None:
    data, model = fitted()

    found = peers.checks(model, data)

    assert np.all(found[data.strength == 0] == 0.5)


def test_rater_who_is_alone_with_an_item_is_not_checked() -> None:
    data = Preferences([0, 0, 1, 2, 2], [0, 0, 1, 0, 1], [3, 3, 2, 1, 1], [0] * 5, [1] * 5, 3, 2)
    votes = Votes(data.item, data.rater, [0, 0, 0, 0, 1], 3, 2, 2)

    assert peers.checks(graded.fit(data), data)[:3].tolist() == [0.5, 0.5, 0.5]
    assert peers.checks(dawid_skene.fit(votes), votes)[:3].tolist() == [0.5, 0.5, 0.5]


def test_a_calibrated_crowd_speaks_less_surely() -> None:
    data, model = fitted()

    plain, milder = peers.checks(model, data), peers.checks(model, data, Calibration(2.0))

    assert np.abs(milder - 0.5).mean() < np.abs(plain - 0.5).mean() - 0.02
    assert np.all((milder - 0.5) * (plain - 0.5) >= 0)


def test_swapping_the_answers_of_all_items_changes_no_check() -> None:
    data, _ = fitted()
    swapped = Preferences(
        data.item, data.rater, -data.strength, data.verdict, -data.side, data.n_items, data.n_raters
    )

    one, other = (peers.checks(graded.fit(rows), rows) for rows in (data, swapped))

    assert other == pytest.approx(one, abs=1e-9)
