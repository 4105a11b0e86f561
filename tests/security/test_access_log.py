from __future__ import annotations

import logging

import pytest
from django.http import UnreadablePostError
from django.test import Client, RequestFactory

from config.logging import OfRequests

pytestmark = pytest.mark.django_db
SECRET = "S3cr3t-one-time-token"


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "touchstone.access"]


@pytest.mark.parametrize(
    "path",
    [
        f"/invitations/{SECRET}/",
        f"/accounts/password/reset/key/{SECRET}/",
        f"/accounts/login/?next={SECRET}",
        f"/nowhere/{SECRET}",
    ],
)
def test_nothing_that_the_client_wrote_is_logged(path: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        Client().get(path)

    assert len(lines(caplog)) == 1
    assert SECRET not in caplog.text


def test_a_line_says_what_was_asked_and_answered(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        Client().post(
            "/api/v1/assignments/17/rating", {}, "application/json", HTTP_AUTHORIZATION=f"Token {SECRET}"
        )

    assert lines(caplog)[0].startswith("POST api/v1/assignments/17/rating 401 ")
    assert SECRET not in caplog.text


@pytest.mark.parametrize("path", ["/livez", "/static/nothing.css"])
def test_probes_and_files_are_left_out(path: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        Client().get(path)

    assert [line for line in lines(caplog) if "(no such address)" not in line] == []


def record(status: int, error: Exception | None = None) -> logging.LogRecord:
    exc_info = (type(error), error, None) if error else None
    request = RequestFactory().post(f"/invitations/{SECRET}/")
    made = logging.LogRecord("django.request", logging.ERROR, "", 1, "%s: %s", ("x", request.path), exc_info)
    made.status_code, made.request = status, request
    return made


def test_a_failure_of_ours_keeps_its_traceback_and_no_secret() -> None:
    failed = record(500, ValueError("broken"))

    assert OfRequests().filter(failed)
    assert failed.exc_info is not None
    assert SECRET not in failed.getMessage()


@pytest.mark.parametrize("error", [UnreadablePostError("gone"), BrokenPipeError(), ConnectionResetError()])
def test_a_client_that_leaves_is_one_line(error: Exception) -> None:
    left = record(500, error)

    assert OfRequests().filter(left)
    assert (left.levelname, left.exc_info) == ("INFO", None)
    assert left.getMessage() == "client left during its POST"


def test_what_was_refused_stands_in_the_access_log_only() -> None:
    assert not OfRequests().filter(record(404))
