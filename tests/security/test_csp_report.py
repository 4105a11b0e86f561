"""What browsers report about the content security policy."""

import json

import pytest
from django.core.cache import caches

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.security.addresses")]
REPORT = {
    "csp-report": {"blocked-uri": "inline", "effective-directive": "script-src", "original-policy": "…"}
}


@pytest.fixture(autouse=True)
def fresh():
    caches["default"].clear()


def send(client, body, content_type="application/csp-report"):
    return client.post("/csp-report/", body, content_type=content_type)


def test_report_becomes_one_log_line(client, caplog):
    answer = send(client, json.dumps(REPORT))

    assert answer.status_code == 204
    [record] = [record for record in caplog.records if record.name == "touchstone.csp"]
    assert '"blocked-uri": "inline"' in record.getMessage()
    assert "original-policy" not in record.getMessage()


def test_report_cannot_forge_a_line(client, caplog):
    send(client, json.dumps({"csp-report": {"blocked-uri": "x\n2026 ERROR forged\u2028"}}))

    [record] = [record for record in caplog.records if record.name == "touchstone.csp"]
    assert "\n" not in record.getMessage()
    assert "\u2028" not in record.getMessage()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"csp-report": 3}',
        b"[" * 10_000,
        b'{"csp-report": {"blocked-uri": "' + b"x" * 20_000,
    ],
)
def test_body_that_is_no_report_is_dropped(client, caplog, body):
    assert send(client, body).status_code == 204
    assert "touchstone.csp" not in {record.name for record in caplog.records}


def test_flood_is_refused(client):
    assert [send(client, "{}").status_code for _ in range(61)][-1] == 429


def test_only_posts_are_taken(client):
    assert client.get("/csp-report/").status_code == 405
