"""POST assignments/{id}/rating, over HTTP."""

import pytest

from tasks.models import Rating
from tests.factories import make_rater, make_token
from tests.work import full_rating, make_item, make_items, make_project, take_next

pytestmark = pytest.mark.django_db


class Api:
    """A client with a token of its own."""

    def __init__(self, client, user, scopes=None):
        self.client = client
        self.headers = {"Authorization": f"Token {make_token(user, scopes)[1]}"}

    def post(self, path, data=None, **headers):
        return self.client.post(
            f"/api/v1/{path}", data or {}, content_type="application/json", headers=self.headers | headers
        )

    def patch(self, path, data):
        return self.client.patch(
            f"/api/v1/{path}", data, content_type="application/json", headers=self.headers
        )

    def get(self, path):
        return self.client.get(f"/api/v1/{path}", headers=self.headers)


@pytest.fixture
def rater():
    return make_rater()


@pytest.fixture
def api(client, rater):
    return Api(client, rater.user)


@pytest.fixture
def assignment(rater):
    project = make_project()
    make_items(project, 2)
    return take_next(project, rater)


def test_a_stored_rating_answers_201_with_the_next_assignment(api, assignment):
    response = api.post(f"assignments/{assignment.pk}/rating", full_rating(-2))

    assert response.status_code == 201
    body = response.json()
    assert body["reason"] == ""
    assert set(body["next"]["answers"]) == {"a", "b"}
    assert body["next"]["id"] != assignment.pk


def test_the_last_item_answers_next_null_and_why(api, rater):
    project = make_project()
    make_item(project)
    assignment = take_next(project, rater)

    body = api.post(f"assignments/{assignment.pk}/rating", full_rating(-2)).json()

    assert (body["next"], body["reason"]) == (None, "no_work")


def test_a_repeated_key_answers_the_same_rating_and_the_same_next(api, assignment):
    first = api.post(f"assignments/{assignment.pk}/rating", full_rating(-2), **{"Idempotency-Key": "k"})
    again = api.post(f"assignments/{assignment.pk}/rating", full_rating(-2), **{"Idempotency-Key": "k"})

    assert again.status_code == 201
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["next"]["id"] == first.json()["next"]["id"]


def test_a_wrong_rating_is_a_problem_that_names_the_fields(api, assignment):
    response = api.post(f"assignments/{assignment.pk}/rating", {"preference": {"strength": 9}})

    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert "preference.strength" in response.json()["fields"]
    assert Rating.objects.count() == 0


@pytest.mark.parametrize(
    "body", ["[]", "1", '"x"', "null", "[" * 5000, '{"preference": NaN}', '{"a": "\\ud800"}']
)
def test_hostile_bodies_are_refused_without_a_traceback(api, assignment, body):
    response = api.client.post(
        f"/api/v1/assignments/{assignment.pk}/rating",
        body,
        content_type="application/json",
        headers=api.headers,
    )

    assert response.status_code in (400, 422)


def test_an_unknown_token_is_401(client, assignment):
    response = client.post(
        f"/api/v1/assignments/{assignment.pk}/rating",
        full_rating(),
        content_type="application/json",
        headers={"Authorization": "Token tst_nobody"},
    )

    assert response.status_code == 401


def test_no_token_is_401(client, assignment):
    response = client.post(
        f"/api/v1/assignments/{assignment.pk}/rating", full_rating(), content_type="application/json"
    )

    assert response.status_code == 401


def test_a_token_without_the_scope_is_403(client, assignment, rater):
    row, plaintext = make_token(rater.user)
    row.scopes = ["quality"]
    row.save()

    response = client.post(
        f"/api/v1/assignments/{assignment.pk}/rating",
        full_rating(),
        content_type="application/json",
        headers={"Authorization": f"Token {plaintext}"},
    )

    assert response.status_code == 403


def test_somebody_elses_assignment_is_404(client, assignment):
    response = Api(client, make_rater().user).post(f"assignments/{assignment.pk}/rating", full_rating())

    assert response.status_code == 404


def test_reading_it_is_no_way_to_rate(api, assignment):
    assert api.get(f"assignments/{assignment.pk}/rating").status_code == 405
