"""Keeps sessions in the database with their user beside them. Django's settings name this module as the engine.

A session is read together with its user, in one statement, since every page needs both.
The user is taken from the session's own data at every save, so that no way of signing in can miss it; so are
the times of the sign-in and of the first use, from which `idle` counts.
"""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from config.security import client
from raters.accounts.sessions import BEGAN, SEEN
from raters.models import Session, User


class SessionStore(DatabaseStore):
    user: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        if SESSION_KEY in data:
            now = time.time()
            data.setdefault(SEEN, now)
            data.setdefault(BEGAN, now)
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row

    def _get_session_from_db(self) -> Session | None:
        found = Session.objects.filter(session_key=self.session_key, expire_date__gt=timezone.now())
        row: Session | None = found.select_related("user").first()
        if row is None:
            self._session_key = None
            return None
        self.user = row.user
        return row


class SessionUser(ModelBackend):
    """Takes the user that was read with the session of the request being served; else asks the database."""

    def get_user(self, user_id: Any) -> User | None:
        user: User | None = getattr(getattr(client.served(), "session", None), "user", None)
        if user is not None and user.pk == user_id:
            return user if self.user_can_authenticate(user) else None
        found: User | None = super().get_user(user_id)
        return found
