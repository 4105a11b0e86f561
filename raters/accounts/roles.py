"""Changing a person's role: the account's side of it, and the one place of its rule.

- Who: the installation's owners and superusers. A manager may not, not even for people of their own projects.
- Whose: everybody's but the last owner's, one's own included; only a superuser changes a superuser's.
- To what: any of the five roles. An owner who gets another role than manager is an owner no more, and nobody becomes
  an owner or a superuser here.
- What ends: the invitations that somebody made who may invite no more, as they have seen the links. API tokens and
  sessions stay: both go by the role of today.

What becomes of the work is decided in `tasks.roles`, which calls this.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from config.errors import Conflict, Forbidden
from raters import access, security_events
from raters.accounts import creating, inviting, owners
from raters.models import User


class NotYoursToChange(Forbidden):
    """Only an owner changes roles, and only a superuser that of a superuser."""

    code = "role_not_yours_to_change"


class SameRole(Conflict):
    code = "same_role"


def those_who_may_be(*, by: User, users: Iterable[User]) -> set[int]:
    """Return the ids of the people among these whose role somebody may change."""
    if not access.is_over_everybody(by):
        return set()
    return {user.pk for user in users if _is_within_reach(user, by=by)} - {owners.the_only_one()}


def _is_within_reach(user: User, *, by: User) -> bool:
    return access.is_over_everybody(by) and (by.is_superuser or not user.is_superuser)


@transaction.atomic
def change(*, user: User, role: str, by: User, now: datetime) -> User:
    """Give a person another role from the next request on; whoever begins to rate gets a pseudonym.

    Raises: NotYoursToChange, creating.InvalidAccount, SameRole, owners.LastOwner.
    """
    if not _is_within_reach(user, by=by):
        raise NotYoursToChange(_("Only an owner of the installation changes roles."))
    creating.check_role(role)
    owners.require_another(user=user)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.role == role:
        raise SameRole(_("This person has this role already."))
    user.role, user.is_owner = role, False
    user.save(update_fields=["role", "is_owner"])
    creating.ensure_pseudonym(user=user)
    if not access.may(user, access.Right.MANAGE):
        inviting.end_made_by(user=user, now=now)
    security_events.record_of(security_events.Kind.ROLE_CHANGED, by=by, user=user, label=role)
    return user
