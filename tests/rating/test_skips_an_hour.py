"""Skips and releases are limited by the hour, and so are ratings that could not judge (A13, U2)."""

import pytest
from django.db import connection

from tasks.assignment import reopening
from tasks.models import Assignment, Rating
from tasks.rating import giving_back
from tasks.rating.submission import Submitted
from tests.factories import make_rater
from tests.rating.giving import reason_for, release, skip
from tests.work import make_item, make_items, make_project, prefer, take_next

pytestmark = pytest.mark.django_db


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


def judge_none(assignment: Assignment) -> Submitted:
    return prefer(assignment, "cannot_judge", scores={})


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
