"""Ratings made elsewhere of one answer, of a ranking and of an intent count as those of pairs do."""

from __future__ import annotations

from typing import Any

import pytest

from tasks.intake.judged import ratings
from tasks.intake.judged.ratings import ItemRatings
from tasks.intake.lines import LineRating
from tasks.models import Assignment, Consensus, Item
from tasks.rubric import presets, versions
from tests.work import make_batch, make_item, make_project

pytestmark = pytest.mark.django_db


def rated(rubric: str, n_answers: int, *said: dict[str, Any]) -> Item:
    project = make_project(rubric_version=versions.published(presets.preset(rubric)))
    item = make_item(project, texts=["Cusco.", "Lima.", "Quito."][:n_answers])
    given = [LineRating(f"annotator{number}", **each) for number, each in enumerate(said)]
    batch = make_batch(project, counts_ratings=True)
    ratings.store(batch=batch, rated=[ItemRatings(item.pk, given)])
    item.refresh_from_db()
    return item


def scores(factuality: int) -> dict[str, Any]:
    aspects = {"factuality": factuality, "coherence": 4, "justification": "na"}
    return {"scores": {aspect: {"a": score} for aspect, score in aspects.items()}}


def test_scores_of_one_answer_settle_it() -> None:
    item = rated("single", 1, scores(5), scores(4), scores(5))

    assert (item.state, item.n_ratings, item.taken) == ("settled", 3, 3)
    assert Consensus.objects.get(item=item).label == "5/4/na"
    assert item.posterior.errors["factuality"]["a"]["mean"] == pytest.approx(14 / 3)


def test_rankings_that_contradict_each_other_leave_their_item_contested() -> None:
    orders: list[list[list[str]]] = [[["a"], ["b"], ["c"]], [["c"], ["b"], ["a"]], [["b"], ["a", "c"]]]
    item = rated("ranking", 3, *({"answers": {"ranking": order}} for order in orders))

    assert (item.state, item.posterior.agreement < 0.5) == ("contested", True)


def test_intents_settle_on_what_most_chose() -> None:
    item = rated("intent", 1, *({"answers": {"intent": code}} for code in ("code", "code", "chat")))

    assert Consensus.objects.get(item=item).label == "code"
    assert item.posterior.probabilities["code"] == pytest.approx((2 + 1 / 9) / 4)


def test_a_rating_that_says_nothing_of_the_label_stands_beside() -> None:
    item = rated("intent", 1, {"rationale": "Hard to say."})

    assert (item.n_ratings, item.taken) == (0, 0)
    assert Assignment.objects.get(item=item).purpose == "imported"
