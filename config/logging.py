"""How log lines look: time in UTC, level, logger, request; one line a record, whatever the values contain."""

from __future__ import annotations

import logging
import time
from typing import Any

from config.security import request_id

CONTROL_CHARACTERS = {code: f"\\x{code:02x}" for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))}
CONTROL_CHARACTERS |= {0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t", 0x2028: "\\u2028", 0x2029: "\\u2029"}
INDENTED = "\n    "


class OneLine(logging.Formatter):
    """A message cannot forge a second record; a traceback follows its record, indented."""

    converter = time.gmtime  # type: ignore[assignment]

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the library's name)
        record.message = record.message.translate(CONTROL_CHARACTERS)
        request = request_id.current.get()
        record.message += f" [{request}]" if request else ""
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the library's name)
        lines = super().formatException(ei).splitlines()
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
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain"},
        "count": {"class": "config.error_count.CountErrors", "level": "ERROR"},
    },
    "root": {"handlers": ["stderr", "count"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}
