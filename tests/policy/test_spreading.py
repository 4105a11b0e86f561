"""A changed overlap or priority reaches the items that are there already, and none of them gets stuck."""

from __future__ import annotations

import pytest

from tasks.models import Batch, Item, PendingChange, Project
from tasks.policy import changing, of_batches, spreading
from tests.factories import make_rater
from tests.work import make_batch, make_item, make_items, make_project, prefer, take_next

pytestmark = pytest.mark.django_db


def slots(project: Project) -> list[tuple[int, int]]:
    items = Item.objects.filter(project=project).order_by("pk")
    return list(items.values_list("wanted", "max_overlap"))


def test_open_items_take_the_new_overlap() -> None:
    project = make_project()
    make_items(project, 2)

    changing.change(project=project, by=None, wanted={"min_overlap": 4, "max_overlap": 6})
    spreading.spread()

    assert slots(project) == [(4, 6), (4, 6)]
    assert not PendingChange.objects.exists()


def test_an_item_that_is_rated_stays_open_for_one_more_rating_and_is_decided_by_it() -> None:
    project = make_project()
    item = make_item(project)
    for strength in (-2, 2):
        prefer(take_next(project, make_rater()), strength)

    changing.change(project=project, by=None, wanted={"min_overlap": 1, "max_overlap": 1})
    spreading.spread()

    assert slots(project) == [(3, 3)]
    prefer(take_next(project, make_rater()), -2)
    item.refresh_from_db()
    assert item.state == Item.State.SETTLED


def test_slots_that_are_taken_are_kept() -> None:
    project = make_project(overlap=(3, 3))
    make_item(project)
    held = [take_next(project, make_rater()) for _ in range(2)]

    changing.change(project=project, by=None, wanted={"min_overlap": 1, "max_overlap": 1})
    spreading.spread()

    assert slots(project) == [(2, 2)]
    assert all(prefer(each, -2) for each in held)


def test_settled_items_and_gold_and_batches_with_their_own_overlap_stay_as_they_are() -> None:
    project = make_project()
    make_item(project, state=Item.State.SETTLED)
    make_item(project, is_gold=True, wanted=0)
    make_item(project, batch=make_batch(project, min_overlap=2, max_overlap=3))

    changing.change(project=project, by=None, wanted={"min_overlap": 5, "max_overlap": 5})
    spreading.spread()

    assert slots(project) == [(3, 3), (0, 3), (3, 3)]


def test_a_change_is_written_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "AT_ONCE", 2)
    project = make_project()
    make_items(project, 5, priority=1)

    of_batches.change(batch=project.batches.get(), by=None, wanted={"priority": 7})
    n = spreading.spread()

    assert n == 5
    assert set(Item.objects.values_list("priority", flat=True)) == {8}


def test_items_imported_after_the_change_are_not_moved_again() -> None:
    project = make_project()
    make_item(project)
    batch = project.batches.get()

    of_batches.change(batch=batch, by=None, wanted={"priority": 7})
    make_item(project, batch=batch, priority=7)
    spreading.spread()

    assert set(Item.objects.values_list("priority", flat=True)) == {7}


def test_a_change_waits_for_the_import_and_for_the_last_change() -> None:
    project = make_project()
    make_item(project)
    make_batch(project, status=Batch.Status.IMPORTING)

    with pytest.raises(spreading.Unfinished, match="being imported"):
        changing.change(project=project, by=None, wanted={"max_overlap": 5})
    Batch.objects.filter(status=Batch.Status.IMPORTING).update(status=Batch.Status.HELD)
    changing.change(project=project, by=None, wanted={"max_overlap": 5})
    with pytest.raises(spreading.Unfinished, match="last change"):
        changing.change(project=project, by=None, wanted={"max_overlap": 6})

    project.refresh_from_db()
    assert project.max_overlap == 5


def test_an_audit_item_keeps_a_fixed_number_of_ratings() -> None:
    project = make_project()
    make_item(project, is_audit=True)

    changing.change(project=project, by=None, wanted={"min_overlap": 4, "max_overlap": 6})
    spreading.spread()

    assert slots(project) == [(4, 4)]
