"""GET projects/, projects/{slug}/ and items/{id}/, over HTTP."""

import pytest

from tasks.intake.judged import ratings
from tasks.intake.judged.ratings import ItemRatings
from tasks.intake.lines import LineRating
from tasks.models import Membership
from tests.api.test_rating import Api
from tests.factories import make_rater, make_user
from tests.work import make_item, make_items, make_project, prefer, take_next

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    project = make_project()
    make_items(project, 2)
    return project


@pytest.fixture
def manager(project):
    user = make_user("manager")
    Membership.objects.create(project=project, user=user)
    return user


def test_a_manager_sees_own_projects_and_no_others(client, project, manager):
    make_project()

    found = Api(client, manager).get("projects/").json()["results"]

    assert [each["slug"] for each in found] == [project.slug]


def test_a_project_counts_its_items_by_state(client, project, manager):
    for _ in range(3):
        prefer(take_next(project, make_rater()), -2)

    items = Api(client, manager).get(f"projects/{project.slug}/").json()["items"]

    assert (items["open"], items["settled"]) == (1, 1)


def test_an_item_tells_its_manager_what_was_said_in_canonical_order(client, project, manager):
    assignment = take_next(project, make_rater())
    prefer(assignment, -2)

    body = Api(client, manager).get(f"items/{assignment.item_id}/").json()

    assert [each["text"] for each in body["completions"]] == ["Cusco.", "Lima."]
    assert body["ratings"][0]["strength"] == -2
    assert body["ratings"][0]["rater"] == assignment.rater.pseudonym


def test_an_item_tells_rationales_as_written_and_in_canonical_letters(client, project, manager):
    item = project.items.first()
    given = LineRating("li", strength=1, rationale="A is right.", shown="ba")
    ratings.store(batch=item.batch, rated=[ItemRatings(item.pk, [given])])

    (told,) = Api(client, manager).get(f"items/{item.pk}/").json()["ratings"]

    assert (told["rationale"], told["rationale_canonical"]) == ("A is right.", "B is right.")
    assert told["letters"] == {"a": "b", "b": "a"}


def test_an_item_tells_which_ratings_were_made_elsewhere(client, project, manager):
    item = project.items.first()
    given = [
        LineRating("li", strength=1, answers={"lead_time": 9}),
        LineRating("gpt-4", "judge", strength=-1),
    ]
    ratings.store(batch=item.batch, rated=[ItemRatings(item.pk, given)])

    body = Api(client, manager).get(f"items/{item.pk}/").json()

    assert [(each["kind"], each["purpose"]) for each in body["ratings"]] == [
        ("external", "imported"),
        ("judge", "judge"),
    ]
    assert body["ratings"][0]["answers"] == {"lead_time": 9}


def test_gold_is_not_counted_as_open_work(client, project, manager):
    project.items.filter(pk=project.items.first().pk).update(is_gold=True, wanted=0)

    items = Api(client, manager).get(f"projects/{project.slug}/").json()["items"]

    assert items["open"] == 1


def test_an_item_is_missing_to_raters_and_to_other_managers(client, project):
    item = make_item(project)

    assert Api(client, make_user("manager")).get(f"items/{item.pk}/").status_code == 404
    assert Api(client, make_rater().user).get(f"items/{item.pk}/").status_code == 403


def test_a_rationale_is_given_as_written_and_in_canonical_letters(client, project, manager):
    items = list(project.items.order_by("pk"))
    rater = make_rater()
    texts = {}
    for _ in items:
        assignment = take_next(project, rater)
        prefer(
            assignment, -2, rationale="A is better than B: it names its source, and B names none at all here."
        )
        texts[assignment.item_id] = list(assignment.presentation.order)

    for item, order in texts.items():
        rating = Api(client, manager).get(f"items/{item}/").json()["ratings"][0]
        assert rating["rationale"].startswith("A is better than B")
        turned = order == [1, 0]
        assert rating["letters"] == ({"a": "b", "b": "a"} if turned else {"a": "a", "b": "b"})
        expected = "B is better than A" if turned else "A is better than B"
        assert rating["rationale_canonical"].startswith(expected)
    assert [1, 0] in texts.values() or [0, 1] in texts.values()


def test_a_manager_changes_the_limit_of_skips_and_a_rater_does_not(client, project, manager):
    path = f"projects/{project.slug}/policy"

    changed = Api(client, manager).post(path, {"max_skips_per_hour": 5})
    refused = Api(client, manager).post(path, {"max_skips_per_hour": 0})
    forbidden = Api(client, make_rater().user).post(path, {"max_skips_per_hour": 5})

    assert changed.json()["policy"] == {
        "max_rejected": 0.2,
        "reference_for": "experts",
        "max_skips_per_hour": 5,
    }
    assert [refused.status_code, forbidden.status_code] == [422, 403]


def test_a_manager_changes_settings_after_a_look_at_what_they_touch(client, project, manager):
    api, path = Api(client, manager), f"projects/{project.slug}/"

    seen = api.patch(f"{path}?dry_run=1", {"max_overlap": 5, "tray_size": 6})
    changed = api.patch(path, {"max_overlap": 5, "tray_size": 6, "time_zone": "Europe/Berlin"})

    assert seen.json()["changes"] == [
        {"setting": "max_overlap", "old": 3, "new": 5, "touches": {"batches": 1, "items": 2}},
        {"setting": "tray_size", "old": 4, "new": 6, "touches": {"trays": 0}},
    ]
    told = changed.json()["settings"]
    assert (told["max_overlap"], told["tray_size"], told["time_zone"]) == (5, 6, "Europe/Berlin")


@pytest.mark.parametrize(
    "given", [{"tray_size": 0}, {"max_overlap": 2}, {"time_zone": "Mars"}, {"seed": 1}, {"skills": ["nope"]}]
)
def test_settings_that_do_not_fit_are_refused_by_their_name(client, project, manager, given):
    answer = Api(client, manager).patch(f"projects/{project.slug}/", given)

    assert answer.status_code == 422
    assert answer.json()["fields"].keys() == given.keys()


def test_a_manager_changes_the_settings_of_a_batch(client, project, manager):
    api, batch = Api(client, manager), project.batches.get()
    path, given = f"batches/{batch.pk}/", {"min_overlap": 1, "max_overlap": 2, "priority": 4}

    seen = api.patch(f"{path}?dry_run=1", given)
    changed = api.patch(path, given | {"deadline": "2099-01-02T08:00:00+08:00"})

    assert [each["touches"] for each in seen.json()["changes"]] == [{"items": 2}] * 3
    assert {name: changed.json()[name] for name in given} == given
    assert changed.json()["deadline"] == "2099-01-02T00:00:00+00:00"
    assert api.patch(path, {"max_overlap": None}).status_code == 422
