"""Finished exports in a bucket, where one is given (`TOUCHSTONE_S3_BUCKET`).

An export is written on the disk first; then its files go into the bucket, the manifest last, and leave the disk. They
are read in ranges and handed on by us, so that permission, names, entity tags and the archive are the same for both
places, and a right that ends cuts a download short in both. Exports from before there was a bucket stay on the disk.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages

from tasks.exports import manifest
from tasks.exports.delivery.sources import BLOCK

STORAGE = "exports"


@dataclass(frozen=True, slots=True)
class BucketPart:
    key: str
    size: int

    def read(self, *, first: int, size: int) -> Iterator[bytes]:
        with _failing_as_a_disk():
            answer = _client().get_object(**_named(self.key), Range=f"bytes={first}-{first + size - 1}")
            with closing(answer["Body"]) as body:
                # Fails by itself when the connection ends before the length that was told.
                yield from body.iter_chunks(BLOCK)


def is_used() -> bool:
    return STORAGE in settings.STORAGES


def keep(*, export_id: int, folder: Path, before_each: Callable[[], None]) -> None:
    """Copy the files of a finished folder into the bucket, the manifest last.

    What an earlier try left there is written over: it may be of another database. `before_each` stops it by raising.

    Raises: OSError.
    """
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    for path in sorted(paths, key=lambda path: path.name == manifest.NAME):
        before_each()
        with _failing_as_a_disk(), path.open("rb") as source:
            storages[STORAGE].save(_key(export_id, path.name), File(source))


def discard(*, export_id: int) -> None:
    """Remove all that lies in the bucket of this export; the manifest first, so that nothing looks whole."""
    with _failing_as_a_disk():
        _folders, names = storages[STORAGE].listdir(str(export_id))
        for name in sorted(names, key=lambda name: name != manifest.NAME):
            storages[STORAGE].delete(_key(export_id, name))


def find(*, export_id: int, name: str) -> BucketPart | None:
    """Return a file of the bucket, None when it is not there.

    Raises: OSError, when the bucket does not answer.
    """
    from botocore.exceptions import ClientError

    key = _key(export_id, name)
    with _failing_as_a_disk():
        try:
            return BucketPart(key, _client().head_object(**_named(key))["ContentLength"])
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                raise
    return None


def _key(export_id: int, name: str) -> str:
    return f"{export_id}/{name}"


def _named(key: str) -> dict[str, str]:
    storage: Any = storages[STORAGE]
    return {"Bucket": storage.bucket_name, "Key": f"{storage.location}/{key}".lstrip("/")}


def _client() -> Any:
    # One a thread: clients may be shared, the resources that they come from may not.
    storage: Any = storages[STORAGE]
    return storage.connection.meta.client


@contextmanager
def _failing_as_a_disk() -> Iterator[None]:
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise OSError(errno.EIO, f"bucket: {error}") from error
