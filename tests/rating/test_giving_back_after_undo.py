"""What was rated, undone and then given back: the vote stays retracted, and work may go on (U3)."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now

from tasks.assignment import leasing, reading, reopening
from tasks.models import Assignment, Consensus, Item, Posterior, Rating
from tasks.rating import giving_back, undo
from tests.factories import make_rater
from tests.rating.giving import release, skip
from tests.work import make_item, make_project, prefer, slots_held, take_next

pytestmark = pytest.mark.django_db


@pytest.fixture
def undone() -> Assignment:
    project = make_project(overlap=(1, 1))
    make_item(project)
    assignment = take_next(project, make_rater())
    prefer(assignment, -2)
    undo.undo(rater=assignment.rater, project=project)
    return assignment


def test_skip_after_undo_keeps_the_vote_retracted_and_stores_the_reason(undone: Assignment) -> None:
    skip(undone)

    undone.refresh_from_db()
    item = Item.objects.get()
    assert (undone.state, undone.skip_reason, undone.undone_at) == ("skipped", "outside_skill", None)
    assert not Rating.objects.filter(current=True).exists()
    assert (item.state, item.n_ratings, item.tally) == ("open", 0, {})
    assert not Posterior.objects.filter(item=item).exists()
    assert (item.taken, slots_held(item)) == (0, 0)
    assert not Consensus.objects.filter(current=True).exists()


def test_release_after_undo_retracts_too_and_another_rater_gets_the_item(undone: Assignment) -> None:
    giving_back.release(assignment_id=undone.pk, rater=undone.rater)

    prefer(take_next(undone.project, make_rater()), 3)

    item = Item.objects.get()
    assert (item.state, item.n_ratings, item.tally["b"]) == ("settled", 1, 1)


def test_skip_after_undo_of_a_rating_that_could_not_judge() -> None:
    project = make_project()
    item = make_item(project)
    assignment = take_next(project, make_rater())
    prefer(assignment, "cannot_judge", scores={})
    undo.undo(rater=assignment.rater, project=project)

    skip(assignment)

    item.refresh_from_db()
    assert (item.n_cannot_judge, item.taken, item.state) == (0, 0, "open")


def test_skip_after_undo_of_a_surplus_rating_leaves_the_tally() -> None:
    project = make_project(overlap=(1, 1))
    item = make_item(project)
    late = take_next(project, make_rater())
    Assignment.objects.update(lease_expires_at=Now() - timedelta(seconds=1))
    leasing.expire_due(project=project)
    prefer(take_next(project, make_rater()), 2)
    prefer(late, -3)
    undo.undo(rater=late.rater, project=project)

    skip(late)

    item.refresh_from_db()
    assert (item.state, item.n_ratings, item.tally["b"], item.taken) == ("settled", 1, 1, 1)


def test_what_was_skipped_after_undo_is_taken_back_and_rated_as_the_next_version(undone: Assignment) -> None:
    skip(undone)
    reopening.resume(assignment_id=undone.pk, rater=undone.rater)

    submitted = prefer(undone, 1)

    assert submitted.version == 2
    assert list(Rating.objects.order_by("version").values_list("version", "current")) == [
        (1, False),
        (2, True),
    ]
    item = Item.objects.get()
    assert (item.n_ratings, item.tally["b"], item.taken) == (1, 1, 1)


@pytest.mark.parametrize("is_resumed", [False, True])
def test_the_key_of_a_retracted_rating_is_refused_and_stores_nothing(is_resumed: bool) -> None:
    project = make_project()
    make_item(project)
    assignment = take_next(project, make_rater())
    prefer(assignment, -2, key="k")
    undo.undo(rater=assignment.rater, project=project)
    skip(assignment)
    if is_resumed:
        reopening.resume(assignment_id=assignment.pk, rater=assignment.rater)

    with pytest.raises(reading.GivenBack, match="does not count"):
        prefer(assignment, -2, key="k")

    assert (Rating.objects.count(), Item.objects.get().n_ratings) == (1, 0)


def test_the_key_of_a_rating_that_was_changed_answers_as_before() -> None:
    project = make_project()
    make_item(project)
    assignment = take_next(project, make_rater())
    first = prefer(assignment, -2, key="k")
    undo.undo(rater=assignment.rater, project=project)
    prefer(assignment, 2, key="l")

    assert prefer(assignment, -2, key="k").rating == first.rating


@pytest.mark.parametrize("leave", [skip, release, lambda mine: leasing.end_all(rater=mine.rater)])
def test_the_time_between_giving_back_and_taking_back_is_not_time_at_work(leave) -> None:
    project = make_project()
    make_item(project)
    assignment = take_next(project, make_rater())
    leave(assignment)
    Assignment.objects.update(
        opened_at=Now() - timedelta(minutes=20),
        lease_expires_at=F("lease_expires_at") - timedelta(minutes=19),
    )

    reopening.resume(assignment_id=assignment.pk, rater=assignment.rater)

    assignment.refresh_from_db()
    assert 55_000 < assignment.open_ms < 90_000
