"""Adding somebody to a project by their address, without telling whether that address has an account.

Whoever has joined (has a password and is active) becomes a member at once, anybody else when they join: a job sees to
that. Until the person signs in the next time, the project shows the address only, as it does for an address that
nobody bears. So no project is shared with somebody who has not joined, unless they were invited into it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext as _

from config.errors import Invalid
from raters import access
from raters.models import User
from raters.models.user import UserQuerySet
from tasks import members
from tasks.models import AddedAddress, Membership, Project

NEVER = datetime(1, 1, 1, tzinfo=UTC)


class NotAnAddress(Invalid):
    code = "not_an_address"


def add_address(*, project: Project, email: str, by: User) -> None:
    """Add an address to a project; adding it again changes nothing, nor does adding a member's.

    Raises: NotAnAddress.
    """
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        said = _("“%(email)s” is not an email address.") % {"email": email}
        raise NotAnAddress(said, fields={"email": said}) from error
    if any(one.user.email.casefold() == email.casefold() for one in shown(project).members):
        return
    with transaction.atomic():
        if not AddedAddress.objects.filter(project=project, email__iexact=email).exists():
            AddedAddress.objects.create(project=project, email=email, added_by=by)
        admit(project=project)


def admit(*, project: Project | None = None) -> int:
    """Make those members whose address was added and who have joined; return how many."""
    waiting = AddedAddress.objects.filter(project=project) if project else AddedAddress.objects.all()
    found = list(_joined(waiting))
    for added, user in found:
        members.add(project=added.project, user=user, by=added.added_by)
    return len(found)


def take_back(*, added: AddedAddress, by: User) -> None:
    """Remove an address from a project, and the membership that came of it."""
    with transaction.atomic():
        membership = Membership.objects.filter(project=added.project, user__email__iexact=added.email).first()
        if membership is not None:
            members.remove(membership=membership, by=by)
        added.delete()


@dataclass(frozen=True)
class Shown:
    """What a project may know of its people: members in full, and addresses of which nothing is told."""

    members: list[Membership]
    addresses: list[AddedAddress]


def shown(project: Project) -> Shown:
    """Return a project's people as its managers may see them."""
    added = {row.email.casefold(): row for row in project.added_addresses.order_by("email")}
    found = project.memberships.select_related("user__rater").order_by("user__name", "user__email")
    visible = [one for one in found if not _is_hidden(one.user, added.get(one.user.email.casefold()))]
    known = {one.user.email.casefold() for one in visible}
    return Shown(visible, [row for email, row in added.items() if email not in known])


def people_of(by: User) -> UserQuerySet:
    """Return the people somebody answers for: everybody, or those whom they know from their projects."""
    if access.is_over_everybody(by):
        return UserQuerySet(User)
    last_seen = Coalesce(OuterRef("user__last_login"), Value(NEVER))
    hidden = AddedAddress.objects.annotate(folded=Lower("email")).filter(
        project=OuterRef("project"), folded=Lower(OuterRef("user__email")), created_at__gte=last_seen
    )
    own = Membership.objects.filter(user=by).values("project")
    known = Membership.objects.filter(~Exists(hidden), project__in=own)
    return UserQuerySet(User).filter(pk__in=known.values("user"))


def _is_hidden(user: User, added: AddedAddress | None) -> bool:
    return added is not None and (user.last_login is None or user.last_login <= added.created_at)


def _joined(added: QuerySet[AddedAddress]) -> Iterator[tuple[AddedAddress, User]]:
    members_of = Membership.objects.annotate(folded=Lower("user__email"))
    is_member = Exists(members_of.filter(project=OuterRef("project"), folded=OuterRef("folded")))
    bearers = User.objects.annotate(folded=Lower("email")).filter(is_active=True).exclude(password="")
    joined = bearers.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    waiting = added.annotate(folded=Lower("email")).filter(
        ~is_member, Exists(joined.filter(folded=OuterRef("folded")))
    )
    for row in waiting.select_related("project", "added_by"):
        user = joined.filter(folded=row.email.lower()).first()
        if user is not None:
            yield row, user
