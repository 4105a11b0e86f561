import orjson
import pytest

from raters.models import Role
from tasks.assignment import presentation
from tasks.models import Assignment, Completion
from tests.factories import make_rater
from tests.shown_media import BLUE, RED, attached, bring, make_media, show
from tests.work import make_item, make_items, make_project, prefer, take_next

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


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


def test_an_answer_tells_its_media_by_the_letter_that_the_rater_sees():
    project = make_project()
    item = make_item(project)
    show(item, make_media(), None)
    for assignment in (take_next(project, make_rater()), take_next(project, make_rater())):
        letter = "ab"[list(assignment.presentation.order).index(0)]
        answers = shown(assignment)["answers"]

        assert answers.pop(letter)["media"] == {
            "kind": "image",
            "type": "image/png",
            "url": f"/api/v1/assignments/{assignment.pk}/media/{letter}",
        }
        assert "media" not in next(iter(answers.values()))


def test_an_item_of_words_alone_tells_of_nothing_beside():
    project = make_project()
    make_item(project)

    assert not {"attachments", "warnings", "reference"} & shown(take_next(project, make_rater())).keys()


def test_attachments_are_told_by_number_and_only_by_a_name_that_was_given():
    project = make_project()
    bring(make_item(project), attachments=attached(make_media(RED), Sheet=make_media(BLUE)))
    assignment = take_next(project, make_rater())

    assert shown(assignment)["attachments"] == [
        {"name": name, "kind": "image", "url": f"/api/v1/assignments/{assignment.pk}/media/{number}"}
        for number, name in ((1, ""), (2, "Sheet"))
    ]


def test_what_an_older_import_kept_as_attachment_is_not_shown():
    project = make_project()
    bring(
        make_item(project),
        attachments=["a.png", {"media": "b", "kind": "image"}, 3, {"kind": []}],
        warnings=["blood"],
    )

    told = shown(take_next(project, make_rater()))

    assert told["warnings"] == ["blood"]
    assert "attachments" not in told


@pytest.mark.parametrize(
    ("reference_for", "role", "is_shown"),
    [
        ("nobody", Role.EXPERT, False),
        ("experts", Role.EXPERT, True),
        ("experts", Role.RATER, False),
        ("everyone", Role.RATER, True),
    ],
)
def test_the_reference_is_for_those_whom_the_project_names(reference_for, role, is_shown):
    project = make_project(reference_for=reference_for)
    sources = {"evidence": ["p. 3"], "links": ["https://example.org"], "note": "kept"}
    bring(make_item(project), reference="42", sources=sources)

    told = shown(take_next(project, make_rater(role)))

    expected = {"answer": "42", "evidence": ["p. 3"], "links": ["https://example.org"]}
    assert told.get("reference") == (expected if is_shown else None)


def test_the_next_assignment_tells_the_same_as_the_first():
    project = make_project(reference_for="everyone")
    for item in make_items(project, 2):
        show(item, make_media(RED), make_media(BLUE))
        bring(item, attachments=attached(make_media(RED)), warnings=["blood"], reference="42")

    following = prefer(take_next(project, make_rater()), -1).next

    told = presentation.to_json(following, language="en")
    assert following == presentation.load(following.id)
    assert {"attachments", "warnings", "reference"} <= told.keys()
    assert {answer["media"]["kind"] for answer in told["answers"].values()} == {"image"}


def test_no_id_of_media_and_no_path_leaves_with_an_assignment():
    project = make_project()
    item = make_item(project)
    kept = make_media()
    show(item, kept, kept)
    bring(item, attachments=[{"path": "model-9b/one.png", "media": str(kept.pk), "kind": "image"}])

    text = orjson.dumps(shown(take_next(project, make_rater()))).decode()

    assert "model-9b" not in text
    assert bytes(kept.digest).hex() not in text
