"""`/api/v1/docs/`: the API as people read it."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from raters.api import operations, outline, schema_view
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def shown() -> list[outline.Operation]:
    document = json.loads(schema_view.document("json", "en"))
    return [one for group in outline.groups(document) for one in group.operations]


def test_every_operation_of_the_document_is_shown_with_its_sentence() -> None:
    document = json.loads(schema_view.document("json", "en"))

    found = {f"{one.method} {one.path}": one.summary for one in shown()}

    assert len(found) == sum(len(each) for each in document["paths"].values())
    assert [where for where, summary in found.items() if not summary] == []


def test_no_sentence_is_about_an_operation_that_is_gone() -> None:
    there = {f"{one.method.lower()} {one.path.removeprefix(operations.BELOW)}" for one in shown()}

    assert set(operations.SENTENCES) - there == set()


def test_an_export_is_asked_for_with_the_fields_of_its_policy() -> None:
    [asked] = [one for one in shown() if (one.method, one.path[-9:]) == ("POST", "/exports/")]

    fields = {field.name: field.kind for field in asked.body}
    assert fields["format"] == "string"
    assert fields["policy.min_ratings"] == "integer"
    assert [(answer.status, answer.kind) for answer in asked.answers] == [("202", "application/json")]


def test_the_page_shows_addresses_fields_and_refusals_under_the_policy_of_pages() -> None:
    client = Client()
    client.force_login(make_user(), backend="raters.web.session_store.SessionUser")

    answer = client.get("/api/v1/docs/")

    page = answer.content.decode()
    assert "/api/v1/exports/{export_id}/files/{name}" in page
    assert "policy.min_confidence" in page
    assert "Too many requests" in page
    assert "style-src 'self';" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_a_stranger_is_sent_to_the_login_page() -> None:
    answer = Client().get("/api/v1/docs/")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/api/v1/docs/")
