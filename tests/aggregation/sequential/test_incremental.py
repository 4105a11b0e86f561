from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.aggregation.encoding import BOTH_BAD, TIE, A, B, Preferences
from tasks.aggregation.labels import gaussian_steps, graded
from tasks.aggregation.labels.calibration import tempered
from tasks.aggregation.labels.candidates import CANDIDATES
from tasks.aggregation.labels.choosing import choose
from tasks.aggregation.labels.gaussian_rows import Rows
from tasks.aggregation.labels.ties import Ties
from tasks.aggregation.labels.verdicts import Prior
from tasks.aggregation.sequential import incremental
from tasks.aggregation.sequential.incremental import BEFORE_ANY_FIT, Evidence, Model, Rater, Terms

whole_terms = st.builds(Terms, st.integers(0, 3), st.integers(-(2**53), 2**53), st.integers(0, 2**53))


def rated(seed: int = 3, n_items: int = 200, n_raters: int = 12) -> Preferences:
    rng = np.random.default_rng(seed)
    rows = 4 * n_items
    item, rater = np.repeat(np.arange(n_items), 4), rng.integers(0, n_raters, rows)
    side = rng.choice([-1.0, 0.0, 1.0], rows)
    seen = 1.5 * rng.normal(size=n_items)[item] + 0.4 * side + rng.normal(size=rows)
    strength = np.clip(np.rint(seen), -3, 3).astype(int)
    verdict = (rng.random(rows) < 0.1).astype(int)
    return Preferences(item, rater, np.where(verdict, 0, strength), verdict, side, n_items, n_raters)


@cache
def fitted() -> tuple[Preferences, graded.Fit]:
    data = rated()
    return data, graded.fit(data)


def terms_of(data: Preferences, row: int, fit: graded.Fit) -> Terms:
    return incremental.terms(
        strength=int(data.strength[row]),
        is_both_bad=bool(data.verdict[row]),
        side=int(data.side[row]),
        rater=incremental.rater_of(fit, data.rater[row]),
        model=Model.of(fit),
    )


def all_evidence(data: Preferences, fit: graded.Fit) -> list[Evidence]:
    found = [Evidence()] * data.n_items
    for row in range(data.n):
        found[data.item[row]] = found[data.item[row]].plus(terms_of(data, row, fit))
    return found


def test_rating_by_rating_gives_what_a_whole_fit_gives() -> None:
    data, fit = fitted()

    found = all_evidence(data, fit)

    model = Model.of(fit)
    assert np.array([one.mean for one in found]) == pytest.approx(fit.gaussian.mean, abs=1e-12)
    assert np.array([one.lam for one in found]) == pytest.approx(fit.gaussian.precision, rel=1e-12)
    each = np.array([incremental.probabilities(one, model) for one in found])
    assert each == pytest.approx(fit.labels.probability, abs=1e-12)


def test_rating_by_rating_gives_a_batch_expectation_step_for_any_raters() -> None:
    data, fit = fitted()
    scores, rng = data.scores().by_item(), np.random.default_rng(0)
    bias, scale, noise = rng.normal(size=12), rng.normal(size=12), rng.gamma(2, size=12)
    model = Model((0.0, 1.0, 2.0, 3.0), fit.both_bad, fit.tie, Rater(0, 1, 1))
    raters = gaussian_steps.Raters(bias, scale, noise, 1.0, 1.0)

    batch = gaussian_steps.expect(Rows.of(scores, scores.value), raters)

    found = [Evidence()] * data.n_items
    for row in range(scores.n):
        w = scores.rater[row]
        one = Rater(float(bias[w]), float(scale[w]), float(noise[w]))
        term = incremental.terms(
            strength=int(scores.value[row]),
            is_both_bad=False,
            side=int(scores.side[row]),
            rater=one,
            model=model,
        )
        found[scores.item[row]] = found[scores.item[row]].plus(term)
    assert np.array([one.mean for one in found]) == pytest.approx(batch.mean, abs=1e-12)
    assert np.array([one.lam for one in found]) == pytest.approx(batch.precision, rel=1e-12)


@given(st.lists(whole_terms, max_size=6), st.randoms(use_true_random=False))
def test_taking_back_restores_the_very_state_in_any_order(added: list[Terms], random: object) -> None:
    start = Evidence(told=7, precision=2**50, n_a=1)
    state = start
    for one in added:
        state = state.plus(one)
    for one in random.sample(added, len(added)):
        state = state.minus(one)

    assert state == start


def test_verdicts_move_counts_only_and_ties_pull_to_the_middle() -> None:
    _, fit = fitted()
    model, rater = Model.of(fit), Rater(0.0, 1.0, 1.0)
    strong = Evidence().plus(
        incremental.terms(strength=3, is_both_bad=False, side=0, rater=rater, model=model)
    )

    bad = strong.plus(incremental.terms(strength=0, is_both_bad=True, side=1, rater=rater, model=model))
    tie = strong.plus(incremental.terms(strength=0, is_both_bad=False, side=0, rater=rater, model=model))

    assert (bad.mean, bad.n_both_bad) == (strong.mean, 1)
    assert 0 < tie.mean < strong.mean
    assert (
        incremental.probabilities(bad, model)[BOTH_BAD] > incremental.probabilities(strong, model)[BOTH_BAD]
    )
    assert incremental.probabilities(tie, model)[TIE] > incremental.probabilities(strong, model)[TIE]


def test_a_model_is_numbers_and_comes_back_from_them() -> None:
    _, fit = fitted()
    model = Model.of(fit, temperature=1.3, classes=(0, 1, 2))

    kept = json.loads(json.dumps(asdict(model)))

    again = Model(
        tuple(kept["scores"]),
        Prior(**kept["both_bad"]),
        Ties(**kept["tie"]),
        Rater(**kept["typical"]),
        kept["temperature"],
        tuple(kept["classes"]),
    )
    assert again == model


def test_a_choice_and_its_items_one_by_one_state_the_same_probabilities() -> None:
    data = rated()
    without_verdicts = replace(data, verdict=np.zeros(data.n, dtype=np.int64))
    only_graded = tuple(one for one in CANDIDATES if one.model == "graded")
    choice = choose(without_verdicts, candidates=only_graded)
    assert isinstance(choice.own, graded.Fit)
    model = Model.of(choice.own, temperature=1.7, classes=choice.classes)

    found = [incremental.probabilities(one, model) for one in all_evidence(without_verdicts, choice.own)]

    milder = tempered(choice.labels.probability[:, choice.classes], 1.7 / choice.temperature)
    assert np.array(found)[:, choice.classes] == pytest.approx(milder, abs=1e-9)
    assert {one[BOTH_BAD] for one in found} == {0.0}


def test_first_ratings_of_a_project_lead_where_they_point() -> None:
    def after(*said: tuple[int, bool]) -> tuple[float, ...]:
        state = Evidence()
        for strength, is_bad in said:
            term = incremental.terms(
                strength=strength,
                is_both_bad=is_bad,
                side=0,
                rater=BEFORE_ANY_FIT.typical,
                model=BEFORE_ANY_FIT,
            )
            state = state.plus(term)
        return incremental.probabilities(state, BEFORE_ANY_FIT)

    assert after((2, False))[A] == pytest.approx(after((-2, False))[B])
    assert 0.5 < after((1, False))[A] < after((3, False))[A] < 0.9 < after(*[(3, False)] * 3)[A]
    assert np.argmax(after(*[(0, False)] * 3)) == TIE
    assert np.argmax(after(*[(0, True)] * 3)) == BOTH_BAD
