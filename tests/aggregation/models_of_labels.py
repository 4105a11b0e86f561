"""Every model of labels behind one face, for what must hold in all of them; and any ratings to hold it on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import strategies as st

from tasks.aggregation.encoding import BOTH_BAD, A, Preferences, Votes
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import aspects, confusions, dawid_skene, graded, majority
from tasks.aggregation.labels.fitting import held
from tasks.aggregation.results import RaterQuality
from tests.aggregation.stated import stated

BAD = None
NO_GOLD = Gold.none()
# As many steps for data and for its image: where a fit stops must not decide whether two answers are equal.
STEPS = {"tol": 0, "max_iter": 8, "strict": False}


@dataclass(frozen=True)
class Answer:
    """What a model says of items, (N,) and by class (N, K), and of raters, (W,) and whatever it knows, (W, Q)."""

    strength: np.ndarray
    error: np.ndarray
    probability: np.ndarray
    p_vote: np.ndarray
    information: np.ndarray
    raters: np.ndarray


Model = Callable[[Preferences, Gold | None], Answer]


def of_raters(found: RaterQuality | None) -> tuple[np.ndarray, np.ndarray]:
    if found is None:
        return np.zeros(0), np.zeros((0, 0))
    known = [column for column in vars(found).values() if column is not None]
    return found.information, np.stack(known, axis=1)


def of_model(
    model: graded.Model | confusions.Model | majority.Model, data: Votes | Preferences, gold: Gold | None
) -> Answer:
    found = held(stated(model, data), gold or NO_GOLD)
    return Answer(found.strength, found.error, found.probability, found.p_vote, *of_raters(model.raters))


def by_majority(votes: Votes, gold: Gold | None) -> Answer:
    return of_model(majority.fit(votes, gold=gold), votes, gold)


def by_tables(votes: Votes, gold: Gold | None) -> Answer:
    return of_model(dawid_skene.fit(votes, gold=gold, **STEPS), votes, gold)


def by_grades(data: Preferences, gold: Gold | None) -> Answer:
    return of_model(graded.fit(data, gold=gold, **STEPS), data, gold)


def by_aspect(data: Preferences, gold: Gold | None) -> Answer:
    """The strengths as scores."""
    found = aspects.fit(data.scores(), **STEPS)
    nothing = np.zeros((data.n_items, 0))
    return Answer(found.mean, found.error, nothing, nothing, *of_raters(found.raters))


def of_votes(model: Callable[[Votes, Gold | None], Answer]) -> Model:
    return lambda data, gold: model(data.votes(), gold)


VOTES = {"majority": by_majority, "full tables": by_tables}
CLASSES: dict[str, Model] = {name: of_votes(model) for name, model in VOTES.items()} | {"graded": by_grades}
ALL: dict[str, Model] = {**CLASSES, "aspects": by_aspect}


def over(models: Mapping[str, object]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("model", models.values(), ids=models.keys())


def rated(rows: list[tuple[int, int, int | None, int]], n_items: int, n_raters: int) -> Preferences:
    """Rows of item, rater, strength (None calls both bad) and side."""
    item, rater, said, side = zip(*rows, strict=True) if rows else ((), (), (), ())
    verdict = [int(one is BAD) for one in said]
    return Preferences(item, rater, [one or 0 for one in said], verdict, side, n_items, n_raters)


@st.composite
def any_ratings(draw: st.DrawFn) -> tuple[Preferences, Gold]:
    """Some ratings, of which the first compares, and gold of some items."""
    n_items, n_raters = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    who = (st.integers(0, n_items - 1), st.integers(0, n_raters - 1))
    said, side = st.integers(-3, 3), st.sampled_from((-1, 0, 1))
    rows = draw(st.lists(st.tuples(*who, said | st.just(BAD), side), max_size=25))
    known = draw(st.dictionaries(who[0], st.integers(A, BOTH_BAD)))
    data = rated([draw(st.tuples(*who, said, side)), *rows], n_items, n_raters)
    return data, Gold([*known.keys()], [*known.values()])
