"""Overlap under real threads on PostgreSQL: many raters, few slots, and nothing taken twice."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tasks.assignment import filling, leasing, opening
from tasks.models import Assignment, Item, Rating
from tasks.rating import undo
from tests.factories import make_rater
from tests.work import NOW, make_items, make_project, prefer, slots_held

pytestmark = pytest.mark.django_db(transaction=True)
N_THREADS = 8


def in_threads(act, subjects) -> list:
    """Run `act` for every subject at once; connections are closed so that the test database can go."""
    barrier = threading.Barrier(len(subjects))

    def run(subject):
        try:
            barrier.wait(timeout=20)
            return act(subject)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(subjects)) as pool:
        return list(pool.map(run, subjects))


def assert_exact(project) -> None:
    for item in Item.objects.filter(project=project):
        assert item.taken == slots_held(item) <= item.wanted
        rated = Rating.objects.counted().filter(item=item).exclude(verdict="cannot_judge")
        assert item.n_ratings == rated.count() <= item.wanted


def test_eight_fills_at_once_take_every_slot_once():
    project = make_project(tray_size=50)
    make_items(project, 5)
    raters = [make_rater() for _ in range(N_THREADS)]

    in_threads(lambda rater: filling.fill(project=project, rater=rater), raters)
    for rater in raters:
        filling.fill(project=project, rater=rater)

    assert_exact(project)
    assert Item.objects.filter(taken=3).count() == 5


def test_eight_fills_of_one_tray_reserve_each_item_once():
    project = make_project(tray_size=4)
    make_items(project, 12)
    rater = make_rater()

    in_threads(lambda _: filling.fill(project=project, rater=rater), range(N_THREADS))

    assert Assignment.objects.filter(rater=rater).count() == 4


def test_who_waits_for_another_fill_of_the_tray_gets_what_it_brought():
    project = make_project(tray_size=N_THREADS)
    make_items(project, N_THREADS)
    rater = make_rater()

    opened = in_threads(lambda _: opening.open_next(project=project, rater=rater, now=NOW), range(N_THREADS))

    assert [reason for assignment, reason in opened if assignment is None] == []


def test_eight_submits_of_one_rating_store_one():
    project = make_project()
    make_items(project, 2)
    rater = make_rater()
    opened, _ = opening.open_next(project=project, rater=rater, now=NOW)
    assignment = Assignment.objects.select_related("rater", "presentation").get(pk=opened)

    answers = in_threads(lambda _: prefer(assignment, -1, key="once").rating, range(N_THREADS))

    assert len(set(answers)) == 1
    assert Rating.objects.count() == 1


def test_raters_working_at_once_never_exceed_the_overlap():
    project = make_project(overlap=(2, 3))
    make_items(project, 12)
    raters = [make_rater() for _ in range(N_THREADS)]

    def work(rater):
        for turn in range(20):
            opened, _reason = opening.open_next(project=project, rater=rater, now=NOW)
            if opened is None:
                return
            mine = Assignment.objects.select_related("rater", "presentation").get(pk=opened)
            prefer(mine, (turn + rater.pk) % 7 - 3)
            if turn % 5 == 4:
                undo.undo(rater=rater, project=project)
            leasing.expire_due(project=project)

    in_threads(work, raters)

    assert_exact(project)


def test_two_invitations_of_work_race_for_the_last_slot():
    project = make_project(overlap=(1, 1), tray_size=1)
    make_items(project, 1)
    raters = [make_rater() for _ in range(2)]

    opened = in_threads(lambda rater: opening.open_next(project=project, rater=rater, now=NOW)[0], raters)

    assert sum(each is not None for each in opened) == 1
