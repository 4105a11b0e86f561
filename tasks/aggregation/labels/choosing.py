"""Chooses the model of labels for a project, calibrates it, and reports why.

Candidates are scored by the log-loss of what they were not shown (`holding_out`) and compared with the best of them
(`scores`):

    1. with 50 gold items or more: - ln P(a gold item's class). Who is more than two standard errors behind is out.
    2. of those left: - ln P(a hidden rating). The simplest within one standard error of the best is chosen.

Gold asks what is wanted, whether labels are right and their probabilities honest, but some dozens of items cannot tell
good models apart. Hidden ratings are many, and ask something near it: raters' habits make ratings predictable, too, but
all models foretell the same ratings, each knows its raters as well as it can, and where one is still better it is
because it knows more of the item. Measured on five sets of crowd votes and six simulated worlds, with 50 gold items
each: chosen by gold alone the model was 1.2 points of accuracy below the best, by hidden ratings alone or by both in
turn .2; with 100 gold items, .6 and .2.

Temperatures come from gold where there is enough, else from hidden ratings. Those can only ask for milder
probabilities: clear items make raters agree more than a model of raters alone can explain, which reads as if it were
too timid, while gold says the opposite. For that reason some candidates bring a least temperature. Majority states
shares of votes, which only gold can turn into probabilities of a class: without gold it is chosen if all else failed.

A candidate that does not converge, or finds its data degenerate, is reported and left out. Between two choices `refit`
keeps the labels up to date for the price of one fit, and `sequential` follows an item rating by rating by any model but
majority: who needs that for every item leaves majority out of the candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from tasks.aggregation.columns import Ints, require
from tasks.aggregation.convergence import DegenerateData, NotConverged
from tasks.aggregation.encoding import Preferences, Votes, require_rows
from tasks.aggregation.gold import Gold
from tasks.aggregation.labels.calibration import tempered
from tasks.aggregation.labels.candidates import CANDIDATES, Candidate, Fitted, Model, OwnFit
from tasks.aggregation.labels.holding_out import GoldFolds, Held, RatingFolds
from tasks.aggregation.labels.material import Material
from tasks.aggregation.labels.scores import Failure, Report, Score, compare, decide, within
from tasks.aggregation.results import Labels, RaterQuality

ENOUGH_GOLD = 50
ENOUGH_RATINGS = 50
RULED_OUT = 2.0
DEFAULTS = (Model.GRADED, Model.ONE_COIN)

Answer = TypeVar("Answer")


@dataclass(frozen=True, eq=False)
class Labelled:
    """A model's fit on all data.

    Attributes
    ----------
    labels
        Probabilities at the temperature and votes at theirs, both of gold items from certainty; the rest as the model
        has it.
    raters
        None where the model does not tell raters apart.
    own
        The fit as its model made it; models of votes know the classes that occur, graded always all four.
    classes
        Codes of the classes that occur.
    """

    model: Model
    labels: Labels
    raters: RaterQuality | None
    temperature: float
    vote_temperature: float
    own: OwnFit
    classes: Ints


@dataclass(frozen=True, eq=False)
class Choice(Labelled):
    """The chosen model's fit, and why it was chosen."""

    report: Report


def choose(
    data: Votes | Preferences,
    *,
    gold: Gold | None = None,
    seed: int = 0,
    candidates: tuple[Candidate, ...] = CANDIDATES,
) -> Choice:
    """Fit all candidates, score them on what they were not shown, and return the simplest of the best.

    Parameters
    ----------
    data
        R ratings.
    gold
        Items whose class is known.
    seed
        Deals gold and ratings out to folds; the same seed and ratings, in any order, give the same choice.
    candidates
        In the order of simplicity. Those that read strengths are passed over for votes.

    Returns
    -------
    Choice

    Raises
    ------
    DegenerateData
        When there is no rating at all, or no candidate could be fitted.
    ValueError
        When there is one class only, gold does not belong to the data, or no candidate can read them.
    """
    material, known = _material(data, gold)
    rng = np.random.default_rng(seed)
    by_gold, by_rating = GoldFolds.of(material, known, rng), RatingFolds.of(material, known, rng)
    field = _Field(one for one in candidates if material.preferences is not None or not one.needs_strengths)
    require(bool(field.candidates), "there is no candidate that reads these ratings")

    fitted = field.each(field.candidates, lambda one: one.fit(material, known))
    on_gold = field.each(fitted, by_gold.losses) if by_gold.n_items >= ENOUGH_GOLD else {}
    left = within(RULED_OUT, compare(on_gold)) if on_gold else field.posteriors()
    is_open = len(left) > 1 or not on_gold
    on_ratings = field.each(left, by_rating.losses) if is_open and by_rating.n >= ENOUGH_RATINGS else {}

    found = field.report(fitted, on_gold, on_ratings, (by_gold.n_items, by_rating.n))
    score = found.score_of(found.decision.chosen)
    temperatures = score.temperature, score.vote_temperature
    labelled = _labelled(score.model, fitted[score.model], temperatures, (material, known))
    return Choice(**vars(labelled), report=found)


def refit(
    data: Votes | Preferences,
    *,
    model: Model,
    temperature: float,
    vote_temperature: float = 1.0,
    gold: Gold | None = None,
    candidates: tuple[Candidate, ...] = CANDIDATES,
) -> Labelled:
    """Fit a model that was chosen before to the ratings there are now, at the temperatures that suited it then.

    Returns
    -------
    Labelled

    Raises
    ------
    DegenerateData, NotConverged
        As the model does.
    ValueError
        As `choose` does; also for a model that is no candidate, or votes where it needs strengths.
    """
    material, known = _material(data, gold)
    candidate = next((one for one in candidates if one.model == model), None)
    if candidate is None:
        raise ValueError(f"{model} is no candidate")
    temperatures = temperature, vote_temperature
    return _labelled(model, candidate.fit(material, known), temperatures, (material, known))


def _material(data: Votes | Preferences, gold: Gold | None) -> tuple[Material, Gold]:
    require_rows(data)
    known = gold if gold is not None else Gold(np.zeros(0, np.int64), np.zeros(0, np.int64))
    material = Material.of(data, known)
    return material, material.coded(known)


class _Field:
    """The candidates, and those of them that have failed."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self.candidates = {one.model: one for one in candidates}
        self.failures: dict[Model, Failure] = {}

    def each(self, models: Iterable[Model], act: Callable[[Candidate], Answer]) -> dict[Model, Answer]:
        """Ask some candidates for something; what is returned is without those that fail."""
        given = {}
        for model in models:
            try:
                given[model] = act(self.candidates[model])
            except NotConverged:
                self.failures[model] = Failure.NOT_CONVERGED
            except DegenerateData:
                self.failures[model] = Failure.DEGENERATE
        return given

    @property
    def sound(self) -> list[Model]:
        """Those that have not failed."""
        return [model for model in self.candidates if model not in self.failures]

    def posteriors(self) -> list[Model]:
        """Those that hidden ratings can judge without gold; all that are left when there is none."""
        return [model for model in self.sound if self.candidates[model].is_posterior] or self.sound

    def report(
        self,
        fitted: Iterable[Model],
        on_gold: Mapping[Model, Held],
        on_ratings: Mapping[Model, Held],
        n_cases: tuple[int, int],
    ) -> Report:
        """Say what was found of every candidate, and decide between those that did not fail.

        Where all failed on what was held out only, those that could be fitted to all ratings are left.
        """
        able = self.sound or list(fitted)
        if not able:
            raise DegenerateData("no model of labels could be fitted")
        default = next((model for model in DEFAULTS if model in able), able[0])
        gold = compare({model: held for model, held in on_gold.items() if model in self.sound})
        ratings = compare(on_ratings)
        suited, of_votes = {**on_ratings, **on_gold}, {**on_gold, **on_ratings}
        scores = tuple(
            Score(
                model,
                gold.get(model),
                ratings.get(model),
                suited[model].temperature if model in suited else candidate.least_temperature,
                of_votes[model].vote_temperature if model in of_votes else 1.0,
                self.failures.get(model),
            )
            for model, candidate in self.candidates.items()
        )
        n_gold, n_ratings = n_cases
        decision = decide(gold, ratings, default)
        return Report(scores, n_gold if gold else 0, n_ratings if ratings else 0, decision)


def _labelled(
    model: Model, fitted: Fitted, temperatures: tuple[float, float], known: tuple[Material, Gold]
) -> Labelled:
    """State a fit at its temperatures, gold items certain, over all classes of the caller's."""
    material, gold = known
    certain = np.eye(material.classes.size)[gold.label]
    probability, belief = (tempered(fitted.labels.probability, one).copy() for one in temperatures)
    probability[gold.item] = belief[gold.item] = certain
    p_vote = fitted.labels.p_vote if fitted.vote is None else fitted.vote(belief)
    labels = material.widened(replace(fitted.labels, probability=probability, p_vote=p_vote))
    return Labelled(model, labels, fitted.raters, *temperatures, fitted.own, material.classes)
