"""Keeps sessions in the database with their user beside them. Django's settings name this module as the engine.

A session is read together with its user, in one statement, since every page needs both.
The user is taken from the session's own data at every save, so that no way of signing in can miss it; so are
the times of the sign-in and of the first use, from which `idle` counts.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.db.models import Field, Model
from django.utils import timezone

from config.postgresql.prepared import Prepared
from config.security import client
from raters.accounts.sessions import BEGAN, SEEN
from raters.models import Session, User

Found = TypeVar("Found", bound=Model)


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
        with connection.cursor() as cursor:
            _with_user().run(cursor, {"key": self.session_key, "now": timezone.now()})
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return None
        n_own = len(_fields(Session))
        if found[n_own] is not None:
            self.user = _read(User, found[n_own:])
        return _read(Session, found[:n_own])


def _fields(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    return model._meta.concrete_fields  # noqa: SLF001 (documented)


@cache
def _with_user() -> Prepared:
    """Write the statement once, and let it be planned once.

    At every request the ORM takes longer to write it than the database to answer, and the database three times as long
    to plan it as to run it.
    """
    columns = [f"s.{field.column}" for field in _fields(Session)] + [
        f"u.{field.column}" for field in _fields(User)
    ]
    return Prepared(
        "touchstone_session",
        f"SELECT {', '.join(columns)} FROM raters_session s LEFT JOIN raters_user u ON u.id = s.user_id"  # noqa: S608
        " WHERE s.session_key = %(key)s AND s.expire_date > %(now)s",
    )


def _read(model: type[Found], values: Sequence[Any]) -> Found:
    fields = _fields(model)
    converted = [
        field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
        for field, value in zip(fields, values, strict=True)
    ]
    return model.from_db(connection.alias, [field.attname for field in fields], converted)


class SessionUser(ModelBackend):
    """Takes the user that was read with the session of the request being served; else asks the database."""

    def get_user(self, user_id: Any) -> User | None:
        user: User | None = getattr(getattr(client.served(), "session", None), "user", None)
        if user is not None and user.pk == user_id:
            return user if self.user_can_authenticate(user) else None
        found: User | None = super().get_user(user_id)
        return found
