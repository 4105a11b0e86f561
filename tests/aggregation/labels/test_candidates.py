"""The models of labels behind the same questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tasks.aggregation.encoding import BOTH_BAD, TIE, A, B, Preferences, Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import dawid_skene, graded, one_coin
from tasks.aggregation.labels.candidates import CANDIDATES, Asked, Candidate, Model
from tasks.aggregation.labels.material import Material
from tests.worlds.preferences import WITH_TIES, WORLDS, draw

NO_GOLD = Gold(np.zeros(0, int), np.zeros(0, int))
BY_MODEL = {candidate.model: candidate for candidate in CANDIDATES}
every_candidate = pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda candidate: candidate.model)


@pytest.fixture(scope="module")
def with_ties() -> Preferences:
    return draw(WITH_TIES, n_items=300, seed=1).data


def asked(data: Preferences, n: int = 50) -> Asked:
    return Asked(data.item[:n], data.rater[:n], data.side[:n])


@every_candidate
@pytest.mark.parametrize("temperature", [1.0, 4.0])
def test_what_is_foretold_is_a_distribution(
    with_ties: Preferences, candidate: Candidate, temperature: float
) -> None:
    fitted = candidate.fit(Material.of(with_ties, NO_GOLD), NO_GOLD)

    found = fitted.predict(asked(with_ties), temperature)

    assert found.shape == (50, 4)
    assert (found > 0).all()
    assert found.sum(axis=1) == pytest.approx(np.ones(50))


@pytest.mark.parametrize(
    ("model", "fit"), [(Model.ONE_COIN, one_coin.fit), (Model.FULL_TABLES, dawid_skene.fit)]
)
def test_a_temperature_of_1_changes_nothing(
    with_ties: Preferences, model: Model, fit: Callable[..., one_coin.Fit]
) -> None:
    rows = asked(with_ties)
    material = Material.of(with_ties, NO_GOLD)

    found = BY_MODEL[model].fit(material, NO_GOLD).predict(rows, 1.0)

    assert found == pytest.approx(fit(material.votes).predict(rows.item, rows.rater))


def test_the_side_is_asked_about() -> None:
    drawn = draw(replace(WORLDS[3], leaning=1.0), n_items=500)
    fitted = BY_MODEL[Model.GRADED].fit(Material.of(drawn.data, NO_GOLD), NO_GOLD)
    item, rater, ones = drawn.data.item[:100], drawn.data.rater[:100], np.ones(100)

    shown_first = fitted.predict(Asked(item, rater, ones), 1.0)
    shown_last = fitted.predict(Asked(item, rater, -ones), 1.0)

    assert shown_first[:, A].mean() > shown_last[:, A].mean() + 0.1


def test_classes_that_do_not_occur_are_left_out() -> None:
    forced = draw(WORLDS[0], n_items=300).data

    material = Material.of(forced, NO_GOLD)

    assert material.classes.tolist() == [A, B]
    assert Material.of(forced, Gold([0], [BOTH_BAD])).classes.tolist() == [A, B, BOTH_BAD]
    for candidate in CANDIDATES:
        assert candidate.fit(material, NO_GOLD).labels.probability.shape == (forced.n_items, 2)


def test_gold_keeps_its_meaning_among_fewer_classes() -> None:
    votes = Votes([0, 1], [0, 0], [B, BOTH_BAD], 2, 1, 4)
    gold = Gold([0, 1], [BOTH_BAD, B])

    material = Material.of(votes, gold)

    assert material.votes.label.tolist() == [0, 1]
    assert material.coded(gold).label.tolist() == [1, 0]
    assert material.named(material.coded(gold)).label.tolist() == [BOTH_BAD, B]


def test_labels_go_back_to_the_classes_of_the_caller(with_ties: Preferences) -> None:
    votes = with_ties.votes()
    no_ties = replace(votes, label=np.where(votes.label == TIE, A, votes.label))
    material = Material.of(no_ties, NO_GOLD)
    labels = BY_MODEL[Model.ONE_COIN].fit(material, NO_GOLD).labels

    wide = material.widened(labels)

    assert wide.probability.shape == (votes.n_items, 4)
    assert (wide.probability[:, TIE] == 0).all()
    assert np.array_equal(wide.probability[:, [A, B, BOTH_BAD]], labels.probability)


def test_strengths_are_read_as_the_model_of_strengths_reads_them(with_ties: Preferences) -> None:
    material = Material.of(with_ties, NO_GOLD)

    found = BY_MODEL[Model.GRADED].fit(material, NO_GOLD).labels.probability

    assert found == pytest.approx(graded.fit(with_ties).labels.probability, abs=1e-6)


def test_votes_have_no_strengths() -> None:
    material = Material.of(Votes([0, 1], [0, 0], [0, 1], 2, 1, 2), NO_GOLD)

    with pytest.raises(ValueError, match="strength"):
        BY_MODEL[Model.GRADED].fit(material, NO_GOLD)
