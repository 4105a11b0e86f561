"""Deactivating a person and the way back: whose person it is, and what becomes of their work.

The installation's owner and superusers may do it to everybody but themselves. A manager may do it to people who
manage nothing and who work in no project but the manager's, as a member or, where every rater is admitted, by having
asked for work there: for others, other managers would lose them unasked. Whom an owner closed, only an owner opens.
Ratings and drafts stay; leases end, so that their items go on to others.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from config.errors import Forbidden
from raters import access
from raters.accounts import deactivating, owners
from raters.models import Rater, Role, User
from tasks.assignment import leasing
from tasks.models import Assignment, Membership, Tray


class NotYoursAlone(Forbidden):
    """Only the installation's owner may do this to this person."""

    code = "not_yours_alone"


def may_deactivate(*, by: User, user: User) -> bool:
    """Tell whether somebody may deactivate and re-activate a person."""
    return user.pk in those_who_may_be(by=by, users=[user])


def those_who_may_be(*, by: User, users: Iterable[User]) -> set[int]:
    """Return the ids of the people among these whom somebody may deactivate and re-activate."""
    others = [user for user in users if user.pk != by.pk and (by.is_superuser or not user.is_superuser)]
    if not access.may(by, access.Right.MANAGE):
        return set()
    if access.is_over_everybody(by):
        return {user.pk for user in others}
    led = {user.pk for user in others if user.role != Role.MANAGER and not _is_owners(user)}
    mine = Q(project__in=Membership.objects.filter(user=by).values("project"))
    here = Membership.objects.filter(mine, user__in=led).values_list("user", flat=True)
    return set(here) - _working_outside(mine, users=led)


def _is_owners(user: User) -> bool:
    return user.closed_by_owner and not user.is_active


def _working_outside(mine: Q, *, users: set[int]) -> set[int]:
    """Return who of these is a member, has a tray or has had an item in a project that is not among `mine`."""
    members = Membership.objects.filter(user__in=users).exclude(mine).values_list("user", flat=True)
    works = [Exists(model.objects.filter(rater=OuterRef("pk")).exclude(mine)) for model in (Tray, Assignment)]
    raters = Rater.objects.filter(works[0] | works[1], user__in=users).values_list("user", flat=True)
    return set(members) | {user for user in raters if user is not None}


@transaction.atomic
def deactivate(*, user: User, by: User, now: datetime) -> User:
    """Close a person's login; end their sessions, tokens, invitations and leases.

    Raises: NotYoursAlone, owners.LastOwner, deactivating.AlreadySo.
    """
    _need_right(by=by, user=user)
    owners.require_another(user=user)
    deactivating.deactivate(user=user, by=by, now=now)
    end_work(user=user)
    return user


def end_work(*, user: User) -> None:
    """Give back what a person holds in every project, and empty their trays; in the caller's transaction."""
    rater = Rater.objects.filter(user=user).first()
    if rater is not None:
        leasing.end_all(rater=rater)
        # A tray that says what stops somebody there outlives the way back.
        Tray.objects.filter(rater=rater, stopped_for="").delete()
        Tray.objects.filter(rater=rater).update(asked_at=None, due_at=None)


def reactivate(*, user: User, by: User) -> User:
    """Let a person sign in again. Their trays are filled when they ask for work.

    Raises: NotYoursAlone, deactivating.AlreadySo.
    """
    _need_right(by=by, user=user)
    return deactivating.reactivate(user=user, by=by)


def _need_right(*, by: User, user: User) -> None:
    if not may_deactivate(by=by, user=user):
        raise NotYoursAlone(
            _(
                "This person also works elsewhere, manages, or was deactivated by an owner. Only an owner can do this."
            )
        )
