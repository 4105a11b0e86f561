"""The hot path, over the domain function; the API's and the page's own tests stand in tests/api and tests/web."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from raters.access import RoleForbids
from raters.models import User
from tasks.assignment import door
from tasks.models import Assignment, Consensus, Draft, Item, Project, Rating
from tasks.rating import drafts, submission
from tasks.rubric.answers import InvalidRating
from tests.factories import make_guideline_version, make_rater
from tests.work import (
    NOW,
    full_rating,
    make_item,
    make_items,
    make_project,
    prefer,
    send,
    slots_held,
    take_next,
)

pytestmark = pytest.mark.django_db


def test_submitting_costs_two_statements_in_one_transaction():
    project = make_project()
    make_items(project, 3)
    assignment = take_next(project, make_rater())
    prefer(assignment, -2)
    following = take_next(project, assignment.rater)

    with CaptureQueriesContext(connection) as caught:
        prefer(following, -2)

    statements = [query["sql"] for query in caught if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) == 2


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_a_rating_is_stored_in_canonical_order_whatever_side_was_seen(order):
    project = make_project()
    make_item(project, shuffle=order[0])
    assignment = take_next(project, make_rater())
    assert list(assignment.presentation.order) == order

    send(assignment, full_rating(-3))

    rating = Rating.objects.get()
    assert rating.strength == (-3 if order == [0, 1] else 3)
    assert rating.scores == ([5, 2] * 3 if order == [0, 1] else [2, 5] * 3)


def test_the_answer_carries_the_next_assignment_already_opened():
    project = make_project()
    make_items(project, 2)
    assignment = take_next(project, make_rater())

    submitted = prefer(assignment, 1)

    assert submitted.next is not None
    assert Assignment.objects.get(pk=submitted.next.id).state == Assignment.State.OPEN


def test_three_ratings_settle_an_item_and_write_its_consensus():
    project = make_project()
    item = make_item(project)

    for strength in (-2, -1, 3):
        prefer(take_next(project, make_rater()), strength)

    item.refresh_from_db()
    consensus = Consensus.objects.get(item=item, current=True)
    assert (item.state, item.taken, item.n_ratings) == (Item.State.SETTLED, 3, 3)
    assert (consensus.label, item.posterior.strength) == ("a", 0)


def test_cannot_judge_gives_the_slot_back():
    project = make_project()
    item = make_item(project)

    prefer(take_next(project, make_rater()), "cannot_judge", scores={})

    item.refresh_from_db()
    assert (item.taken, item.n_ratings, item.n_cannot_judge) == (0, 0, 1)


def test_the_same_key_twice_gives_the_first_answer_again():
    project = make_project()
    make_items(project, 2)
    assignment = take_next(project, make_rater())

    first = prefer(assignment, -1, key="k1")
    again = prefer(assignment, -1, key="k1")

    assert again.rating == first.rating
    assert Rating.objects.count() == 1


def test_a_double_click_without_a_key_is_one_rating():
    project = make_project()
    assignment = (make_item(project), take_next(project, make_rater()))[1]

    assert prefer(assignment, -1).rating == prefer(assignment, -1).rating


def test_the_same_key_with_another_body_is_refused():
    project = make_project()
    assignment = (make_item(project), take_next(project, make_rater()))[1]
    prefer(assignment, -1, key="k1")

    with pytest.raises(submission.KeyReused):
        prefer(assignment, 2, key="k1")


def test_another_rating_of_a_rated_item_is_refused():
    project = make_project()
    assignment = (make_item(project), take_next(project, make_rater()))[1]
    prefer(assignment, -1)

    with pytest.raises(submission.AlreadyRated):
        prefer(assignment, 2)


def test_an_incomplete_rating_changes_nothing_and_keeps_the_draft():
    project = make_project()
    item = make_item(project)
    assignment = take_next(project, make_rater())
    drafts.save(assignment_id=assignment.pk, rater=assignment.rater, content={"rationale": "half a thought"})

    with pytest.raises(InvalidRating) as refused:
        send(assignment, full_rating(-1, scores={"factuality": {"a": 9}}))

    item.refresh_from_db()
    assert "scores.factuality.a" in refused.value.fields
    assert (item.n_ratings, Rating.objects.count()) == (0, 0)
    assert Draft.objects.get().content == {"rationale": "half a thought"}


def test_somebody_elses_assignment_is_missing():
    project = make_project()
    assignment = (make_item(project), take_next(project, make_rater()))[1]

    with pytest.raises(submission.AssignmentMissing):
        submission.submit(
            caller=submission.Caller(user_id=make_rater().user_id),
            assignment_id=assignment.pk,
            read=lambda _rubric: full_rating(),
        )


def test_somebody_who_rates_no_more_is_refused():
    project = make_project()
    assignment = (make_item(project), take_next(project, make_rater()))[1]
    User.objects.update(role="engineer")

    with pytest.raises(RoleForbids):
        prefer(assignment, -1)


def test_a_late_rating_counts_while_a_slot_is_free():
    project = make_project()
    item = make_item(project)
    assignment = take_next(project, make_rater())
    expire(assignment)

    submitted = prefer(assignment, -1)

    item.refresh_from_db()
    assert not submitted.surplus
    assert (item.taken, slots_held(item)) == (1, 1)


def test_a_late_rating_without_a_free_slot_is_kept_as_surplus():
    project = make_project(overlap=(1, 1))
    item = make_item(project)
    late = take_next(project, make_rater())
    expire(late)
    prefer(take_next(project, make_rater()), 2)

    submitted = prefer(late, -3)

    item.refresh_from_db()
    assert submitted.surplus
    assert (item.taken, item.n_ratings, Rating.objects.count()) == (1, 1, 2)
    assert Consensus.objects.get(item=item, current=True).label == "b"


def test_a_closed_project_refuses_and_says_so():
    project = make_project()
    assignment = (make_item(project), take_next(project, make_rater()))[1]
    Project.objects.update(state=Project.State.CLOSED)

    with pytest.raises(door.ProjectClosed):
        prefer(assignment, -1)


def test_a_rating_carries_the_guideline_version_it_was_opened_under():
    version = make_guideline_version(published_at=NOW)
    project = make_project(guideline=version.guideline)
    make_item(project)
    assignment = take_next(project, make_rater())
    make_guideline_version(version.guideline, published_at=NOW)

    prefer(assignment, -1)

    assert Rating.objects.get().guideline_version == version


def expire(assignment: Assignment) -> None:
    """Let the lease run out, and be noticed, as the database's clock would."""
    from datetime import timedelta

    from django.db.models.functions import Now

    from tasks.assignment import leasing

    Assignment.objects.filter(pk=assignment.pk).update(lease_expires_at=Now() - timedelta(seconds=1))
    leasing.expire_due(project=assignment.project)
