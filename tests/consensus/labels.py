"""Tallies of the rubrics that come with the product, made of ratings as they would be stored."""

from __future__ import annotations

from typing import Any

from tasks.consensus.settling import Decision, decide, label_of
from tasks.consensus.tally import Tally
from tasks.rubric.content import Answers
from tasks.rubric.definition import Rubric, parse
from tasks.rubric.labels import Label, Policy
from tasks.rubric.presets import EXAM, RANKING, SINGLE

PAIR, ONE, ORDERED = parse(EXAM), parse(SINGLE), parse(RANKING)
POLICY = Policy(max_error=0.5)


def preferring(preference: int | str) -> Answers:
    is_verdict = isinstance(preference, str)
    return Answers(strength=None if is_verdict else preference, verdict=preference if is_verdict else "")


def ranked(text: str) -> Answers:
    """Read `b>a=c` as a ranking."""
    return Answers(answers={"ranking": [sorted(tier.split("=")) for tier in text.split(">")]})


def scored(*cells: int | None) -> Answers:
    return Answers(scores=cells)


def tally_of(rubric: Rubric, *ratings: Answers) -> Tally:
    tally = Tally()
    for rating in ratings:
        tally = tally.plus(rating, rubric)
    return tally


def labelled(rubric: Rubric, *ratings: Answers, max_error: float = 0.5) -> Label:
    found = label_of(tally_of(rubric, *ratings), rubric, Policy(max_error=max_error))
    assert found is not None
    return found


def decided(rubric: Rubric, *ratings: Answers, **place: Any) -> Decision:
    tally = tally_of(rubric, *ratings)
    place = {"state": "open", "wanted": 3, "max_overlap": 3} | place
    return decide(label_of(tally, rubric, POLICY), n_ratings=tally.n_ratings, **place)
