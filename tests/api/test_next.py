"""POST projects/{slug}/assignments/next and what may be done with an assignment, over HTTP."""

from urllib.parse import unquote

import pytest

from tasks import members
from tasks.assignment import pausing
from tasks.models import Assignment, Membership
from tasks.rubric import presets, versions
from tests.api.test_rating import Api
from tests.factories import make_rater, make_user
from tests.work import full_rating, make_item, make_items, make_project, take_next

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    project = make_project()
    make_items(project, 2)
    return project


def test_next_opens_an_assignment_of_the_public_form(client, project):
    response = Api(client, make_rater().user).post(f"projects/{project.slug}/assignments/next")

    body = response.json()
    assert response.status_code == 200
    assert {
        "id",
        "item",
        "project",
        "prompt",
        "answers",
        "rubric",
        "guideline",
        "draft",
        "lease_expires_at",
    } <= set(body)
    assert body["prompt"][0]["role"] == "user"
    assert set(body["answers"]["a"]) >= {"text", "html"}


def test_next_without_work_is_204_and_says_why(client):
    project = make_project()

    response = Api(client, make_rater().user).post(f"projects/{project.slug}/assignments/next")

    assert (response.status_code, response["X-Reason"]) == (204, "no_work")


def test_an_item_of_many_answers_is_given_with_the_letters_of_its_rater(client):
    project = make_project(rubric_version=versions.published(presets.preset("ranking")))
    make_item(project, texts=["Cusco.", "Lima.", "Quito."])

    response = Api(client, make_rater().user).post(f"projects/{project.slug}/assignments/next")

    assert response.status_code == 200
    assert list(response.json()["answers"]) == ["a", "b", "c"]
    assert response.json()["rubric"]["questions"][0]["kind"] == "ranking"


def test_a_closed_project_is_missing_to_who_is_no_member(client, project):
    project.admits_all = False
    project.save()
    rater = make_rater()

    assert Api(client, rater.user).post(f"projects/{project.slug}/assignments/next").status_code == 404

    Membership.objects.create(project=project, user=rater.user)
    assert Api(client, rater.user).post(f"projects/{project.slug}/assignments/next").status_code == 200


def test_a_draft_comes_back_with_the_assignment(client, project):
    api = Api(client, make_rater().user)
    assignment = api.post(f"projects/{project.slug}/assignments/next").json()

    saved = api.post(
        f"assignments/{assignment['id']}/draft", {"rationale": "half", "scores": {"coherence": {"b": 2}}}
    )

    again = api.post(f"projects/{project.slug}/assignments/next").json()
    assert (saved.status_code, saved.json()["revision"]) == (200, 1)
    assert again["draft"]["rationale"] == "half"
    assert again["draft"]["scores"] == {"coherence": {"b": 2}}


def test_skip_release_extend_and_undo(client, project):
    api = Api(client, make_rater().user)
    first = api.post(f"projects/{project.slug}/assignments/next").json()["id"]

    assert api.post(f"assignments/{first}/extend").status_code == 200
    assert api.post(f"assignments/{first}/skip", {"reason": "outside_skill"}).json()["state"] == "skipped"
    second = api.post(f"projects/{project.slug}/assignments/next").json()["id"]
    api.post(f"assignments/{second}/rating", full_rating(1))
    assert api.post(f"assignments/{second}/undo").json()["draft"]["preference"] == {"strength": 1}


def test_a_manager_looks_up_whose_an_assignment_is_and_a_stranger_does_not(client, project):
    assignment = take_next(project, make_rater())
    manager = make_user("manager")
    stranger = Api(client, make_user("manager"))
    Membership.objects.create(project=project, user=manager)

    found = Api(client, manager).get(f"assignments/{assignment.pk}/").json()

    assert (found["item"], found["line"]) == (assignment.item_id, assignment.item.line)
    assert stranger.get(f"assignments/{assignment.pk}/").status_code == 404


def test_a_manager_has_no_tray(client, project):
    assert (
        Api(client, make_user("manager"), ["manage"])
        .post(f"projects/{project.slug}/assignments/next")
        .status_code
        == 403
    )


def test_opening_takes_a_bounded_number_of_statements(client, project, django_assert_max_num_queries):
    api = Api(client, make_rater().user)
    make_item(project)
    api.post(f"projects/{project.slug}/assignments/next")

    with django_assert_max_num_queries(10):
        api.post(f"projects/{project.slug}/assignments/next")

    assert Assignment.objects.filter(state="open").count() == 1


def test_one_skip_too_many_is_429_and_says_how_long_to_wait(client, project):
    project.max_skips_per_hour = 1
    project.save()
    api = Api(client, make_rater().user)
    ids = []
    for _ in range(2):
        ids.append(api.post(f"projects/{project.slug}/assignments/next").json()["id"])
        refused = api.post(f"assignments/{ids[-1]}/skip", {"reason": "outside_skill"})

    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_skips")
    assert 3500 < int(refused["Retry-After"]) <= 3600
    assert 3500 < refused.json()["details"]["wait"] <= 3600


def test_what_was_given_back_is_neither_read_nor_kept_and_may_be_taken_back(client, project):
    api = Api(client, make_rater().user)
    opened = api.post(f"projects/{project.slug}/assignments/next").json()["id"]
    api.post(f"assignments/{opened}/skip", {"reason": "outside_skill"})

    assert api.get(f"assignments/{opened}/").status_code == 409
    assert api.get(f"assignments/{opened}/media/a").status_code == 404
    for step in ("draft", "extend", "rating", "undo", "release", "skip"):
        body = {"reason": "outside_skill"} if step == "skip" else full_rating() if step == "rating" else {}
        assert api.post(f"assignments/{opened}/{step}", body).status_code == 409, step
    assert api.post(f"assignments/{opened}/resume").json()["id"] == opened


def test_what_waits_in_the_tray_is_not_read_before_it_is_opened(client, project):
    rater = make_rater()
    take_next(project, rater)
    waiting = Assignment.objects.get(state="reserved").pk
    api = Api(client, rater.user)

    assert api.get(f"assignments/{waiting}/").status_code == 409
    assert api.post(f"assignments/{waiting}/rating", full_rating()).json()["code"] == "not_opened"
    assert api.post(f"assignments/{waiting}/draft", {}).status_code == 409


def test_a_stale_draft_is_409(client, project):
    api = Api(client, make_rater().user)
    opened = api.post(f"projects/{project.slug}/assignments/next").json()
    path = f"assignments/{opened['id']}/draft"
    api.post(path, {"rationale": "one", "draft_revision": opened["draft_revision"]})

    stale = api.post(path, {"rationale": "two", "draft_revision": 0})

    assert (stale.status_code, stale.json()["code"]) == (409, "draft_moved_on")
    assert stale.json()["details"] == {"revision": 1, "sent": 0}
    assert api.post(path, {"draft_revision": "one"}).status_code == 422


def test_who_was_taken_out_neither_reads_nor_rates(client, project):
    project.admits_all = False
    project.save()
    rater = make_rater()
    membership = Membership.objects.create(project=project, user=rater.user)
    api = Api(client, rater.user)
    opened = api.post(f"projects/{project.slug}/assignments/next").json()["id"]
    members.remove(membership=membership)

    read, rated = api.get(f"assignments/{opened}/"), api.post(f"assignments/{opened}/rating", full_rating())

    assert [(each.status_code, each.json()["code"]) for each in (read, rated)] == [(403, "not_member")] * 2


def test_who_is_paused_reads_the_manager_s_note(client, project):
    rater = make_rater()
    api = Api(client, rater.user)
    opened = api.post(f"projects/{project.slug}/assignments/next").json()["id"]
    api.post(f"assignments/{opened}/skip", {"reason": "outside_skill"})
    second = api.post(f"projects/{project.slug}/assignments/next").json()["id"]
    pausing.pause(project=project, rater=rater, note="请先重读第 3 条。", by=make_user("manager"))

    stored = api.post(f"assignments/{second}/rating", full_rating(1)).json()
    none = api.post(f"projects/{project.slug}/assignments/next")
    refused = api.post(f"assignments/{opened}/resume")

    assert (stored["next"], stored["reason"], stored["note"]) == (None, "rater_paused", "请先重读第 3 条。")
    assert (none.status_code, none["X-Reason"], unquote(none["X-Note"])) == (
        204,
        "rater_paused",
        stored["note"],
    )
    assert none["X-Note"].isascii()
    assert (refused.json()["code"], refused.json()["details"]) == ("rater_paused", {"note": stored["note"]})


def test_nobody_s_note_is_no_header(client):
    response = Api(client, make_rater().user).post(f"projects/{make_project().slug}/assignments/next")

    assert "X-Note" not in response


@pytest.mark.parametrize(
    ("accept", "status"),
    [("*/*", 200), ("application/json", 200), ("text/html, */*;q=0.1", 200), ("text/csv", 406)],
)
def test_answer_is_json_for_who_takes_it(client, project, accept, status):
    api = Api(client, make_rater().user)

    answer = api.post(f"projects/{project.slug}/assignments/next", Accept=accept)

    assert answer.status_code == status
