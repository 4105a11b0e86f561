"""The hot path's SQL is held against the ORM: what it stores is what the rows, read the slow way, say."""

import random

import pytest

from tasks.assignment import opening, presentation
from tasks.consensus import posterior, settling
from tasks.consensus import tally as tallies
from tasks.consensus.tally import Tally
from tasks.models import Assignment, Event, Item, Posterior, Rating
from tasks.rating import revision, undo
from tasks.rubric import versions
from tasks.rubric.labels import Policy
from tests.factories import make_rater
from tests.work import NOW, make_items, make_project, prefer, slots_held, take_next

pytestmark = pytest.mark.django_db

PREFERENCES = [-3, -2, -1, 0, 1, 2, 3, "both_bad", "cannot_judge"]


def work(project, n_ratings: int) -> None:
    """Random raters rate, and now and then take back; the seed makes it the same each time."""
    dice = random.Random(7)
    raters = [make_rater() for _ in range(6)]
    for _ in range(n_ratings):
        rater = dice.choice(raters)
        opened, _reason = opening.open_next(project=project, rater=rater, now=NOW)
        if opened is None:
            continue
        prefer(Assignment.objects.select_related("presentation").get(pk=opened), dice.choice(PREFERENCES))
        if dice.random() < 0.2:
            undo.undo(rater=rater, project=project)


def tally_by_orm(item: Item) -> Tally:
    tally = Tally()
    for rating in Rating.objects.counted().filter(item=item):
        tally = tally.plus(revision.answers_of(rating), versions.by_id(rating.rubric_version_id))
    return tally


@pytest.fixture
def worked():
    project = make_project(overlap=(2, 4))
    make_items(project, 8)
    work(project, 60)
    return project


def test_every_tally_equals_the_sum_over_the_current_ratings(worked):
    for item in Item.objects.filter(project=worked):
        assert tallies.of_item(item) == tally_by_orm(item)


def test_every_items_numbers_are_those_of_its_tally(worked):
    for item in Item.objects.filter(project=worked).select_related("batch"):
        label = settling.label_of(
            tallies.of_item(item), versions.by_id(item.batch.rubric_version_id), Policy(max_error=0.5)
        )
        stored = Posterior.objects.filter(item=item).values("n_ratings", *posterior.columns(None)).first()
        assert stored == (label and {"n_ratings": item.n_ratings} | posterior.columns(label))


def test_every_slot_taken_is_held_by_an_assignment(worked):
    for item in Item.objects.filter(project=worked):
        assert item.taken == slots_held(item)


def test_the_event_table_replays_to_the_state_of_every_assignment(worked):
    for assignment in Assignment.objects.filter(project=worked):
        last = Event.objects.filter(kind="assignment", assignment_id=assignment.pk).order_by("id").last()
        assert (last.state, last.holds_slot) == (assignment.state, assignment.holds_slot)


def test_the_next_assignment_is_shown_as_loading_it_afresh_would_show_it():
    project = make_project()
    make_items(project, 2)
    submitted = prefer(take_next(project, make_rater()), -1)

    assert presentation.load(submitted.next.id) == submitted.next
