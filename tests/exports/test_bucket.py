"""Exports in a bucket, tried on a server with the S3 protocol."""

from __future__ import annotations

import hashlib
import io
import logging
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.test import Client
from moto.server import ThreadedMotoServer

from config import bucket as configured
from raters.models import Role
from tasks.exports import folders, requests, running
from tasks.exports.delivery import bucket, delivering, downloads, first_rows
from tasks.models import Export, Membership, Project
from tests.exports.projects import make_settled_pairs
from tests.exports.runs import queued, ran
from tests.factories import make_token, make_user

pytestmark = pytest.mark.django_db(transaction=True)

BUCKET = "touchstone-tests"
NEVER_TRIES_AGAIN = Config(connect_timeout=1, retries={"total_max_attempts": 1})


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{server.get_host_and_port()[1]}"
    server.stop()


@pytest.fixture
def client(address: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set the installation's bucket by its environment, and return a client that looks into it."""
    given = {"BUCKET": BUCKET, "ENDPOINT": address, "KEY": "key", "SECRET": "secret"}
    for name, value in given.items():
        monkeypatch.setenv(f"TOUCHSTONE_S3_{name}", value)
    settings.STORAGES = settings.STORAGES | configured.storage()
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=address, **keys)
    client.create_bucket(Bucket=BUCKET)
    yield client
    for key in keys_in(client):
        client.delete_object(Bucket=BUCKET, Key=key)


@pytest.fixture
def export(client: Any, project: Project) -> Export:
    make_settled_pairs(project, ["a", "b"])
    return ran(queued(project, "trl-preference"))


@pytest.fixture
def api(project: Project) -> Client:
    user = make_user(Role.ENGINEER)
    Membership.objects.create(project=project, user=user)
    return Client(headers={"Authorization": f"Token {make_token(user)[1]}"})


def keys_in(client: Any) -> list[str]:
    return [each["Key"] for each in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_finished_export_is_in_the_bucket_and_no_longer_on_the_disk(client: Any, export: Export) -> None:
    assert export.status == Export.Status.READY
    assert sorted(keys_in(client)) == sorted(f"exports/{export.pk}/{n}" for n in delivering.names(export))
    assert not folders.folder_of(export).exists()


def test_file_comes_from_the_bucket_whole_and_in_ranges(api: Client, export: Export) -> None:
    [entry] = export.manifest["files"]
    url = f"/api/v1/exports/{export.pk}/files/{entry['name']}"

    whole = api.get(url)
    content = body(whole)
    rest = api.get(url, headers={"Range": "bytes=7-", "If-Range": whole["ETag"]})

    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert whole["ETag"] == f'"{entry["sha256"]}"'
    assert (rest.status_code, body(rest)) == (206, content[7:])


def test_archive_is_made_of_the_bucket(api: Client, export: Export) -> None:
    url = f"/api/v1/exports/{export.pk}/archive"

    whole = body(api.get(url))
    rest = body(api.get(url, headers={"Range": "bytes=900-"}))

    with tarfile.open(fileobj=io.BytesIO(whole)) as opened:
        assert [Path(info.name).name for info in opened] == delivering.names(export)
    assert rest == whole[900:]


def test_first_rows_are_shown(export: Export) -> None:
    assert "Question 1?" in first_rows.of(export)[0]


def test_right_that_ends_cuts_a_download_from_the_bucket(
    api: Client, export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "ASKS_EVERY", 1)
    stream = iter(api.get(f"/api/v1/exports/{export.pk}/archive").streaming_content)
    next(stream)

    Membership.objects.all().delete()

    with pytest.raises(downloads.NoLongerAllowedError):
        next(stream)


def test_export_cancelled_on_its_way_leaves_nothing_in_either_place(
    client: Any, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_settled_pairs(project, ["a"])
    export = queued(project)
    found: list[list[str]] = []
    really_go_on = running._go_on

    def go_on(export_id: int) -> None:
        found.append(keys_in(client))
        if len(found) == 3:
            requests.cancel(export=Export.objects.get(pk=export_id))
        really_go_on(export_id)

    monkeypatch.setattr(running, "_go_on", go_on)

    done = ran(export)

    assert done.status == Export.Status.CANCELLED
    assert [len(keys) for keys in found] == [0, 1, 2]
    assert not any(key.endswith("manifest.json") for key in found[-1])
    assert keys_in(client) == []
    assert not folders.folder_of(export).exists()


def test_export_whose_worker_died_before_it_was_recorded_is_copied_again(
    client: Any, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_settled_pairs(project, ["a"])
    export = queued(project)
    client.put_object(Bucket=BUCKET, Key=f"exports/{export.pk}/train-00000-of-00001.jsonl", Body=b"another's")

    done = ran(export)

    [entry] = done.manifest["files"]
    kept = client.get_object(Bucket=BUCKET, Key=f"exports/{export.pk}/{entry['name']}")["Body"].read()
    assert hashlib.sha256(kept).hexdigest() == entry["sha256"]


def test_bucket_that_refuses_fails_the_export_with_its_reason(
    client: Any, project: Project, settings: Any
) -> None:
    make_settled_pairs(project, ["a"])
    options = settings.STORAGES[bucket.STORAGE]["OPTIONS"] | {"bucket_name": "no-such-bucket"}
    settings.STORAGES = settings.STORAGES | {
        bucket.STORAGE: settings.STORAGES[bucket.STORAGE] | {"OPTIONS": options}
    }

    done = ran(queued(project))

    assert done.status == Export.Status.FAILED
    assert "NoSuchBucket" in delivering.failure(done)
    assert not folders.folder_of(done).exists()


def test_bucket_that_is_away_is_said_to_be(api: Client, export: Export, settings: Any) -> None:
    entry = settings.STORAGES[bucket.STORAGE]
    away = entry["OPTIONS"] | {"endpoint_url": "http://127.0.0.1:9", "client_config": NEVER_TRIES_AGAIN}
    settings.STORAGES = settings.STORAGES | {bucket.STORAGE: entry | {"OPTIONS": away}}

    answer = api.get(f"/api/v1/exports/{export.pk}/archive")

    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "files_away", "5")


def test_exports_from_before_the_bucket_are_found_on_the_disk(
    project: Project, address: str, api: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_settled_pairs(project, ["a"])
    export = ran(queued(project))
    monkeypatch.setenv("TOUCHSTONE_S3_BUCKET", BUCKET)
    monkeypatch.setenv("TOUCHSTONE_S3_ENDPOINT", address)
    settings.STORAGES = settings.STORAGES | configured.storage()

    answer = api.get(f"/api/v1/exports/{export.pk}/files/manifest.json")

    assert body(answer) == (folders.folder_of(export) / "manifest.json").read_bytes()
