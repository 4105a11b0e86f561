"""Keeps sessions in the database with their user beside them. Django's settings name this module as the engine.

The user is taken from the session's own data at every save, so that no way of signing in can miss it; so is the time
of the first use, from which `idle` counts.
"""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from raters.accounts.sessions import SEEN
from raters.models import Session


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        if SESSION_KEY in data:
            data.setdefault(SEEN, time.time())
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row
