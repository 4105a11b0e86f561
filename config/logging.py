"""How log lines look: time in UTC, level, logger, request; one line a record, whatever the values contain.

No line holds a one-time link or an API token: both are cut out here, for messages and tracebacks alike.
"""

from __future__ import annotations

import logging
import re
import time
from typing import Any

from config.security import request_id

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
        lines = without_secrets(super().formatException(ei)).splitlines()
        return "    " + INDENTED.join(line.translate(CONTROL_CHARACTERS) for line in lines)


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
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}
