"""The evaluation set: what is drawn, what follows for its items and for exports."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from raters.access import RoleForbids
from raters.models import Role, SecurityEvent
from tasks.exports.selecting import prompt_groups
from tasks.models import EvaluationGroup, Item, Project, Prompt
from tasks.policy import changing, evaluation, evaluation_rows, spreading
from tasks.policy.evaluation import Size
from tests.factories import make_rater, make_user
from tests.work import make_batch, make_item, make_items, make_project, prefer, take_next

pytestmark = pytest.mark.django_db


def drawn_items(project: Project) -> list[Item]:
    digests = EvaluationGroup.objects.filter(project=project).values("digest")
    return list(Item.objects.filter(project=project, prompt__group__in=digests).order_by("pk"))


def test_a_share_of_the_groups_is_drawn_and_rated_five_times() -> None:
    project = make_project()
    make_items(project, 20)

    drawn = evaluation.draw(project=project, size=Size(share=0.2), by=None)

    items = drawn_items(project)
    assert (drawn.new_groups, drawn.new_items, drawn.ratings, drawn.groups) == (4, 4, 8, 4)
    assert [(item.wanted, item.max_overlap) for item in items] == [(5, 5)] * 4
    assert Item.objects.filter(project=project, wanted=3, max_overlap=3).count() == 16


def test_a_preview_says_what_the_draw_then_does_and_changes_nothing() -> None:
    project = make_project()
    make_items(project, 6)

    told = evaluation.preview(project=project, size=Size(groups=2))

    assert not EvaluationGroup.objects.exists()
    assert evaluation.draw(project=project, size=Size(groups=2), by=None) == told


def test_asking_for_the_same_size_again_adds_nothing() -> None:
    project = make_project()
    make_items(project, 6)
    evaluation.draw(project=project, size=Size(groups=2), by=None)

    again = evaluation.draw(project=project, size=Size(groups=2), by=None)
    more = evaluation.draw(project=project, size=Size(groups=3), by=None)

    assert (again.new_groups, more.new_groups, more.groups) == (0, 1, 3)
    assert SecurityEvent.objects.filter(kind=SecurityEvent.Kind.POLICY_CHANGED).count() == 2


def test_what_is_rated_between_choice_and_draw_is_noticed() -> None:
    project = make_project()
    make_items(project, 2)
    with transaction.atomic():
        prompt_groups.gather(project.pk)
        with connection.cursor() as cursor:
            evaluation_rows.counted(cursor)
            evaluation_rows.choose(cursor, seed=project.seed, n=2)
        is_rated_before = evaluation_rows.is_rated()

        prefer(take_next(project, make_rater()), -2)

        assert (is_rated_before, evaluation_rows.is_rated()) == (False, True)


def test_a_larger_overlap_of_the_project_is_kept() -> None:
    project = make_project(overlap=(3, 7))
    make_item(project)

    evaluation.draw(project=project, size=Size(groups=1), by=None)

    (item,) = drawn_items(project)
    assert (item.wanted, item.max_overlap) == (7, 7)


def test_near_duplicates_are_drawn_together() -> None:
    project = make_project()
    first, second = make_items(project, 2)
    Prompt.objects.filter(project=project).update(near_group=first.prompt_id)

    drawn = evaluation.draw(project=project, size=Size(groups=1), by=None)

    assert (drawn.new_groups, drawn.new_items) == (1, 2)
    assert [item.pk for item in drawn_items(project)] == [first.pk, second.pk]


def test_what_is_rated_gold_or_withdrawn_is_not_drawn() -> None:
    project = make_project()
    rated = make_item(project)
    prefer(take_next(project, make_rater()), -2)
    Item.objects.filter(pk=rated.pk).update(priority=-1)
    make_item(project, is_gold=True, wanted=0)
    make_item(project, state=Item.State.WITHDRAWN)
    free = make_item(project)

    evaluation.draw(project=project, size=Size(groups=1), by=None)

    assert [item.pk for item in drawn_items(project)] == [free.pk]
    with pytest.raises(evaluation.InvalidDraw, match="1 are in the set, and only 0 others"):
        evaluation.draw(project=project, size=Size(groups=2), by=None)


@pytest.mark.parametrize(
    "size",
    [Size(), Size(share=0.1, groups=1), Size(share=0.0), Size(share=0.6), Size(groups=0), Size(groups=9)],
)
def test_no_size_of_a_set_is_refused(size: Size) -> None:
    project = make_project()
    make_item(project)

    with pytest.raises(evaluation.InvalidDraw):
        evaluation.draw(project=project, size=size, by=None)


def test_only_managers_draw() -> None:
    project = make_project()
    make_item(project)

    with pytest.raises(RoleForbids):
        evaluation.draw(project=project, size=Size(groups=1), by=make_user(Role.ENGINEER))


def test_four_ratings_that_agree_do_not_end_an_item_of_the_set() -> None:
    project = make_project()
    make_item(project)
    evaluation.draw(project=project, size=Size(groups=1), by=None)

    states = []
    for _ in range(5):
        prefer(take_next(project, make_rater()), -3)
        states.append(drawn_items(project)[0].state)

    assert states == ["open"] * 4 + ["settled"]
    assert evaluation.standing(project).rated == evaluation.standing(project).decided == 1


def test_a_smaller_overlap_of_the_project_leaves_the_set_as_it_is() -> None:
    project = make_project()
    make_items(project, 2)
    evaluation.draw(project=project, size=Size(groups=1), by=None)

    changing.change(project=project, by=None, wanted={"min_overlap": 2, "max_overlap": 4})
    spreading.spread()

    (item,) = drawn_items(project)
    assert (item.wanted, item.max_overlap) == (5, 5)


def test_later_items_of_a_group_belong_to_the_set() -> None:
    project = make_project()
    item = make_item(project)
    evaluation.draw(project=project, size=Size(groups=1), by=None)

    later = make_item(project, batch=make_batch(project))
    Prompt.objects.filter(pk=later.prompt_id).update(group=item.prompt.group)

    assert evaluation.standing(project).items == 2


def test_what_was_drawn_never_changes() -> None:
    project = make_project()
    make_item(project)
    evaluation.draw(project=project, size=Size(groups=1), by=None)
    rows = EvaluationGroup.objects.all()

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(digest=b"another")


def test_who_drew_may_be_erased() -> None:
    project = make_project()
    make_item(project)
    manager = make_user(Role.MANAGER)
    evaluation.draw(project=project, size=Size(groups=1), by=manager)

    manager.delete()

    assert EvaluationGroup.objects.get().drawn_by is None
