"""What a service does with all of this: it fits now and then, and follows each rating in between."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tasks.aggregation.encoding import N_PREFERENCES, Preferences
from tasks.aggregation.gold import Gold
from tasks.aggregation.index import Index
from tasks.aggregation.labels.fitting import Fitted, fit
from tasks.aggregation.sequential import evidence
from tasks.aggregation.sequential.evidence import Evidence
from tasks.aggregation.sequential.stopping import OPEN, Rule, decide
from tests.worlds.preferences import WITH_TIES, draw

Row = tuple[int, int, int, int, int]  # item, rater, strength (A positive), both bad, side


def rows() -> tuple[list[Row], dict[int, int]]:
    """Ratings as a database has them, by sparse ids; and gold."""
    drawn = draw(WITH_TIES, n_items=400, seed=6)
    data, item_id, rater_id = drawn.data, lambda code: 10**12 + 37 * code, lambda code: 9000 - 11 * code
    columns = (item_id(data.item), rater_id(data.rater), data.strength, data.verdict, data.side.astype(int))
    gold = zip(item_id(drawn.gold.item).tolist(), drawn.gold.label.tolist(), strict=True)
    return list(zip(*(one.tolist() for one in columns), strict=True)), dict(gold)


def chunks(found: list[Row]) -> Iterator[np.ndarray]:
    for start in range(0, len(found), 100):
        yield np.array(found[start : start + 100])


def encoded(found: list[Row], items: Index, raters: Index) -> Preferences:
    parts = [(items.codes(part[:, 0]), raters.codes(part[:, 1]), *part[:, 2:].T) for part in chunks(found)]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Preferences(*columns, len(items), len(raters))


def refitted(found: list[Row], gold: dict[int, int]) -> tuple[Fitted, Index, Index]:
    items, raters = Index.of_ids([row[0] for row in found] + [*gold]), Index.of_ids(row[1] for row in found)
    data = encoded(found, items, raters)
    return fit(data, gold=Gold(items.codes(gold), [*gold.values()])), items, raters


def one(rater: int, strength: int, is_both_bad: int, side: int, n_raters: int) -> Preferences:
    return Preferences([0], [rater], [strength], [is_both_bad], [side], 1, n_raters)


def test_tallies_that_follow_ratings_state_what_a_refit_states() -> None:
    found, gold = rows()
    choice, items, raters = refitted(found, gold)
    kept: dict[int, tuple[list[int], list[int]]] = {}

    for item, rater, strength, is_both_bad, side in found:
        told = one(int(raters.codes([rater])[0]), strength, is_both_bad, side, len(raters))
        sums, counts = kept.get(item, ([0] * choice.model.n_sums, [0] * N_PREFERENCES))
        after = Evidence(np.array([sums]), np.array([counts])).plus(evidence.of(choice.model, told))
        kept[item] = after.sums[0].tolist(), after.counts[0].tolist()

    plain = [item for item in kept if item not in gold]
    tally = Evidence(*(np.array([kept[item][part] for item in plain]) for part in (0, 1)))
    there = choice.evidence.only(items.codes(plain))
    assert tally.sums.tolist() == there.sums.tolist()
    stated = tally.labels(choice.model, choice.calibration)
    np.testing.assert_allclose(stated.probability, choice.labels.probability[items.codes(plain)], atol=1e-12)


def test_rating_of_somebody_new_moves_its_item_and_an_undo_moves_it_back() -> None:
    choice, _, raters = refitted(*rows())
    model, before = choice.model, choice.evidence.only(np.array([5]))

    told = evidence.of(model, one(len(raters), 3, 0, -1, len(raters) + 1))
    after = before.plus(told)

    was, now = (state.labels(model, choice.calibration) for state in (before, after))
    assert now.probability[0, 0] > was.probability[0, 0]
    assert after.minus(told).sums.tolist() == before.sums.tolist()
    n = int(after.counts.sum())
    fixed = Rule(least=n, most=n)
    assert decide(before.counts, was.probability, fixed, n_sides=2).tolist() == [OPEN]
    assert decide(after.counts, now.probability, fixed, n_sides=2).tolist() != [OPEN]


def test_a_refit_from_the_last_one_states_the_same_in_fewer_steps() -> None:
    drawn = draw(WITH_TIES, n_items=2000, seed=7)
    data = drawn.data.only(drawn.data.item < 2000)
    earlier = fit(data.only(np.arange(data.n) % 50 > 0))

    warm = fit(data, start=earlier.model, calibration=earlier.calibration)
    cold = fit(data, calibration=earlier.calibration)

    assert np.abs(warm.labels.probability - cold.labels.probability).max() < 0.02
    assert warm.model.convergence.iterations < cold.model.convergence.iterations
