"""Pairs that repeat each other stand in an export once, with the ratings of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from raters.models import Rater
from tasks.exports import folders, requests, verifying
from tasks.exports.selecting import repeats, selection
from tasks.models import Export, ExportItem, Item, Project, Rating
from tests.exports.projects import FIRST_RIGHT, make_item, rate, settle
from tests.exports.runs import queued, ran, records
from tests.factories import make_rater

pytestmark = pytest.mark.django_db(transaction=True)

SAME = b"the same pair"
MERGE = {"repeats": "merge"}


def make_pair(
    project: Project, strengths: Sequence[int], texts: Sequence[str] = ("Cusco.", "Lima."), **fields: Any
) -> Item:
    item = make_item(project, texts, digest=SAME, **fields)
    for strength in strengths:
        rate(item, strength=strength)
    settle(item, "a" if sum(strengths) < 0 else "b", n_ratings=len(strengths), strength=float(strengths[0]))
    return item


def selected(project: Project, **policy: Any) -> Export:
    export = requests.request_export(project=project, user=None, fmt="canonical", policy_data=policy | MERGE)
    return selection.select(export_id=export.pk)


def test_one_item_stands_for_both_with_the_ratings_of_both(project: Project) -> None:
    first = make_pair(project, [-2, -1])
    make_pair(project, [3, 2], texts=("Lima.", "Cusco."))

    export = ran(queued(project, **MERGE))

    (row,) = records(export)
    assert (row["id"], row["winner"], row["n_votes"]) == (first.pk, "a", 4)
    assert [vote["y"] for vote in row["votes"]] == [-2, -1, -3, -2]
    assert export.manifest["left_out"] == {"merged_duplicates": 1}
    assert (export.counts["a"], export.n_items, export.manifest["ratings"]) == (1, 1, 4)
    assert verifying.verify(folders.folder_of(export)).ok


def test_the_label_is_that_of_all_ratings_together(project: Project) -> None:
    make_pair(project, [-2, -1])
    make_pair(project, [2, 3, 3])

    export = selected(project)

    frozen = ExportItem.objects.get(export=export)
    assert export.counts["b"] == 1
    assert frozen.merged["label"] == "b"
    assert frozen.agreement == pytest.approx(0.6)
    assert frozen.confidence == pytest.approx(0.66, abs=0.01)


def test_a_rating_of_the_other_item_says_where_its_answers_stand_here(project: Project) -> None:
    make_pair(project, [-2])
    other = make_item(project, ("Lima.", "Cusco."), digest=SAME)
    rate(other, strength=2, scores=[5, 1, 0, None, 4, 3], rationale="A is wrong.", order=FIRST_RIGHT)
    settle(other, "b")

    (row,) = records(ran(_queued_with_one(project)))

    vote = row["votes"][1]
    assert vote["y"] == -2
    assert vote["aspects"]["factuality"] == {"a": 1, "b": 5}
    assert (vote["letters"], vote["rationale_canonical"]) == ({"a": "a", "b": "b"}, "A is wrong.")


def test_a_rater_counts_once_with_the_last_rating(project: Project) -> None:
    rater: Rater = make_rater()
    pairs = [make_item(project, digest=SAME) for _ in range(2)]
    earlier, later = (rate(item, rater, strength=-1) for item in pairs)
    for item in pairs:
        settle(item, "a")

    frozen = ExportItem.objects.get(export=selected(project))

    assert frozen.rating_ids == [later.pk]
    assert Rating.objects.filter(pk=earlier.pk).exists()


def test_an_adjudicated_label_stands_whatever_the_ratings_say(project: Project) -> None:
    make_pair(project, [-2, -2, -2])
    adjudicated = make_pair(project, [2, 3], state=Item.State.ADJUDICATED)

    frozen = ExportItem.objects.get(export=selected(project))

    assert (frozen.item_id, frozen.merged["label"], len(frozen.rating_ids)) == (adjudicated.pk, "b", 5)


@pytest.mark.parametrize(
    ("policy", "why"), [({"states": ["settled"]}, "contested"), ({"min_confidence": 0.8}, "unsure")]
)
def test_the_policy_is_asked_of_the_merged_label(project: Project, policy: dict[str, Any], why: str) -> None:
    make_pair(project, [-2, -1])
    make_pair(project, [2, 3])

    export = selected(project, **policy)

    assert export.n_items == 0
    assert export.manifest["not_taken"] == {"merged_duplicates": 1, why: 1}


def test_other_answers_and_other_rubrics_are_no_repeats(project: Project) -> None:
    make_pair(project, [-2, -1])
    make_pair(project, [-2, -1], texts=("Cusco, in 1533.", "Lima, since 1535."))

    assert selected(project).n_items == 2


@pytest.mark.parametrize(
    ("of", "other", "places"),
    [
        ("ab", "ab", [0, 1]),
        ("ab", "ba", [1, 0]),
        ("aa", "aa", [0, 1]),
        ("abc", "cab", [2, 0, 1]),
        ("ab", "xa", [1, 0]),
        ("ab", "xy", None),
        ("ab", "abc", None),
    ],
)
def test_answers_are_matched_where_that_is_certain(of: str, other: str, places: list[int] | None) -> None:
    assert repeats.order(of, other) == places


def _queued_with_one(project: Project) -> Export:
    return requests.request_export(
        project=project, user=None, fmt="canonical", policy_data={"min_ratings": 1} | MERGE
    )


def test_a_format_that_takes_all_has_each_by_itself_unless_it_is_told(project: Project) -> None:
    make_pair(project, [-2, -1])
    make_pair(project, [-3, -2])

    assert len(records(ran(queued(project)))) == 2
    assert len(records(ran(queued(project, "trl-preference")))) == 1
