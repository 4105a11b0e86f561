"""Imported ratings that meet items at work: slots stay exact while raters here rate the same items."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tasks.assignment import opening
from tasks.intake.judged import ratings
from tasks.intake.judged.ratings import ItemRatings
from tasks.intake.lines import LineRating
from tasks.models import Assignment, Consensus, Item, Rating
from tests.factories import make_rater
from tests.work import NOW, make_batch, make_items, make_project, prefer, slots_held

pytestmark = pytest.mark.django_db(transaction=True)

N_RATERS, N_IMPORTS, N_ITEMS = 4, 3, 12


def in_threads(acts) -> None:
    barrier = threading.Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=20)
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(run, act) for act in acts]:
            done.result(timeout=60)


def test_slots_stay_exact_while_raters_and_imports_meet():
    project = make_project(overlap=(3, 5), tray_size=2)
    items = make_items(project, N_ITEMS)
    batch = make_batch(project, counts_ratings=True)

    def work():
        rater = make_rater()
        for _ in range(N_ITEMS):
            opened, _reason = opening.open_next(project=project, rater=rater, now=NOW)
            if opened is not None:
                known = Assignment.objects.select_related("presentation", "rater")
                prefer(known.get(pk=opened), -1 if opened % 3 else 2)

    def bring(number):
        for turn in (items, items[::-1]):  # the second time is a repeat, and in another order
            given = LineRating(f"annotator{number}", strength=(-2, 1, 1)[number])
            ratings.store(batch=batch, rated=[ItemRatings(item.pk, [given]) for item in turn])

    in_threads([work] * N_RATERS + [lambda number=number: bring(number) for number in range(N_IMPORTS)])

    assert Assignment.objects.filter(rater__kind="external").count() == N_IMPORTS * N_ITEMS
    for item in Item.objects.filter(project=project):
        counted = Rating.objects.counted().filter(item=item)
        assert item.taken == slots_held(item) <= item.wanted <= 5
        assert item.n_ratings == counted.count() <= item.wanted
        is_decided = Consensus.objects.filter(item=item, current=True).count()
        assert is_decided == (item.state in ("settled", "contested"))
