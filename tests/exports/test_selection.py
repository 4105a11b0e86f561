"""Which items and ratings an export takes."""

from typing import Any

import pytest

from tasks.exports import requests
from tasks.exports.selecting import selection
from tasks.models import Consensus, Export, ExportItem, Item, Project
from tests.exports.projects import make_item, make_rated_project, make_settled_pairs, rate, settle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project() -> Project:
    return make_rated_project()


def selected(project: Project, fmt: str = "canonical", **policy: Any) -> Export:
    export = requests.request_export(project=project, user=None, fmt=fmt, policy_data=policy)
    return selection.select(export_id=export.pk)


def taken(export: Export) -> list[int]:
    return list(ExportItem.objects.filter(export=export).order_by("pk").values_list("item_id", flat=True))


def test_every_decided_pair_is_taken_and_counted(project: Project) -> None:
    items = make_settled_pairs(project, ["b", "a", "tie", "both_bad", "b"])

    export = selected(project)

    assert taken(export) == [item.pk for item in items]
    assert (export.n_items, export.counts) == (5, {"a": 1, "b": 2, "tie": 1, "both_bad": 1})


@pytest.mark.parametrize("state", [Item.State.OPEN, Item.State.DISPUTED, Item.State.WITHDRAWN])
def test_undecided_item_is_left_out(project: Project, state: str) -> None:
    settle(make_item(project, state=state), "a")

    assert taken(selected(project)) == []


def test_gold_and_other_projects_are_left_out(project: Project) -> None:
    settle(make_item(project, is_gold=True, wanted=0, taken=0), "a")
    settle(make_item(make_rated_project("other")), "a")

    assert taken(selected(project)) == []


def test_labels_are_counted_by_name_as_long_as_they_are_few(project: Project) -> None:
    for label in ("a", "buy", "buy", ""):
        settle(make_item(project), label)

    few = selected(project)
    for number in range(60):
        settle(make_item(project), f"{number}>x")
    many = selected(project)

    assert few.counts == {"a": 1, "b": 0, "tie": 0, "both_bad": 0, "buy": 2, "unlabelled": 1}
    assert many.counts == {"a": 1, "b": 0, "tie": 0, "both_bad": 0, "other_labels": 63}
    assert (few.n_items, many.n_items) == (4, 64)


def test_too_few_ratings_leave_an_item_out(project: Project) -> None:
    settle(make_item(project, state=Item.State.CONTESTED), "a", n_ratings=1)
    enough = settle(make_item(project, state=Item.State.CONTESTED), "a", n_ratings=2)

    assert taken(selected(project)) == [enough.item_id]


@pytest.mark.parametrize(
    ("winner", "probabilities"),
    [
        ("a", {"p_consensus": 0.6}),
        ("a", {"p_consensus": None}),
        ("b", {"p_consensus": 0.4}),
        ("tie", {"p_tie": 0.6}),
        ("both_bad", {"p_both_bad": 0.6}),
    ],
)
def test_unsure_label_of_any_kind_is_left_out(
    project: Project, winner: str, probabilities: dict[str, Any]
) -> None:
    settle(make_item(project), winner, **probabilities)
    sure = settle(make_item(project), "b", p_consensus=0.2)

    assert taken(selected(project, min_confidence=0.75)) == [sure.item_id]


def test_only_ratings_that_are_votes_are_frozen(project: Project) -> None:
    item = make_item(project)
    votes = [rate(item, strength=-1), rate(item, verdict="both_bad")]
    rate(item, verdict="cannot_judge")
    rate(item, strength=1, independent=False)
    rate(item, strength=1, surplus=True)
    rate(item, strength=1, state="open")
    settle(item, "a")

    export = selected(project)

    assert ExportItem.objects.get(export=export).rating_ids == [vote.pk for vote in votes]


def test_second_selection_changes_nothing(project: Project) -> None:
    (item,) = make_settled_pairs(project, ["a"])
    export = selected(project)
    Consensus.objects.filter(item=item).update(current=False)
    settle(item, "b")
    make_settled_pairs(project, ["a"])

    again = selection.select(export_id=export.pk)

    assert (again.counts, again.selected_at) == (export.counts, export.selected_at)
    assert ExportItem.objects.get(export=export).consensus.label == "a"
