"""Adding somebody to a project by their address, without telling whether that address has an account.

An address makes nobody a member at once. A job makes a member of its person when that person has joined, has proved
the address (`User.email_proved_at`) and has signed in, or used a session, since the address was added. Until then the
project shows the address only, as it does for an address that nobody has. An added address ends after seven days, and
with the right of whoever added it (`AddedAddressQuerySet.in_force`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from config.errors import Invalid
from raters import access
from raters.accounts import sessions
from raters.models import User
from raters.models.user import UserQuerySet
from tasks import members
from tasks.models import AddedAddress, Membership, Project

LONGEST = 254


class NotAnAddress(Invalid):
    code = "not_an_address"


def add_address(*, project: Project, email: str, by: User, now: datetime) -> None:
    """Add an address to a project; adding it again changes nothing, nor does adding a member's.

    Raises: NotAnAddress.
    """
    email = email.strip()
    _check(email)
    if project.memberships.filter(user__email__iexact=email).exists():
        return
    with transaction.atomic():
        _forget_ended(now=now)
        # Two who add it at once have one row, which the index on the folded address decides.
        AddedAddress.objects.bulk_create(
            [AddedAddress(project=project, email=email, added_by=by)], ignore_conflicts=True
        )


def sweep(*, now: datetime) -> int:
    """Make members of those who have come, delete what has ended, and return how many became members."""
    n = admit(now=now)
    _forget_ended(now=now)
    return n


def admit(*, now: datetime) -> int:
    """Make members of those whose address was added and who have come since; return how many."""
    found = list(_come(now))
    for added, user in found:
        members.add(project=added.project, user=user, by=added.added_by)
    return len(found)


def take_back(*, added: AddedAddress) -> None:
    """Remove an address from a project before its person has come."""
    added.delete()


@dataclass(frozen=True)
class Shown:
    """What a project may know of its people: members in full, and addresses of which nothing is told."""

    members: list[Membership]
    addresses: list[AddedAddress]


def shown(project: Project, *, now: datetime) -> Shown:
    """Return a project's people as its managers may see them."""
    found = project.memberships.select_related("user__rater").order_by("user__name", "user__email")
    added = AddedAddress.objects.in_force(now).filter(project=project).order_by("email")
    return Shown(list(found), list(added))


def people_of(by: User) -> UserQuerySet:
    """Return the people somebody answers for: everybody, or those whom they know from their projects."""
    if access.is_over_everybody(by):
        return UserQuerySet(User)
    own = Membership.objects.filter(user=by).values("project")
    return UserQuerySet(User).filter(pk__in=Membership.objects.filter(project__in=own).values("user"))


def _check(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        said = _("“%(email)s” is not an email address.") % {"email": email}
        raise NotAnAddress(said, fields={"email": said}) from error
    if len(email) > LONGEST:
        said = _("An email address has at most 254 characters.")
        raise NotAnAddress(said, fields={"email": said})


def _come(now: datetime) -> Iterator[tuple[AddedAddress, User]]:
    has_joined = ~Q(password="") & ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    proved = User.objects.filter(has_joined, is_active=True, email_proved_at__isnull=False)
    bearers = proved.annotate(folded=Lower("email"))
    added_at = OuterRef("created_at")
    here = bearers.filter(sessions.used_since(added_at), folded=OuterRef("folded"))
    added = AddedAddress.objects.in_force(now).annotate(folded=Lower("email"))
    for row in added.filter(Exists(here)).select_related("project", "added_by"):
        user = bearers.filter(folded=row.email.lower()).first()
        if user is not None:
            yield row, user


def _forget_ended(*, now: datetime) -> None:
    in_force = AddedAddress.objects.in_force(now)
    AddedAddress.objects.exclude(pk__in=in_force.values("pk")).delete()
