"""What locks assignments with their items takes the items first, by id: crossed acts wait and never deadlock (T4)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.db.models.functions import Now

from raters.models import Rater
from tasks.assignment import leasing
from tasks.models import Assignment, Item
from tasks.rating import giving_back
from tests.factories import make_rater
from tests.waiting import until
from tests.work import make_items, make_project, slots_held

pytestmark = pytest.mark.django_db(transaction=True)


def hold(item: Item, rater: Rater) -> Assignment:
    """Reserve an item, so that the order of the assignments' ids is the test's."""
    Item.objects.filter(pk=item.pk).update(taken=slots_held(item) + 1)
    return Assignment.objects.create(
        project=item.project,
        item=item,
        rater=rater,
        rubric_version=item.batch.rubric_version,
        holds_slot=True,
        reserved_at=Now(),
        lease_expires_at=Now() + timedelta(minutes=30),
    )


def n_waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])


def while_locked(item: Item, *acts: Callable[[], object]) -> None:
    """Hold an item until the acts wait, one after the other, then let them go on; an error of theirs is raised."""

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        with transaction.atomic():
            Item.objects.select_for_update().get(pk=item.pk)
            begun = []
            for n, act in enumerate(acts, start=1):
                begun.append(pool.submit(run, act))
                until(lambda n=n: n_waiting() == n)
        for each in begun:
            each.result(timeout=20)


def end_all_of(rater: Rater) -> Callable[[], int]:
    @transaction.atomic
    def act() -> int:
        return leasing.end_all(rater=rater)

    return act


def test_two_raters_with_crossed_assignments_leave_at_once() -> None:
    first, second = make_rater(), make_rater()
    lower, upper = make_items(make_project(), 2)
    for item, rater in ((lower, first), (upper, second), (upper, first), (lower, second)):
        hold(item, rater)

    while_locked(upper, end_all_of(second), end_all_of(first))

    assert not Assignment.objects.live().exists()
    assert set(Item.objects.values_list("taken", flat=True)) == {0}


def test_a_batch_is_recalled_while_a_rater_gives_one_of_it_back() -> None:
    (item,) = make_items(make_project(), 1)
    hold(item, make_rater())
    other = hold(item, make_rater())

    @transaction.atomic
    def recall() -> int:
        return leasing.recall(batch=item.batch)

    def release() -> None:
        with pytest.raises(leasing.LeaseLost):
            giving_back.release(assignment_id=other.pk, rater=other.rater)

    while_locked(item, recall, release)

    assert Item.objects.get().taken == 0
