"""What a request may weigh (CVE-2026-73228, CVE-2026-114138)."""

import pytest

from tests.factories import make_token, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.security.addresses")]


@pytest.fixture(autouse=True)
def caps(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.MAX_UPLOAD_BYTES = 5000


def post(client, path, size, **headers):
    return client.post(path, b"x" * size, content_type="application/octet-stream", headers=headers)


def test_body_within_the_cap_is_read(client):
    assert post(client, "/weigh/", 1000).json() == {"bytes": 1000}


def test_body_above_the_cap_is_refused_before_it_is_read(client):
    answer = post(client, "/weigh/", 1001, Accept="application/json")

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_json_of_the_api_is_capped_too(client):
    body = b'{"title": "' + b"x" * 1000 + b'"}'

    answer = client.post("/api/v1/fail/serializer/", body, content_type="application/json")

    assert answer.status_code == 413


def test_known_person_may_send_a_file_where_files_are_taken(client):
    client.force_login(make_user())

    assert post(client, "/upload/", 5000).json() == {"bytes": 5000}
    assert post(client, "/upload/", 5001, Accept="application/json").status_code == 413


def test_stranger_may_not(client):
    assert post(client, "/upload/", 1001, Accept="application/json").status_code == 413


def test_program_with_a_token_may_send_a_file(client):
    _row, plaintext = make_token()

    assert post(client, "/api/v1/upload/", 1001).status_code == 413
    answer = client.post(
        "/api/v1/upload/",
        b'"' + b"x" * 2000 + b'"',
        content_type="application/json",
        headers={"Authorization": f"Token {plaintext}"},
    )
    assert answer.json() == {"known": True}


@pytest.mark.parametrize("length", ["-1", "1e9", "x", "9" * 5000])
def test_length_that_is_no_number_lets_nothing_through(client, length):
    answer = client.post(
        "/weigh/",
        b"",
        content_type="text/plain",
        CONTENT_LENGTH=length,
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 413 or answer.json() == {"bytes": 0}


def test_body_without_a_length_is_refused_with_a_reason(client):
    answer = client.post("/weigh/", headers={"Transfer-Encoding": "chunked", "Accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


def test_huge_accept_header_is_refused_at_once(client):
    bomb = ",".join(f"a/b;q={n}" for n in range(20_000))

    for path in ("/api/v1/me/", "/weigh/"):
        assert client.get(path, headers={"Accept": bomb}).status_code == 400
