"""A person's own name, address and password: how they change, and what ends with the change.

A password ends all other sessions; invitations and reset links end with it by a trigger and by what the links
are made of. Whether somebody has just shown their password is asked before, by the page.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from config.errors import Missing
from raters import security_events
from raters.accounts import sessions, tokens
from raters.accounts.creating import EmailTaken, InvalidAccount
from raters.models import User

LINK_LASTS = 24 * 3600
SALT = "touchstone.email"
Kind = security_events.Kind


class LinkNotValid(Missing):
    """Unknown, used and old links look alike."""

    code = "email_link_not_valid"


def change_name(*, user: User, name: str) -> User:
    """Change the name that colleagues see.

    Raises: InvalidAccount.
    """
    if len(name.strip()) > 150:
        said = _("A name has at most 150 characters.")
        raise InvalidAccount(said, fields={"name": said})
    user.name = name.strip()
    user.save(update_fields=["name"])
    return user


def set_password(
    *,
    user: User,
    password: str,
    by: User | None,
    end_tokens: bool = False,
    proves_address: bool = False,
    now: datetime | None = None,
) -> None:
    """Set a checked password and end the sessions that the old one opened, and the API tokens if that is asked for.

    `by` is nobody at the command line; `proves_address` says that the password came by a link which proves the user's
    address.
    """
    user.set_password(password)
    if proves_address:
        user.email_proved_at = now
    with transaction.atomic():
        user.save(update_fields=["password", "email_proved_at"] if proves_address else ["password"])
        sessions.end_all(user=user)
        if end_tokens and now is not None:
            tokens.revoke_all(user=user, by=by, now=now)
        security_events.record_of(Kind.PASSWORD_SET, by=by, user=user)


def new_email(*, user: User, email: str) -> str:
    """Return the token of the link that proves a new address; nothing changes before it is used.

    Whether somebody else has the address is not told here.

    Raises: InvalidAccount.
    """
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        said = _("“%(email)s” is not an email address.") % {"email": email}
        raise InvalidAccount(said, fields={"email": said}) from error
    if len(email) > 254 or email.casefold() == user.email.casefold():
        said = _("Give another address of at most 254 characters.")
        raise InvalidAccount(said, fields={"email": said})
    return signing.dumps({"user": user.pk, "to": email, "now": _state(user)}, salt=SALT)


def is_free(email: str) -> bool:
    return not User.objects.filter(email__iexact=email.strip()).exists()


def proved_email(*, user: User, token: str) -> str:
    """Return the address that a link proves.

    Raises: LinkNotValid, also where address or password have changed since, and for another person's link.
    """
    try:
        said: Any = signing.loads(token, salt=SALT, max_age=LINK_LASTS)
    except signing.BadSignature:
        said = {}
    if said.get("user") != user.pk or said.get("now") != _state(user):
        raise LinkNotValid(_("This link is not valid any more. Please ask for a new one."))
    return str(said["to"])


def confirm_email(*, user: User, token: str, now: datetime) -> str:
    """Change the address to the one that the link proves, and return the old one.

    Raises: LinkNotValid, EmailTaken.
    """
    email, old = proved_email(user=user, token=token), user.email
    try:
        with transaction.atomic():
            user.email, user.email_proved_at = User.objects.normalize_email(email), now
            user.save(update_fields=["email", "email_proved_at"])
            # allauth would let the old address sign in and reset.
            EmailAddress.objects.filter(user=user).delete()
            security_events.record_of(Kind.EMAIL_CHANGED, by=user, user=user)
    except IntegrityError as error:
        user.email = old
        raise EmailTaken(_("This address has an account.")) from error
    return old


def _state(user: User) -> str:
    return hashlib.sha256(f"{user.email}|{user.password}".encode()).hexdigest()[:32]
