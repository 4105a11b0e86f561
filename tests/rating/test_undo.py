from datetime import timedelta

import pytest
from django.db.models.functions import Now

from tasks.assignment import leasing, presentation
from tasks.models import Assignment, Consensus, Item, Rating
from tasks.rating import undo
from tests.factories import make_rater
from tests.work import make_item, make_items, make_project, prefer, slots_held, take_next

pytestmark = pytest.mark.django_db


def rated(overlap=(3, 3), strength=-2):
    project = make_project(overlap=overlap)
    item = make_item(project)
    assignment = take_next(project, make_rater())
    prefer(assignment, strength)
    return project, item, assignment


def test_undo_opens_the_last_rating_again_prefilled_as_it_was_seen():
    project, _item, assignment = rated()

    undo.undo(rater=assignment.rater, project=project)

    assignment.refresh_from_db()
    seen = presentation.to_json(presentation.load(assignment.pk), language="en")["draft"]
    turned = list(assignment.presentation.order) == [1, 0]
    assert assignment.state == Assignment.State.OPEN
    assert seen["preference"] == {"strength": 2 if turned else -2}


def test_the_old_version_counts_until_the_new_one_is_submitted():
    project, item, assignment = rated()

    undo.undo(rater=assignment.rater, project=project)

    item.refresh_from_db()
    assert (item.tally["a"], item.taken) == (1, 1)
    assert Rating.objects.get(current=True).strength == -2


def test_resubmitting_moves_the_tally_by_exactly_the_difference():
    project, item, assignment = rated()
    undo.undo(rater=assignment.rater, project=project)
    assignment.refresh_from_db()

    prefer(assignment, 3)

    item.refresh_from_db()
    assert (item.n_ratings, item.tally) == (1, {"b": 1, "strong_b": 1, "strength": 3})
    assert list(Rating.objects.order_by("version").values_list("version", "current")) == [
        (1, False),
        (2, True),
    ]
    assert (item.taken, slots_held(item)) == (1, 1)


def test_changing_the_deciding_rating_writes_a_new_consensus_and_keeps_the_old_row():
    project, item, assignment = rated(overlap=(1, 1))
    undo.undo(rater=assignment.rater, project=project)
    assignment.refresh_from_db()

    prefer(assignment, 2)

    rows = Consensus.objects.filter(item=item).order_by("number")
    assert [(row.label, row.current) for row in rows] == [("a", False), ("b", True)]


def test_a_lease_that_runs_out_after_undo_leaves_the_rating_as_it_was():
    project, item, assignment = rated()
    undo.undo(rater=assignment.rater, project=project)
    Assignment.objects.update(lease_expires_at=Now() - timedelta(seconds=1))

    leasing.expire_due(project=project)

    assignment.refresh_from_db()
    item.refresh_from_db()
    assert (assignment.state, item.n_ratings, item.taken) == (Assignment.State.SUBMITTED, 1, 1)


def test_after_ten_minutes_a_rating_stands():
    project, _item, assignment = rated()
    Assignment.objects.update(submitted_at=Now() - timedelta(minutes=10, seconds=1))

    with pytest.raises(undo.NothingToUndo):
        undo.undo(rater=assignment.rater, project=project)


def test_an_adjudicated_item_is_not_reopened_by_undo():
    project, item, assignment = rated()
    Item.objects.filter(pk=item.pk).update(state=Item.State.DISPUTED)

    with pytest.raises(undo.NothingToUndo):
        undo.undo(rater=assignment.rater, project=project)


def test_undo_after_the_next_item_was_started_comes_first_and_loses_neither():
    project = make_project()
    make_items(project, 2)
    first = take_next(project, make_rater())
    prefer(first, -2)
    second = take_next(project, first.rater)

    undo.undo(rater=first.rater, project=project)
    assert take_next(project, first.rater) == first
    first.refresh_from_db()
    prefer(first, -1)

    assert take_next(project, first.rater) == second


def test_a_changed_rating_that_leaves_the_label_moves_the_numbers_and_writes_no_history():
    project = make_project(overlap=(1, 1))
    item = make_item(project)
    rater = make_rater()
    assignment = take_next(project, rater)
    prefer(assignment, -1)
    undo.undo(rater=rater, project=project)

    prefer(Assignment.objects.select_related("presentation", "rater").get(pk=assignment.pk), -3)

    (row,) = Consensus.objects.filter(item=item)
    item.refresh_from_db()
    assert (row.label, row.current, item.state) == ("a", True, "settled")
    assert item.posterior.strength == -3
