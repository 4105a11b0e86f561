"""Closing a login and opening it again: the account's side of it.

Closing ends sessions, API tokens and invitations; what the person rated stays. Whose person it is, and what happens
to their work, is decided in `tasks.deactivating`, which calls this.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from config.errors import Conflict
from raters import security_events
from raters.accounts import inviting, sessions, tokens
from raters.models import User


class AlreadySo(Conflict):
    """The person is deactivated, or active, already."""

    code = "person_already_so"


@transaction.atomic
def deactivate(*, user: User, by: User | None, now: datetime) -> User:
    """Close a login at once.

    Raises: AlreadySo.
    """
    _set_active(user, False)
    sessions.end_all(user=user)
    tokens.revoke_all(user=user, by=by, now=now)
    inviting.end_of(user=user, now=now)
    security_events.record_of(security_events.Kind.DEACTIVATED, by=by, user=user)
    return user


@transaction.atomic
def reactivate(*, user: User, by: User | None) -> User:
    """Open a login again, with its password; tokens and invitations must be made anew.

    Raises: AlreadySo.
    """
    _set_active(user, True)
    security_events.record_of(security_events.Kind.REACTIVATED, by=by, user=user)
    return user


def _set_active(user: User, is_active: bool) -> None:
    if not User.objects.filter(pk=user.pk, is_active=not is_active).update(is_active=is_active):
        raise AlreadySo(_("This was done already."))
    user.is_active = is_active
