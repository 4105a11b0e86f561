"""The models of labels that a project can choose between, each behind the same questions.

A candidate fits ratings, with gold or without, and says what each item is and how a rater's next rating of it may come
out. What differs between models stays here. They stand in the order of simplicity, by what each has to learn: nothing;
an accuracy a rater from gold alone; the same from all ratings; a scale, a bias and a noise a rater; K (K - 1) numbers
a rater. To add one is to write its function and its line in `CANDIDATES`.

How rater w's rating of an item may come out, where q(T) is what the other ratings say of the item at temperature T:

    majority               P(l) = (n_l + 1) / (n + K)
    one accuracy a rater   P(l) = sum_t q_t(T) [p_w if l = t else (1 - p_w) / (K - 1)]
    full tables            P(l) = sum_t q_t(T) C_w[t, l]
    graded                 as `graded` has it

Majority and graded know no T here: votes predict votes without a class in between, and a Gaussian's error of theta is
part of the model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from tasks.aggregation.columns import Floats, Ints
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels import dawid_skene, graded, majority, one_coin, weighted
from tasks.aggregation.labels.calibration import tempered
from tasks.aggregation.labels.material import Material
from tasks.aggregation.results import Labels, RaterQuality

OwnFit = majority.Fit | weighted.Fit | one_coin.Fit | dawid_skene.Fit | graded.Fit


class Model(StrEnum):
    """The models by name."""

    MAJORITY = "majority"
    WEIGHTED = "weighted"
    ONE_COIN = "one_coin"
    GRADED = "graded"
    FULL_TABLES = "full_tables"


@dataclass(frozen=True, eq=False)
class Asked:
    """M ratings to foretell: of which item, by which rater, A shown on which side (0 unknown); each (M,)."""

    item: Ints
    rater: Ints
    side: Floats


@dataclass(frozen=True, eq=False)
class Fitted:
    """A fit, alike for all models.

    Attributes
    ----------
    labels
        Over the K classes that occur.
    raters
        None where the model does not tell raters apart.
    predict
        P(the rating is k), (M, K), of ratings to foretell at a temperature.
    own
        The fit as its model made it.
    vote
        P(a typical rater's next rating is k) of items of such beliefs, (M, K) each; None where p_vote does not follow
        from beliefs.
    """

    labels: Labels
    raters: RaterQuality | None
    predict: Callable[[Asked, float], Floats]
    own: OwnFit
    vote: Callable[[Floats], Floats] | None = None


@dataclass(frozen=True)
class Candidate:
    """A model to choose.

    Attributes
    ----------
    needs_strengths
        Whether it reads preferences only.
    is_posterior
        False where its probabilities are shares of votes, which say nothing of an item's class until gold has
        calibrated them.
    least_temperature
        What its probabilities need at least where no gold says: items differ in how clear they are, which a model of
        raters alone does not know, and sets with a known answer ask for this much or more.
    """

    model: Model
    fit: Callable[[Material, Gold], Fitted]
    needs_strengths: bool = False
    is_posterior: bool = True
    least_temperature: float = 1.0


def _majority(material: Material, _gold: Gold) -> Fitted:
    fit = majority.fit(material.votes)
    return Fitted(fit.labels, None, lambda asked, _temperature: fit.labels.p_vote[asked.item], fit)


def _weighted(material: Material, gold: Gold) -> Fitted:
    fit = weighted.fit(material.votes, gold=gold)
    accuracy = np.asarray(fit.raters.accuracy)

    def predict(asked: Asked, temperature: float) -> Floats:
        belief = tempered(fit.labels.probability[asked.item], temperature)
        return one_coin.spread(belief, accuracy[asked.rater][:, None])

    return Fitted(fit.labels, fit.raters, predict, fit, fit.vote)


def _one_coin(material: Material, gold: Gold) -> Fitted:
    return _from_classes(one_coin.fit(material.votes, gold=gold))


def _full_tables(material: Material, gold: Gold) -> Fitted:
    return _from_classes(dawid_skene.fit(material.votes, gold=gold))


def _from_classes(fit: one_coin.Fit | dawid_skene.Fit) -> Fitted:
    def predict(asked: Asked, temperature: float) -> Floats:
        belief = tempered(fit.labels.probability[asked.item], temperature)
        milder = replace(fit, labels=replace(fit.labels, probability=belief))
        return milder.predict(np.arange(asked.item.size), asked.rater)

    return Fitted(fit.labels, fit.raters, predict, fit, fit.vote)


def _graded(material: Material, gold: Gold) -> Fitted:
    fit = graded.fit(material.as_preferences(), gold=material.named(gold))

    def predict(asked: Asked, _temperature: float) -> Floats:
        return material.among(fit.predict(asked.item, asked.rater, asked.side))

    probability, p_vote = material.among(fit.labels.probability), material.among(fit.labels.p_vote)
    return Fitted(replace(fit.labels, probability=probability, p_vote=p_vote), fit.raters, predict, fit)


CANDIDATES = (
    Candidate(Model.MAJORITY, _majority, is_posterior=False),
    Candidate(Model.WEIGHTED, _weighted),
    Candidate(Model.ONE_COIN, _one_coin, least_temperature=1.4),
    Candidate(Model.GRADED, _graded, needs_strengths=True),
    Candidate(Model.FULL_TABLES, _full_tables, least_temperature=1.4),
)
