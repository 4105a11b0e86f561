"""What was given back is taken back, or the rater is told why nothing comes (U2, U3)."""

import pytest

from tasks.assignment import leasing, opening, reading, reopening
from tasks.models import Assignment, Batch, Item
from tasks.rating import giving_back
from tests.factories import make_rater
from tests.rating.giving import reason_for, skip
from tests.work import make_item, make_items, make_project, prefer, take_next

pytestmark = pytest.mark.django_db


def test_who_skipped_all_is_told_so_and_takes_the_last_one_back() -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 2)
    first, last = (skip(take_next(project, rater)) for _ in range(2))
    assert reason_for(project, rater) == opening.ALL_SKIPPED

    offered = reopening.last_given_back(project=project, rater=rater)
    reopening.resume(assignment_id=offered.pk, rater=rater)

    assert offered == last != first
    assert take_next(project, rater) == last
    assert Item.objects.get(pk=last.item_id).taken == 1


def test_a_skipped_item_that_others_filled_is_not_offered() -> None:
    project, rater = make_project(overlap=(1, 1)), make_rater()
    make_item(project)
    skipped = skip(take_next(project, rater))
    prefer(take_next(project, make_rater()), 1)

    assert reopening.last_given_back(project=project, rater=rater) is None
    with pytest.raises(leasing.LeaseLost):
        reopening.resume(assignment_id=skipped.pk, rater=rater)
    assert reason_for(project, rater) == opening.NO_WORK


def test_what_was_never_opened_is_not_resumed() -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 2)
    take_next(project, rater)
    reserved = Assignment.objects.get(state="reserved")
    giving_back.release(assignment_id=reserved.pk, rater=rater)

    with pytest.raises(reading.NotOpened):
        reopening.resume(assignment_id=reserved.pk, rater=rater)


def test_held_batches_are_the_reason_why_nothing_comes() -> None:
    project = make_project()
    make_item(project)
    Batch.objects.update(status=Batch.Status.HELD)

    assert reason_for(project, make_rater()) == opening.NO_BATCH_OPEN
