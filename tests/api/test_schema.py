"""The OpenAPI document, which programs are written against."""

import pytest
from django.core.management import call_command

from raters.api import schema_view
from tests.factories import make_token

pytestmark = pytest.mark.django_db


def test_every_operation_is_described_without_a_guess(tmp_path):
    call_command("spectacular", "--fail-on-warn", "--validate", file=str(tmp_path / "openapi.yaml"))


@pytest.mark.parametrize(
    "path", ["assignments/{id}/rating", "projects/{slug}/assignments/next", "items/{id}/"]
)
def test_the_document_is_served_and_holds_the_contract(client, path):
    asked = {"Accept": "application/vnd.oai.openapi+json", "Authorization": f"Token {make_token()[1]}"}
    document = client.get("/api/v1/schema/", headers=asked).json()

    assert f"/api/v1/{path}" in document["paths"]
    assert "token" in document["components"]["securitySchemes"]


def test_the_document_is_made_once_and_differs_by_language(client):
    asked = {"Authorization": f"Token {make_token()[1]}", "Accept": "application/vnd.oai.openapi+json"}
    client.get("/api/v1/schema/", headers=asked | {"Accept-Language": "en"})
    made = schema_view.document.cache_info().misses

    again = client.get("/api/v1/schema/", headers=asked | {"Accept-Language": "en"})

    assert schema_view.document.cache_info().misses == made
    assert again["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert "/api/v1/schema/" not in again.json()["paths"]
