"""Drafts with a revision, and the time that was spent (U4, U5)."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now

from tasks.assignment import leasing, reopening
from tasks.models import Assignment, Draft, Rating
from tasks.rating import drafts, undo
from tests.factories import make_rater
from tests.work import make_item, make_project, prefer, take_next

pytestmark = pytest.mark.django_db
DAY_MS = 24 * 60 * 60 * 1000


@pytest.fixture
def assignment() -> Assignment:
    project = make_project()
    make_item(project)
    return take_next(project, make_rater())


def save(assignment: Assignment, rationale: str, revision: int | None) -> Draft:
    return drafts.save(
        assignment_id=assignment.pk,
        rater=assignment.rater,
        content={"rationale": rationale},
        revision=revision,
    )


def test_a_stale_draft_is_refused_with_both_revisions(assignment: Assignment) -> None:
    save(assignment, "of one tab", 0)
    save(assignment, "of one tab, longer", 1)

    with pytest.raises(drafts.DraftMovedOn) as refused:
        save(assignment, "of the other tab", 0)

    assert refused.value.details == {"revision": 2, "sent": 0}
    assert Draft.objects.get().content["rationale"] == "of one tab, longer"


def test_who_names_no_revision_overwrites(assignment: Assignment) -> None:
    save(assignment, "one", None)

    assert save(assignment, "two", None).revision == 2


def test_a_draft_of_what_was_submitted_is_refused(assignment: Assignment) -> None:
    save(assignment, "half", 0)
    prefer(assignment, -1)

    with pytest.raises(drafts.AlreadySubmitted):
        save(assignment, "half and more", 1)

    assert not Draft.objects.exists()


def test_a_page_from_before_undo_is_stale(assignment: Assignment) -> None:
    save(assignment, "half", 0)
    prefer(assignment, -1)
    undo.undo(rater=assignment.rater, project=assignment.project)

    with pytest.raises(drafts.DraftMovedOn):
        save(assignment, "half", 1)


# ---- Time


def open_for(assignment: Assignment, seconds: int) -> None:
    since = {name: F(name) - timedelta(seconds=seconds) for name in ("opened_at", "reopened_at")}
    Assignment.objects.filter(pk=assignment.pk).update(**since)


def stored() -> int:
    return Rating.objects.get(current=True).active_ms


def test_nobody_was_active_for_longer_than_the_item_was_open(assignment: Assignment) -> None:
    open_for(assignment, 7)

    prefer(assignment, -1, active_ms=DAY_MS)

    assert 7_000 <= stored() < 60_000


def test_what_is_less_is_stored_as_it_is(assignment: Assignment) -> None:
    open_for(assignment, 60)

    prefer(assignment, -1, active_ms=31_000)

    assert stored() == 31_000


def test_a_draft_is_bounded_too(assignment: Assignment) -> None:
    open_for(assignment, 5)

    drafts.save(assignment_id=assignment.pk, rater=assignment.rater, content={"active_ms": DAY_MS})

    assert 5_000 <= Draft.objects.get().content["active_ms"] < 60_000


def test_time_adds_up_over_undo_and_what_lies_between_is_left_out(assignment: Assignment) -> None:
    open_for(assignment, 100)
    prefer(assignment, -1, active_ms=DAY_MS)
    hours_ago = {
        "opened_at": F("opened_at") - timedelta(minutes=5),
        "submitted_at": F("submitted_at") - timedelta(minutes=5),
    }
    Assignment.objects.update(**hours_ago)
    undo.undo(rater=assignment.rater, project=assignment.project)
    open_for(assignment, 20)

    prefer(assignment, 2, active_ms=DAY_MS)

    assert 119_000 <= stored() < 180_000


def test_time_adds_up_over_a_lease_that_ran_out(assignment: Assignment) -> None:
    Assignment.objects.update(
        opened_at=Now() - timedelta(hours=5),
        lease_expires_at=Now() - timedelta(hours=5) + timedelta(seconds=90),
    )
    leasing.expire_due(project=assignment.project)
    reopening.resume(assignment_id=assignment.pk, rater=assignment.rater)

    prefer(assignment, 2, active_ms=DAY_MS)

    assert 90_000 <= stored() < 150_000
