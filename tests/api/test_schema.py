"""The OpenAPI document, which programs are written against."""

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_every_operation_is_described_without_a_guess(tmp_path):
    call_command("spectacular", "--fail-on-warn", "--validate", file=str(tmp_path / "openapi.yaml"))


@pytest.mark.parametrize(
    "path", ["assignments/{id}/rating", "projects/{slug}/assignments/next", "items/{id}/"]
)
def test_the_document_is_served_and_holds_the_contract(client, path):
    document = client.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()

    assert f"/api/v1/{path}" in document["paths"]
    assert "token" in document["components"]["securitySchemes"]
