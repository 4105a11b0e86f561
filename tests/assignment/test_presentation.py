import orjson
import pytest

from tasks.assignment import presentation
from tasks.models import Assignment, Completion
from tests.factories import make_rater
from tests.work import make_item, make_project, take_next

pytestmark = pytest.mark.django_db


def shown(assignment):
    return presentation.to_json(presentation.load(assignment.pk), language="en")


def test_the_two_orders_of_a_pair_differ_by_one_at_most_over_its_raters():
    project = make_project(overlap=(5, 5))
    make_item(project, wanted=5)

    orders = [tuple(take_next(project, make_rater()).presentation.order) for _ in range(5)]

    assert abs(orders.count((0, 1)) - orders.count((1, 0))) == 1


def test_each_letter_shows_the_completion_that_the_order_names():
    project = make_project()
    make_item(project, texts=["Cusco.", "Lima."])
    for assignment in (take_next(project, make_rater()), take_next(project, make_rater())):
        texts = [answer["text"] for answer in shown(assignment)["answers"].values()]

        assert texts == [["Cusco.", "Lima."][at] for at in assignment.presentation.order]


def test_more_than_two_completions_are_each_shown_once():
    order = presentation.order_for(41, 2, 6)

    assert sorted(order) == [0, 1, 2, 3, 4, 5]
    assert order == presentation.order_for(41, 2, 6)


def test_no_model_name_and_no_item_id_leaves_with_an_assignment():
    project = make_project()
    item = make_item(project)
    Completion.objects.update(model="secret-model-9b")
    assignment = take_next(project, make_rater())

    text = orjson.dumps(shown(assignment)).decode()

    assert "secret-model-9b" not in text
    assert shown(assignment)["item"] != str(item.pk)


def test_two_raters_know_the_same_item_by_different_names():
    project = make_project()
    make_item(project)
    first, second = take_next(project, make_rater()), take_next(project, make_rater())

    assert first.item == second.item
    assert shown(first)["item"] != shown(second)["item"]


def test_a_presentation_cannot_be_changed_afterwards():
    project = make_project()
    make_item(project)
    assignment = take_next(project, make_rater())

    with pytest.raises(Exception, match="never changes"):
        Assignment.objects.get(pk=assignment.pk).presentation.__class__.objects.update(order=[1, 0])
