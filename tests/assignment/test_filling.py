from datetime import timedelta

import pytest
from django.db.models.functions import Now

from tasks.assignment import door, filling, opening
from tasks.models import Assignment, Batch, Item, Project, Tray
from tasks.rubric import presets, versions
from tests.factories import make_grant, make_rater, make_skill
from tests.work import NOW, make_batch, make_item, make_items, make_project, prefer, slots_held, take_next

pytestmark = pytest.mark.django_db


def reason_for(project, rater):
    return opening.open_next(project=project, rater=rater, now=NOW)[1]


def test_a_tray_is_filled_to_its_size_and_no_further():
    project = make_project(tray_size=4)
    make_items(project, 9)
    rater = make_rater()

    assert len(filling.fill(project=project, rater=rater)) == 4
    assert filling.fill(project=project, rater=rater) == []


def test_every_reserved_item_has_a_slot_taken():
    project = make_project()
    items = make_items(project, 3)
    filling.fill(project=project, rater=make_rater())

    for item in items:
        item.refresh_from_db()
        assert item.taken == slots_held(item) == 1


def test_nothing_of_a_held_batch_is_given_out():
    project = make_project()
    make_item(project, batch=make_batch(project, status=Batch.Status.HELD))

    assert filling.fill(project=project, rater=make_rater()) == []


@pytest.mark.parametrize(("rubric", "n"), [("single", 1), ("ranking", 3), ("intent", 1)])
def test_items_of_every_rubric_are_given_out(rubric, n):
    project = make_project(rubric_version=versions.published(presets.preset(rubric)))
    item = make_item(project, texts=["Cusco.", "Lima.", "Quito."][:n])

    assert take_next(project, make_rater()).item == item


def test_batches_of_two_rubrics_are_given_out_side_by_side():
    project = make_project()
    ranked = make_batch(project, rubric_version=versions.published(presets.preset("ranking")))
    make_item(project, batch=ranked, texts=["Cusco.", "Lima.", "Quito."], priority=9)
    make_item(project, batch=make_batch(project))
    filling.fill(project=project, rater=make_rater())

    assert Assignment.objects.values("rubric_version").distinct().count() == 2


def test_a_rater_never_gets_an_item_twice():
    project = make_project()
    make_item(project)
    rater = make_rater()
    prefer(take_next(project, rater), 1)

    assert reason_for(project, rater) == opening.NO_WORK


def test_overlap_is_three_raters_and_the_fourth_is_told_why_there_is_nothing():
    project = make_project()
    make_item(project)
    for _ in range(3):
        take_next(project, make_rater())

    assert reason_for(project, make_rater()) == opening.ALL_LEASED


def test_begun_items_come_before_fresh_ones_and_priority_before_both():
    project = make_project(tray_size=1)
    fresh, begun = make_items(project, 2)
    Item.objects.filter(pk=begun.pk).update(n_ratings=1, taken=1)

    assert take_next(project, make_rater()).item == begun

    Item.objects.filter(pk=fresh.pk).update(priority=5)
    assert take_next(project, make_rater()).item == fresh


def test_an_item_that_needs_a_skill_waits_for_who_has_it():
    project = make_project()
    law = make_skill("law-zh")
    make_item(project, skill_ids=[law.pk])
    able = make_grant(skill=law).rater

    assert reason_for(project, make_rater()) == door.NOT_QUALIFIED
    assert take_next(project, able)


def test_a_project_that_needs_a_skill_says_so_to_who_lacks_it():
    project = make_project()
    project.skills.add(make_skill())
    make_item(project)

    assert reason_for(project, make_rater()) == door.NOT_QUALIFIED


@pytest.mark.parametrize(("state", "reason"), [("paused", door.PAUSED), ("closed", door.CLOSED)])
def test_a_project_that_is_not_open_gives_nothing_and_says_why(state, reason):
    project = make_project()
    make_item(project)
    Project.objects.update(state=state)
    project.refresh_from_db()

    assert reason_for(project, make_rater()) == reason


def test_a_reload_shows_the_item_that_is_already_open():
    project = make_project()
    make_items(project, 3)
    rater = make_rater()

    assert take_next(project, rater) == take_next(project, rater)


def test_asking_makes_the_tray_due_and_a_job_takes_it_once():
    project = make_project()
    rater = make_rater()
    opening.ask(project=project, rater=rater, now=NOW)

    assert filling.claim_due() == (project, rater)
    assert filling.claim_due() is None


def test_a_batch_that_opens_makes_the_trays_of_raters_at_work_due():
    project = make_project()
    batch = make_batch(project)
    at_work, gone = make_rater(), make_rater()
    Tray.objects.create(project=project, rater=at_work, asked_at=Now())
    Tray.objects.create(project=project, rater=gone, asked_at=Now() - timedelta(hours=2))

    filling.mark_due(batch_id=batch.pk)

    assert filling.claim_due() == (project, at_work)
    assert filling.claim_due() is None
