from __future__ import annotations

import logging

import pytest
from django.db import OperationalError

from config.logging import LOGGING, OneLine
from config.security import request_id


def written(message: str, *values: object, exc_info: object = None) -> str:
    settings = LOGGING["formatters"]["plain"]
    record = logging.LogRecord("tasks", logging.WARNING, __file__, 1, message, values, exc_info)
    record.created = 0
    return OneLine(settings["format"], settings["datefmt"]).format(record)


def test_a_line_has_time_level_name_and_message() -> None:
    assert written("opened %d", 3) == "1970-01-01 00:00:00 WARNING tasks: opened 3"


def test_a_value_cannot_forge_a_line() -> None:
    assert written("name %s", "a\r\n1970 ERROR\x1b[2J\u2028x").count("\n") == 0


def test_a_line_names_its_request() -> None:
    token = request_id.current.set("abcdefgh")
    try:
        assert written("opened").endswith("opened [abcdefgh]")
    finally:
        request_id.current.reset(token)


def test_a_database_that_is_away_needs_no_traceback() -> None:
    error = OperationalError("connection refused\nIs the server running?")

    assert written("failed", exc_info=(OperationalError, error, None)).splitlines()[1:] == [
        "    OperationalError: connection refused"
    ]


def test_a_traceback_is_indented_below_its_line() -> None:
    try:
        raise ValueError("a\nWARNING forged")
    except ValueError as error:
        lines = written("failed", exc_info=(ValueError, error, error.__traceback__)).splitlines()

    assert all(line.startswith("    ") for line in lines[1:])


@pytest.mark.parametrize(
    "secret",
    [
        "/invitations/iGqPp-0_secret/",
        "http://127.0.0.1:8000/accounts/password/reset/key/1-secret-token/ 404",
        "GET /profile/email/confirm/eyJsecret:1x:y/?a=b HTTP/1.1",
        "Authorization: Token tst_secretsecret",
    ],
)
def test_a_line_and_a_traceback_hold_no_link_and_no_token(secret: str) -> None:
    try:
        raise ValueError(secret)
    except ValueError as error:
        line = written("failed: %s", secret, exc_info=(ValueError, error, error.__traceback__))

    assert "secret" not in line.replace("raise ValueError(secret)", "")
    assert "…" in line
