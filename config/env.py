"""Reads the environment: which variables there are, their types and defaults. Every setting that differs between
deployments comes through here; everything else is a constant in `config.settings`.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from config.timeouts import CONNECTS_WITHIN, Limits

env = environ.Env()


SHORTEST_KEY = 32


def secret_key(generated: str, *, is_embedded: bool) -> str:
    """Return the key that signs sessions: the given one, else the one generated beside the embedded database.

    Raises: ImproperlyConfigured when a key is missing or too short to be one.
    """
    given: str = env.str("TOUCHSTONE_SECRET_KEY", default="")
    if not given and is_embedded:
        return generated
    if len(given) < SHORTEST_KEY:
        raise ImproperlyConfigured(
            f"With a database given by URL, TOUCHSTONE_SECRET_KEY must be set to at least {SHORTEST_KEY} random "
            "characters, for example by: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return given


def database(url: str, limits: Limits | None = None) -> dict[str, Any]:
    """Turn a DATABASE_URL into Django's settings; `?host=/folder` names a socket folder.

    `?options=` takes the place of the limits.
    """
    settings: dict[str, Any] = dict(environ.Env.db_url_config(url))
    settings["ENGINE"] = "config.postgresql"
    settings["CONN_MAX_AGE"] = 60
    settings["CONN_HEALTH_CHECKS"] = True
    options = settings.setdefault("OPTIONS", {})
    options["application_name"] = "touchstone"
    options.setdefault("connect_timeout", CONNECTS_WITHIN)
    options.setdefault("options", limits.as_options() if limits else "")
    return settings


def mail_folder(path: Path) -> dict[str, Any]:
    """Return the settings under which mails are kept as files, for an installation without a mail server."""
    return {"EMAIL_BACKEND": "config.mail_folder.EmailBackend", "EMAIL_FILE_PATH": str(path)}


def broker(redis_url: str) -> str:
    """Turn a REDIS_URL into Celery's broker address; a socket needs another scheme there."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database_number = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database_number}"
