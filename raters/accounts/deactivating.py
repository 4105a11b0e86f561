"""Closing a login and opening it again: the account's side of it.

Closing ends sessions, API tokens and invitations; what the person rated stays. Whose person it is, and what happens
to their work, is decided in `tasks.deactivating`, which calls this.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from config.errors import Conflict
from raters import access, security_events
from raters.accounts import inviting, sessions, tokens
from raters.models import User


class AlreadySo(Conflict):
    """The person is deactivated, or active, already."""

    code = "person_already_so"


@transaction.atomic
def deactivate(*, user: User, by: User | None, now: datetime) -> User:
    """Close a login at once, and remember whether an owner or the command line did it.

    Raises: AlreadySo.
    """
    _set_active(user, False, by_owner=by is None or access.is_over_everybody(by))
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
    _set_active(user, True, by_owner=False)
    security_events.record_of(security_events.Kind.REACTIVATED, by=by, user=user)
    return user


def _set_active(user: User, is_active: bool, *, by_owner: bool) -> None:
    others = User.objects.filter(pk=user.pk, is_active=not is_active)
    if not others.update(is_active=is_active, closed_by_owner=by_owner):
        raise AlreadySo(_("This was done already."))
    user.is_active, user.closed_by_owner = is_active, by_owner
