"""How log lines look: time in UTC, level, logger, request; one line a record, whatever the values contain.

No line holds a one-time link or an API token: both are cut out here, for messages and tracebacks alike.
"""

from __future__ import annotations

import logging
import re
import time
from http import HTTPStatus
from typing import Any

from django.db import OperationalError
from django.http import UnreadablePostError

from config import full_disk
from config.security import request_id
from config.security.access_log import UNSAID, place_of

CONTROL_CHARACTERS = {code: f"\\x{code:02x}" for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))}
CONTROL_CHARACTERS |= {0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t", 0x2028: "\\u2028", 0x2029: "\\u2029"}
INDENTED = "\n    "
# What follows these opens an account or acts for one.
SECRETS = re.compile(r"(/invitations/|/reset/key/|/email/confirm/|\btst_)[^/\s?\"'<>]+")


def without_secrets(text: str) -> str:
    """Return a text in which no one-time link and no API token can be read; access logs need it too."""
    return SECRETS.sub(r"\1…", text)


class OneLine(logging.Formatter):
    """A message cannot forge a second record; a traceback follows its record, indented."""

    converter = time.gmtime  # type: ignore[assignment]

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the library's name)
        record.message = without_secrets(record.message).translate(CONTROL_CHARACTERS)
        request = request_id.current.get()
        record.message += f" [{request}]" if request else ""
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the library's name)
        if _explains_itself(ei[1]):
            told = without_secrets(str(ei[1])).splitlines()[0].translate(CONTROL_CHARACTERS)
            return f"    {type(ei[1]).__name__}: {told}"
        lines = without_secrets(super().formatException(ei)).splitlines()
        return "    " + INDENTED.join(line.translate(CONTROL_CHARACTERS) for line in lines)


def _explains_itself(error: BaseException | None) -> bool:
    """Say whether the place in the code is no news: a database that is away, or a disk without room."""
    is_away = isinstance(error, OperationalError) and getattr(error.__cause__, "pgcode", None) is None
    return bool(str(error)) and (is_away or full_disk.is_full(error))


class OfRequests(logging.Filter):
    """What Django says of a request: only failures of ours, without secrets, and a client that left in one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", 500)
        request = getattr(record, "request", None)
        if status < HTTPStatus.INTERNAL_SERVER_ERROR or (request and place_of(request) in UNSAID):
            return False  # stands in the access log, or is the answer to a probe
        if record.exc_info and isinstance(record.exc_info[1], UnreadablePostError | ConnectionError):
            record.exc_info, record.exc_text = None, None
            record.levelno, record.levelname = logging.INFO, "INFO"
            record.msg, record.args = "client left during its %s", (getattr(request, "method", "request"),)
        elif request is not None:
            record.msg, record.args = "%s %s failed: %s", (request.method, place_of(request), status)
        return True


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": OneLine,
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
            "datefmt": "%Y-%m-%d %H:%M:%S",
        }
    },
    "filters": {"of_requests": {"()": OfRequests}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain"},
        "count": {"class": "config.error_count.CountErrors", "level": "ERROR"},
    },
    "root": {"handlers": ["stderr", "count"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"filters": ["of_requests"]},
        "django.server": {"handlers": [], "propagate": True},
        "celery": {"level": "WARNING"},
        "kombu": {"level": "WARNING"},
    },
}

# No line of ours says which file, thread or process wrote it, and finding that out costs more than the line.
logging._srcfile = None  # noqa: SLF001 (the logging how-to's own advice)
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
