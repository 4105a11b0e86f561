"""What a request says about an import: its choices, its files, and what makes it the same request again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from hashlib import file_digest
from io import BytesIO
from typing import IO, Any, BinaryIO, cast

import orjson
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from config.rest import JsonParser
from raters.models import User
from tasks import idempotency
from tasks.api import finding
from tasks.api.exports import UnknownSetting
from tasks.intake.choices import Options
from tasks.intake.dry_run.files import SurveyFile
from tasks.intake.receiving import Upload

SET = ("1", "true")
# Our names of choices that the API calls otherwise.
RENAMED = {"format": "fmt", "tolerate_rejected": "tolerates_rejected"}
CHOICES = {
    *("format", "encoding", "columns", "labels", "prompts_only", "hold", "duplicates", "same_id"),
    *("pairing", "n_opponents"),
    *("counts_ratings", "tolerate_rejected"),
}


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"


class LinesParser(JsonParser):
    """JSON where uploads of any size are taken: files are read piece by piece, JSON is not, so it has its own cap."""

    def parse(self, stream: IO[Any], *context: Any, **more: Any) -> Any:
        cap = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(cap + 1)
        if len(body) > cap:
            raise TooLarge(_("At most %(cap)d bytes of JSON are taken here; upload a file.") % {"cap": cap})
        return super().parse(BytesIO(body), *context, **more)


def checked(serializer: type[serializers.Serializer[None]], request: Request) -> dict[str, Any]:
    """Read a request's fields, and refuse what is none of them.

    Raises: UnknownSetting, serializers.ValidationError.
    """
    wanted = serializer(data=request.data)
    names = finding.mapping(request.data)
    strange = {name: _("There is no such setting here.") for name in names if name not in wanted.fields}
    if strange:
        raise UnknownSetting(" ".join(strange.values()), fields=strange)
    wanted.is_valid(raise_exception=True)
    return dict(wanted.validated_data)


def options(given: Mapping[str, Any], base: Options | None = None) -> Options:
    """Take the choices among a request's fields; what is not given stays as it is in `base`."""
    chosen = {
        RENAMED.get(name, name): value
        for name, value in given.items()
        if name in CHOICES and value is not None
    }
    return replace(base or Options(), **chosen)


def uploads(files: Sequence[UploadedFile[Any]]) -> list[Upload]:
    return [Upload(file.name or "", file.chunks()) for file in files]


def survey_files(files: Sequence[UploadedFile[Any]]) -> list[SurveyFile]:
    return [SurveyFile(file.name or "", partial(_rewound, file), file.size or 0) for file in files]


@contextmanager
def _rewound(file: UploadedFile[Any]) -> Iterator[BinaryIO]:
    """Read an upload from its beginning, and leave it open: closed, its file would be gone."""
    file.seek(0)
    yield cast("BinaryIO", file.file)


def once(
    request: Request, given: Mapping[str, Any], act: Callable[[], idempotency.Answer]
) -> idempotency.Answer:
    """Do something once for the request's Idempotency-Key; files are the same when their SHA-256 are.

    Raises: idempotency.KeyReused.
    """
    key = request.headers.get("Idempotency-Key", "")
    body = orjson.dumps([request.path, _same(given)], option=orjson.OPT_SORT_KEYS) if key else b""

    def as_json() -> idempotency.Answer:
        answer = act()
        return idempotency.Answer(answer.status, orjson.loads(orjson.dumps(answer.body)))

    return idempotency.once(user=cast("User", request.user), key=key, request=body, act=as_json)


def _same(given: Any) -> Any:
    if isinstance(given, UploadedFile):
        return [given.name, _sha256(given)]
    if isinstance(given, Mapping):
        return {name: _same(value) for name, value in given.items()}
    return list(map(_same, given)) if isinstance(given, list) else given


def _sha256(file: UploadedFile[Any]) -> str:
    file.seek(0)
    return file_digest(cast("Any", file.file), "sha256").hexdigest()
