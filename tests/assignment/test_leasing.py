from datetime import timedelta

import pytest
from django.db.models.functions import Now

from tasks.assignment import leasing, reopening
from tasks.models import Assignment, Item
from tasks.rating import drafts, giving_back
from tests.factories import make_rater
from tests.work import make_item, make_project, prefer, slots_held, take_next

pytestmark = pytest.mark.django_db


def run_out(*assignments: Assignment) -> None:
    ids = [each.pk for each in assignments]
    Assignment.objects.filter(pk__in=ids).update(lease_expires_at=Now() - timedelta(seconds=1))


def test_an_expired_lease_returns_its_slot():
    project = make_project()
    item = make_item(project)
    assignments = [take_next(project, make_rater()) for _ in range(2)]
    run_out(*assignments)

    assert leasing.expire_due(project=project) == 2

    item.refresh_from_db()
    assert (item.taken, slots_held(item)) == (0, 0)


def test_an_expired_lease_keeps_its_draft_and_can_be_resumed():
    project = make_project()
    make_item(project)
    assignment = take_next(project, make_rater())
    drafts.save(assignment_id=assignment.pk, rater=assignment.rater, content={"rationale": "half"})
    run_out(assignment)
    leasing.expire_due(project=project)

    resumed = reopening.resume(assignment_id=assignment.pk, rater=assignment.rater)

    assert resumed.state == Assignment.State.OPEN
    assert resumed.draft.content == {"rationale": "half"}


def test_a_lease_whose_slot_went_to_another_is_lost_and_says_the_draft_is_kept():
    project = make_project(overlap=(1, 1))
    make_item(project)
    late = take_next(project, make_rater())
    run_out(late)
    prefer(take_next(project, make_rater()), 1)

    with pytest.raises(leasing.LeaseLost, match="draft is kept"):
        reopening.resume(assignment_id=late.pk, rater=late.rater)


def test_a_live_lease_is_left_alone():
    project = make_project()
    make_item(project)
    take_next(project, make_rater())

    assert leasing.expire_due(project=project) == 0


def test_extending_gives_a_full_lease_at_least_ten_times():
    project = make_project(lease_minutes=30)
    make_item(project)
    assignment = take_next(project, make_rater())
    Assignment.objects.update(lease_expires_at=Now() + timedelta(seconds=20))

    ends = [leasing.extend(assignment_id=assignment.pk, rater=assignment.rater) for _ in range(10)]

    assignment.refresh_from_db()
    assert assignment.n_extensions == 10
    assert ends[-1] - assignment.opened_at >= timedelta(minutes=30)


def test_skipping_needs_a_known_reason():
    project = make_project()
    make_item(project)
    assignment = take_next(project, make_rater())

    with pytest.raises(giving_back.UnknownReason):
        giving_back.skip(assignment_id=assignment.pk, rater=assignment.rater, reason="tired")


def test_a_skipped_item_goes_to_others_and_not_back_to_the_rater():
    project = make_project()
    item = make_item(project)
    assignment = take_next(project, make_rater())
    giving_back.skip(assignment_id=assignment.pk, rater=assignment.rater, reason="outside_skill")

    with pytest.raises(AssertionError, match="all_skipped"):
        take_next(project, assignment.rater)

    assert take_next(project, make_rater()).item == item


def test_nobody_ends_the_lease_of_another():
    project = make_project()
    make_item(project)
    assignment = take_next(project, make_rater())

    with pytest.raises(leasing.AssignmentMissing):
        giving_back.release(assignment_id=assignment.pk, rater=make_rater())

    assert Item.objects.get().taken == 1


def test_the_32768th_extension_is_refused():
    project = make_project()
    make_item(project)
    assignment = take_next(project, make_rater())
    Assignment.objects.update(n_extensions=leasing.MAX_EXTENSIONS)

    with pytest.raises(leasing.ExtendedTooOften):
        leasing.extend(assignment_id=assignment.pk, rater=assignment.rater)
