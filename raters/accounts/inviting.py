"""Invitations: a one-time link with which a person sets their own password. The one place of its rules.

- Who: a manager may invite somebody new, in any role; no role stands above a manager's, and no invitation makes an
  owner or a superuser.
- For whom again: a person who is active and has no password yet, and whom the inviter invited first or works with in
  a project. The owner and a superuser may invite every such person. Adding an address to a project does not make
  anybody work together before that person has joined (`tasks.adding`).
- What it proves: nothing about the address if a manager has seen the link, since they may have used it themselves. The
  command line and an owner vouch for the address.
- When it ends: after seven days, when it is used, when a new link is made, when its person gets a password in any way
  (a trigger), when its person or its maker is deactivated, and when its maker manages no more.

Sending the link is left to the caller, who also knows who works together.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from config.errors import Conflict, Missing
from raters import access, security_events
from raters.accounts import changing, creating
from raters.models import Invitation, User

LASTS = timedelta(days=7)


class InvitationNotValid(Missing):
    """Unknown, used and expired links look alike, so that guessing tells nothing."""

    code = "invitation_not_valid"


class NotYours(Missing):
    """Somebody else invites this person; who exists elsewhere is not told."""

    code = "person_missing"


class AlreadyJoined(Conflict):
    code = "already_joined"


@dataclass(frozen=True)
class Invited:
    user: User
    link_token: str


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def invite(
    *,
    by: User,
    email: str,
    role: str,
    now: datetime,
    name: str = "",
    languages: Sequence[str] = (),
    skills: Collection[str] = (),
) -> Invited:
    """Make a login that waits for its owner, and the link that opens it.

    No role stands above a manager's, and no invitation makes a superuser: that takes the command line.

    Raises: access.RoleForbids, creating.InvalidAccount, creating.EmailTaken, granting.InvalidSkill.
    """
    access.require(by, access.Right.MANAGE)
    with transaction.atomic():
        user = creating.create_user(
            email=email,
            role=role,
            password=None,
            now=now,
            name=name,
            languages=languages,
            skills=skills,
            by=by,
        )
        return Invited(user=user, link_token=issue_link(user=user, by=by, now=now))


def invite_again(*, by: User, user: User, now: datetime, works_with: bool = False) -> Invited:
    """Replace a lost or expired link; `works_with` says whether the two share a project.

    Raises: access.RoleForbids, NotYours, AlreadyJoined.
    """
    access.require(by, access.Right.MANAGE)
    # A person with a password is out of reach for everybody, so this comes first.
    if not user.has_usable_password() and not may_invite_again(by=by, user=user, works_with=works_with):
        raise NotYours(_("There is no such person of yours."))
    return Invited(user=user, link_token=issue_link(user=user, by=by, now=now))


def may_invite_again(*, by: User, user: User, works_with: bool) -> bool:
    """Tell whether somebody is the inviter's to invite, whether or not they have joined."""
    if by.pk == user.pk or not user.is_active or not access.may(by, access.Right.MANAGE):
        return False
    return works_with or access.is_over_everybody(by) or _inviter_of(user) == by.pk


def _inviter_of(user: User) -> int | None:
    first = user.invitations.order_by("pk").values_list("created_by", flat=True).first()
    return first if isinstance(first, int) else None


def issue_link(*, user: User, by: User | None, now: datetime) -> str:
    """Make a one-time link for a login without a password; links made before stop working.

    Raises: AlreadyJoined.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.has_usable_password():
            raise AlreadyJoined(_("%(email)s has joined already.") % {"email": user.email})
        token = secrets.token_urlsafe(32)
        user.invitations.filter(used_at=None).update(used_at=now)
        Invitation.objects.create(
            user=user,
            digest=digest(token),
            created_by=by,
            proves_address=by is None or access.is_over_everybody(by),
            expires_at=now + LASTS,
        )
        security_events.record_of(security_events.Kind.INVITED, by=by, user=user, label=user.role)
    return token


def end_of(*, user: User, now: datetime) -> None:
    """End the invitations of a person, and those whose link this person has seen."""
    Invitation.objects.filter(Q(user=user) | Q(created_by=user), used_at=None).update(used_at=now)


def end_made_by(*, user: User, now: datetime) -> None:
    """End the invitations whose link this person has seen."""
    Invitation.objects.filter(created_by=user, used_at=None).update(used_at=now)


def find(*, token: str, now: datetime) -> Invitation:
    """Return the invitation behind a link that still works.

    Raises: InvitationNotValid.
    """
    invitation = (
        Invitation.objects.filter(
            digest=digest(token), used_at=None, expires_at__gt=now, user__is_active=True
        )
        .select_related("user")
        .first()
    )
    if invitation is None or invitation.user.has_usable_password():
        raise InvitationNotValid(_("This link is not valid any more. Please ask for a new one."))
    return invitation


def accept(*, token: str, password: str, now: datetime) -> User:
    """Set the password of the invited person and spend the link; of two at once, one wins.

    Raises: InvitationNotValid, creating.InvalidAccount.
    """
    invitation = find(token=token, now=now)
    creating.check_password(password=password, user=invitation.user)
    with transaction.atomic():
        # The user first, as everything else that sets a password does; the trigger then ends the invitation.
        user: User = User.objects.select_for_update().get(pk=invitation.user_id)
        spent = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=now)
        if not spent or user.has_usable_password() or not user.is_active:
            raise InvitationNotValid(_("This link is not valid any more. Please ask for a new one."))
        changing.set_password(
            user=user, password=password, by=user, proves_address=invitation.proves_address, now=now
        )
    return user
