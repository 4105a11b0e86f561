"""How what went wrong becomes an answer."""

import pytest

from tests.factories import make_token

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.security.addresses")]
STATUSES = {
    "invalid": 422,
    "forbidden": 403,
    "missing": 404,
    "conflict": 409,
    "unavailable": 503,
    "http404": 404,
    "denied": 403,
}


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
def test_page_gets_a_message_of_the_same_status(client, kind, status):
    answer = client.get(f"/fail/{kind}/", headers={"Accept": "text/html"})

    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/html")
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
@pytest.mark.parametrize("path", ["/fail", "/api/v1/fail"])
def test_program_gets_a_problem_document(client, path, kind, status):
    answer = client.get(f"{path}/{kind}/", headers={"Accept": "application/json"})
    document = answer.json()

    assert answer.status_code == document["status"] == status
    assert answer["Content-Type"] == "application/problem+json"
    assert {"type", "title", "detail", "code", "fields", "request_id"} <= document.keys()
    assert document["request_id"] == answer["X-Request-ID"]
    assert "secret" not in answer.content.decode()


def test_fields_and_details_of_the_error_travel_along(client):
    invalid = client.get("/api/v1/fail/invalid/").json()
    conflict = client.get("/api/v1/fail/conflict/").json()

    assert invalid["fields"] == {"scores.factuality.b": "Choose 1 to 5."}
    assert conflict["details"] == {"version": 3}


def test_code_of_a_concrete_error_is_kept(client):
    assert client.get("/api/v1/fail/missing/").json()["code"] == "no_such_thing"


def test_stranger_is_sent_to_the_login_page_and_comes_back(client):
    answer = client.get("/fail/stranger/?page=2")

    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/fail/stranger/%3Fpage%3D2"


def test_stranger_who_sends_a_form_comes_back_to_the_start(client):
    assert client.post("/fail/stranger/")["Location"] == "/accounts/login/?next=/"


def test_program_of_a_stranger_gets_401(client):
    answer = client.get("/fail/stranger/", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_nested_messages_of_a_serializer_become_paths(client):
    answer = client.post(
        "/api/v1/fail/serializer/", {"lines": [{"number": 1}, {"number": 9}]}, content_type="application/json"
    )

    assert answer.status_code == 422
    assert answer.json()["fields"].keys() == {"title", "lines.1.number"}


def test_body_that_is_no_json_is_400(client):
    answer = client.post("/api/v1/fail/serializer/", b"{", content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


def test_wrong_method_is_405(client):
    answer = client.delete("/api/v1/me/", headers={"Authorization": f"Token {make_token()[1]}"})

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("path", ["/fail/bug/", "/api/v1/fail/bug/"])
def test_what_nobody_anticipated_is_a_plain_500(client, path, caplog):
    client.raise_request_exception = False

    answer = client.get(path)

    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("path", ["/fail/database/", "/api/v1/fail/database/"])
def test_a_database_that_is_away_is_503_and_says_when_to_come_back(client, path):
    client.raise_request_exception = False

    answer = client.get(path)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "secret" not in answer.content.decode()


def test_unknown_address_of_the_api_is_a_problem_document(client):
    answer = client.get("/api/v1/nowhere/")

    assert (answer.status_code, answer.json()["code"]) == (404, "missing")


def test_form_without_its_token_is_explained(settings):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/fail/invalid/")

    assert answer.status_code == 403
    assert "draft" in answer.content.decode()
