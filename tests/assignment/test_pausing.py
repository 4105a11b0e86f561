"""A rater who is paused in a project gets nothing more there, reads why, and loses nothing."""

import pytest

from raters.models import SecurityEvent
from tasks import deactivating
from tasks.assignment import door, filling, opening, pausing, reopening
from tasks.models import Assignment, Item
from tasks.rating import giving_back
from tests.factories import make_rater, make_user
from tests.work import NOW, make_items, make_project, prefer, slots_held, take_next

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return make_user("manager")


@pytest.fixture
def work(manager):
    """A rater with an item open and others waiting, paused."""
    project, rater = make_project(), make_rater()
    make_items(project, 4)
    taken = take_next(project, rater)
    pausing.pause(project=project, rater=rater, note="Please read clause 3 again.", by=manager)
    return project, rater, taken


def test_who_is_paused_finishes_what_is_open_and_gets_nothing_more(work) -> None:
    project, rater, taken = work

    assert opening.open_next(project=project, rater=rater, now=NOW) == (taken.pk, "")
    assert prefer(taken, -1).next is None
    assert opening.open_next(project=project, rater=rater, now=NOW) == (None, "rater_paused")
    assert filling.fill(project=project, rater=rater) == []


def test_what_waited_in_the_tray_goes_back(work) -> None:
    project, _rater, _taken = work

    assert not Assignment.objects.filter(state="reserved").exists()
    for item in Item.objects.filter(project=project):
        assert item.taken == slots_held(item)


def test_who_is_paused_takes_nothing_skipped_back(work) -> None:
    _project, rater, taken = work
    giving_back.skip(assignment_id=taken.pk, rater=rater, reason="outside_skill")

    with pytest.raises(door.RaterPaused):
        reopening.resume(assignment_id=taken.pk, rater=rater)


def test_others_and_other_projects_go_on(work) -> None:
    project, rater, _taken = work
    elsewhere = make_project()
    make_items(elsewhere, 1)

    take_next(project, make_rater())
    take_next(elsewhere, rater)


def test_who_goes_on_gets_items_again(work, manager) -> None:
    project, rater, taken = work
    prefer(taken, -1)

    pausing.go_on(project=project, rater=rater, by=manager)

    take_next(project, rater)
    assert door.note_for(project=project, rater=rater) == ""
    assert list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True)) == [
        "rater_paused",
        "rater_went_on",
    ]


def test_a_pause_outlives_a_deactivation(work) -> None:
    project, rater, _taken = work
    owner = make_user("manager", is_owner=True)

    deactivating.deactivate(user=rater.user, by=owner, now=NOW)
    rater.user.refresh_from_db()
    deactivating.reactivate(user=rater.user, by=owner)

    assert opening.open_next(project=project, rater=rater, now=NOW) == (None, "rater_paused")


@pytest.mark.parametrize("note", ["", "  ", "x" * 501], ids=["none", "blank", "too long"])
def test_a_pause_says_why(note: str, manager) -> None:
    project, rater = make_project(), make_rater()

    with pytest.raises(pausing.NoteMissing):
        pausing.pause(project=project, rater=rater, note=note, by=manager)
