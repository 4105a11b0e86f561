"""What a service does with all of this: it fits now and then, and follows each rating in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple

import numpy as np

from tasks.aggregation.encoding import Preferences
from tasks.aggregation.gold import Gold
from tasks.aggregation.index import Index
from tasks.aggregation.labels import graded
from tasks.aggregation.labels.candidates import CANDIDATES, Model
from tasks.aggregation.labels.choosing import Choice, choose
from tasks.aggregation.sequential import incremental, rebuilt
from tasks.aggregation.sequential.incremental import Evidence
from tasks.aggregation.sequential.stopping import Rule, State, decide
from tests.worlds.preferences import WITH_TIES, draw

GRADED = tuple(one for one in CANDIDATES if one.model == Model.GRADED)
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


def refitted(found: list[Row], gold: dict[int, int]) -> tuple[Choice, graded.Fit, Preferences, Index, Index]:
    items, raters = Index.of_ids([row[0] for row in found] + [*gold]), Index.of_ids(row[1] for row in found)
    data = encoded(found, items, raters)
    choice = choose(data, gold=Gold(items.codes(gold), [*gold.values()]), candidates=GRADED)
    assert isinstance(choice.own, graded.Fit)
    return choice, choice.own, data, items, raters


def test_tallies_that_follow_ratings_state_what_a_refit_states() -> None:
    found, gold = rows()
    choice, fit, data, items, raters = refitted(found, gold)
    model = incremental.Model.of(fit, temperature=choice.temperature, classes=choice.classes)
    kept: dict[int, tuple[int, ...]] = {}

    for item, rater, strength, is_both_bad, side in found:
        terms = incremental.terms(
            strength=strength,
            is_both_bad=bool(is_both_bad),
            side=side,
            rater=incremental.rater_of(fit, int(raters.codes([rater])[0])),
            model=model,
        )
        kept[item] = astuple(Evidence(*kept.get(item, ())).plus(terms))

    anew = rebuilt.evidence(data, fit)
    assert all(Evidence(*row) == anew.of(int(items.codes([item])[0])) for item, row in kept.items())
    plain = [item for item in kept if item not in gold]
    stated = np.array([incremental.probabilities(Evidence(*kept[item]), model) for item in plain])
    assert np.abs(stated - choice.labels.probability[items.codes(plain)]).max() < 1e-9
    assert max(abs(number) for row in kept.values() for number in row) < 2**63


def test_rating_of_somebody_new_moves_its_item_and_an_undo_moves_it_back() -> None:
    choice, fit, data, _, _ = refitted(*rows())
    model, before = (
        incremental.Model.of(fit, temperature=choice.temperature),
        rebuilt.evidence(data, fit).of(5),
    )

    terms = incremental.terms(strength=3, is_both_bad=False, side=-1, rater=model.typical, model=model)
    after = before.plus(terms)

    assert incremental.probabilities(after, model)[0] > incremental.probabilities(before, model)[0]
    assert after.minus(terms) == before
    fixed = Rule(least=after.n, most=after.n)
    assert decide(before, incremental.probabilities(before, model), fixed) == State.OPEN
    assert decide(after, incremental.probabilities(after, model), fixed) != State.OPEN
