"""Invitations: a one-time link with which a person sets their own password.

It decides who may invite whom and that a link works once, within seven days. Sending the link is left to the
caller.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from config.errors import Conflict, Missing
from raters import access
from raters.accounts import creating
from raters.models import Invitation, User

LASTS = timedelta(days=7)


class InvitationNotValid(Missing):
    """Unknown, used and expired links look alike, so that guessing tells nothing."""

    code = "invitation_not_valid"


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


def invite_again(*, by: User, user: User, now: datetime) -> Invited:
    """Replace a lost or expired link.

    A person who has a password cannot be taken over this way.

    Raises: access.RoleForbids, AlreadyJoined.
    """
    access.require(by, access.Right.MANAGE)
    return Invited(user=user, link_token=issue_link(user=user, by=by, now=now))


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
        Invitation.objects.create(user=user, digest=digest(token), created_by=by, expires_at=now + LASTS)
    return token


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
    if invitation is None:
        raise InvitationNotValid(_("This link is not valid any more. Please ask for a new one."))
    return invitation


def accept(*, token: str, password: str, now: datetime) -> User:
    """Set the password of the invited person and spend the link; of two at once, one wins.

    Raises: InvitationNotValid, creating.InvalidAccount.
    """
    invitation = find(token=token, now=now)
    creating.check_password(password=password, user=invitation.user)
    with transaction.atomic():
        spent = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=now)
        if not spent:
            raise InvitationNotValid(_("This link is not valid any more. Please ask for a new one."))
        user = invitation.user
        user.set_password(password)
        user.save(update_fields=["password"])
    return user
