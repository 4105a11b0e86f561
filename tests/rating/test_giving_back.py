"""Skips and releases: limited by the hour, also after undo, and taken back (A13, U2, U3)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from tasks.assignment import leasing, opening, reading, reopening
from tasks.models import Assignment, Batch, Consensus, Item, Posterior, Rating
from tasks.rating import giving_back, undo
from tasks.rating.submission import Submitted
from tests.factories import make_rater
from tests.work import NOW, make_item, make_items, make_project, prefer, slots_held, take_next

pytestmark = pytest.mark.django_db


def skip(assignment: Assignment) -> Assignment:
    return giving_back.skip(assignment_id=assignment.pk, rater=assignment.rater, reason="outside_skill")


def reason_for(project, rater) -> str:
    return opening.open_next(project=project, rater=rater, now=NOW)[1]


def an_hour_passes() -> None:
    """Move the events back; their trigger forbids that to everybody but the table's owner in this session."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tasks_event DISABLE TRIGGER event_never_changes")
        cursor.execute("UPDATE tasks_event SET at = at - interval '1 hour 1 second'")
        cursor.execute("ALTER TABLE tasks_event ENABLE TRIGGER event_never_changes")
        cursor.execute("ALTER TABLE tasks_rating DISABLE TRIGGER USER")
        cursor.execute("UPDATE tasks_rating SET submitted_at = submitted_at - interval '1 hour 1 second'")
        connection.check_constraints()
        cursor.execute("ALTER TABLE tasks_rating ENABLE TRIGGER USER")


# ---- The limit


def release(assignment: Assignment) -> Assignment:
    return giving_back.release(assignment_id=assignment.pk, rater=assignment.rater)


@pytest.mark.parametrize("give_back", [skip, release])
def test_one_more_than_the_hour_allows_is_refused_with_the_time_to_wait(give_back) -> None:
    project, rater = make_project(max_skips_per_hour=2), make_rater()
    make_items(project, 4)
    for _ in range(2):
        skip(take_next(project, rater))
    third = take_next(project, rater)

    with pytest.raises(giving_back.TooManySkips, match="2 items an hour") as refused:
        give_back(third)

    third.refresh_from_db()
    assert third.state == Assignment.State.OPEN
    assert 3500 < refused.value.details["wait"] <= 3600


def test_the_limit_is_each_raters_own_in_each_project_and_ends_with_the_hour() -> None:
    project, rater = make_project(max_skips_per_hour=1), make_rater()
    other = make_project(max_skips_per_hour=1)
    for each in (project, other):
        make_items(each, 3)
    skip(take_next(project, rater))

    skip(take_next(project, make_rater()))
    skip(take_next(other, rater))
    connection.check_constraints()
    an_hour_passes()
    skip(take_next(project, rater))


def test_a_skip_that_was_taken_back_counts_too() -> None:
    project, rater = make_project(max_skips_per_hour=1), make_rater()
    make_item(project)
    skipped = skip(take_next(project, rater))
    reopening.resume(assignment_id=skipped.pk, rater=rater)

    with pytest.raises(giving_back.TooManySkips):
        skip(skipped)


def judge_none(assignment: Assignment) -> Submitted:
    return prefer(assignment, "cannot_judge", scores={})


def test_beyond_the_hours_limit_a_rating_that_could_not_judge_is_stored_and_nothing_more_is_given() -> None:
    project, rater = make_project(max_skips_per_hour=1), make_rater()
    make_items(project, 4)
    first = judge_none(take_next(project, rater))

    second = judge_none(take_next(project, rater))

    assert first.next is not None
    assert second.next is None
    assert Rating.objects.filter(current=True).count() == 2
    assert reason_for(project, rater) == "too_many_skips"
    connection.check_constraints()
    an_hour_passes()
    take_next(project, rater)


def test_a_rating_that_could_not_judge_counts_as_a_skip_does() -> None:
    project, rater = make_project(max_skips_per_hour=1), make_rater()
    make_items(project, 3)
    judge_none(take_next(project, rater))

    with pytest.raises(giving_back.TooManySkips):
        skip(take_next(project, rater))


def test_who_has_used_the_hours_skips_may_go_on_rating() -> None:
    project, rater = make_project(max_skips_per_hour=1), make_rater()
    make_items(project, 3)
    skip(take_next(project, rater))

    assert prefer(take_next(project, rater), 2).next is not None


def test_what_was_skipped_may_be_taken_back_beyond_the_limit() -> None:
    project, rater = make_project(max_skips_per_hour=1), make_rater()
    make_items(project, 4)
    skipped = skip(take_next(project, rater))
    judge_none(take_next(project, rater))
    assert reason_for(project, rater) == "too_many_skips"

    reopening.resume(assignment_id=skipped.pk, rater=rater)

    assert prefer(skipped, 2).version == 1


def test_twenty_an_hour_unless_the_project_says_otherwise() -> None:
    assert make_project().max_skips_per_hour == 20


# ---- After undo


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


# ---- Nothing left


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
