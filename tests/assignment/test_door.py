"""Who may still act is one rule, at both doors to an item: opening or reading it, and submitting it (A4, A13)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from raters.models import Grant, User
from tasks import members
from tasks.assignment import door, filling, leasing, opening, reading, reopening
from tasks.assignment.media import NoSuchMedia, of_assignment
from tasks.models import Assignment, Draft, Membership, Project, Rating
from tasks.rating import drafts, undo
from tests.factories import make_grant, make_rater, make_skill
from tests.work import NOW, make_item, make_items, make_project, prefer, slots_held, take_next

pytestmark = pytest.mark.django_db


class Work:
    """A rater of a members' project with one item open and others in the tray."""

    def __init__(self) -> None:
        self.skill = make_skill()
        self.rater = make_grant(skill=self.skill).rater
        self.project = make_project(admits_all=False)
        self.project.skills.add(self.skill)
        self.membership = members.add(project=self.project, user=self.rater.user)
        self.items = make_items(self.project, 3)
        self.assignment = take_next(self.project, self.rater)
        drafts.save(assignment_id=self.assignment.pk, rater=self.rater, content={"rationale": "half"})

    def opens(self) -> tuple[int | None, str]:
        self.project.refresh_from_db()
        return opening.open_next(project=self.project, rater=self.rater, now=NOW)


@pytest.fixture
def work() -> Work:
    return Work()


def drop_membership(work: Work) -> None:
    Membership.objects.filter(pk=work.membership.pk).delete()


def revoke_skill(work: Work) -> None:
    Grant.objects.update(revoked_at=Now())


def let_skill_expire(work: Work) -> None:
    Grant.objects.update(expires_at=Now() - timedelta(hours=1))


def need_another_skill(work: Work) -> None:
    type(work.items[0]).objects.update(skill_ids=[make_skill().pk])


def close(work: Work) -> None:
    Project.objects.update(state=Project.State.CLOSED)


LOSSES = [
    (drop_membership, door.NotAMember, "not_member"),
    (revoke_skill, door.NotQualified, "not_qualified"),
    (let_skill_expire, door.NotQualified, "not_qualified"),
    (need_another_skill, door.NotQualified, "not_qualified"),
    (close, door.ProjectClosed, "closed"),
]
lost = pytest.mark.parametrize(("lose", "error", "reason"), LOSSES)
Lose = Callable[[Work], None]


@lost
def test_who_may_act_no_more_opens_nothing_and_is_told_why(
    work: Work, lose: Lose, error, reason: str
) -> None:
    lose(work)

    assert work.opens() == (None, reason)
    assert filling.fill(project=work.project, rater=work.rater) == []


@lost
def test_who_may_act_no_more_cannot_submit_and_the_draft_stays(work: Work, lose: Lose, error, reason) -> None:
    lose(work)

    with pytest.raises(error, match="draft"):
        prefer(work.assignment, -1)

    assert not Rating.objects.exists()
    assert Draft.objects.get().content == {"rationale": "half"}


@lost
@pytest.mark.parametrize(
    "act",
    [
        lambda of: reading.own(assignment_id=of.assignment.pk, rater=of.rater),
        lambda of: of_assignment(assignment_id=of.assignment.pk, rater=of.rater, which="a"),
        lambda of: drafts.save(assignment_id=of.assignment.pk, rater=of.rater, content={}),
        lambda of: leasing.extend(assignment_id=of.assignment.pk, rater=of.rater),
        lambda of: reopening.resume(assignment_id=of.assignment.pk, rater=of.rater),
    ],
    ids=["read", "media", "draft", "extend", "resume"],
)
def test_who_may_act_no_more_reads_and_keeps_nothing(work: Work, lose: Lose, error, reason, act) -> None:
    lose(work)

    with pytest.raises((error, NoSuchMedia)):
        act(work)


@lost
def test_who_may_act_no_more_takes_no_rating_back(work: Work, lose: Lose, error, reason) -> None:
    prefer(work.assignment, -1)
    lose(work)

    with pytest.raises(error):
        undo.undo(rater=work.rater, project=work.project)


@lost
def test_a_submit_that_was_accepted_is_answered_again_and_opens_nothing(
    work: Work, lose: Lose, error, reason
) -> None:
    first = prefer(work.assignment, -1, key="k")
    Assignment.objects.filter(pk=first.next.id).update(state="expired", holds_slot=False)
    lose(work)

    again = prefer(work.assignment, -1, key="k")

    assert (again.rating, again.replayed, again.next) == (first.rating, True, None)


def test_a_submit_opens_no_item_for_which_the_skill_is_gone(work: Work) -> None:
    later = work.items[1:]
    type(work.items[0]).objects.filter(pk__in=[each.pk for each in later]).update(skill_ids=[make_skill().pk])

    assert prefer(work.assignment, -1).next is None


def test_a_person_who_was_deactivated_is_given_nothing() -> None:
    project, rater = make_project(), make_rater()
    make_item(project)
    User.objects.filter(pk=rater.user_id).update(is_active=False)

    assert opening.open_next(project=project, rater=rater, now=NOW) == (None, door.INACTIVE)
    assert filling.fill(project=project, rater=rater) == []


def test_a_paused_project_leaves_what_is_open_and_opens_nothing(work: Work) -> None:
    Project.objects.update(state=Project.State.PAUSED)

    assert work.opens() == (work.assignment.pk, "")
    assert prefer(work.assignment, -1).next is None
    assert work.opens() == (None, door.PAUSED)


def test_leases_end_with_the_membership(work: Work) -> None:
    members.remove(membership=work.membership)

    states = Assignment.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["expired", "recalled", "recalled"]
    for item in work.items:
        item.refresh_from_db()
        assert item.taken == slots_held(item) == 0
    assert Draft.objects.get().content == {"rationale": "half"}


def test_who_was_taken_out_keeps_what_was_rated_and_goes_on_when_back(work: Work) -> None:
    prefer(work.assignment, -1)
    undo.undo(rater=work.rater, project=work.project)
    members.remove(membership=work.membership)
    assert Rating.objects.filter(current=True).count() == 1
    assert Assignment.objects.get(pk=work.assignment.pk).state == Assignment.State.SUBMITTED

    members.add(project=work.project, user=work.rater.user)

    assert work.opens()[1] == ""


def test_a_draft_of_somebody_who_is_back_is_finished(work: Work) -> None:
    members.remove(membership=work.membership)
    members.add(project=work.project, user=work.rater.user)

    assert reopening.resume(assignment_id=work.assignment.pk, rater=work.rater).state == Assignment.State.OPEN
    assert not prefer(work.assignment, -1).surplus


@pytest.mark.parametrize(
    ("state", "error"), [("reserved", reading.NotOpened), ("skipped", reading.GivenBack)]
)
def test_what_is_not_open_is_neither_read_nor_rated(state: str, error: type[Exception]) -> None:
    project, rater = make_project(), make_rater()
    make_items(project, 2)
    opened = take_next(project, rater)
    if state == "reserved":
        opened = Assignment.objects.exclude(pk=opened.pk).select_related("presentation", "rater").get()
    else:
        Assignment.objects.filter(pk=opened.pk).update(state=state, holds_slot=False)

    with pytest.raises(error):
        prefer(opened, -1)
    with pytest.raises(error):
        reading.own(assignment_id=opened.pk, rater=rater)
    with pytest.raises(error):
        drafts.save(assignment_id=opened.pk, rater=rater, content={})
