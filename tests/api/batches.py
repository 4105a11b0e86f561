"""Uploads over the API, for the tests of what lies at and below a batch's address."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from raters.models import User
from tasks import jobs
from tests.factories import make_token
from tests.intake.records import jsonl, pair

URL = "/api/v1/projects/stones/batches/"
CONTENT = jsonl(pair(1), {"prompt": ""}, pair(2))


def client_of(user: User | None, scopes: list[str] | None = None) -> Client:
    _row, plaintext = make_token(user, scopes)
    return Client(headers={"Authorization": f"Token {plaintext}"})


def file(content: bytes, name: str = "pairs.jsonl") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def upload(api: Client, *contents: bytes, query: str = "", **fields: Any) -> HttpResponse:
    return api.post(f"{URL}{query}", {"file": list(map(file, contents or (CONTENT,))), **fields})


def imported(api: Client, *contents: bytes, **fields: Any) -> int:
    batch_id = int(upload(api, *contents, **fields).json()["id"])
    jobs.import_batches()
    return batch_id


def told(api: Client, batch_id: int) -> dict[str, Any]:
    answer: dict[str, Any] = api.get(f"/api/v1/batches/{batch_id}/").json()
    return answer
