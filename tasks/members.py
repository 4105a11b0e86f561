"""Who works in a project: adding a person and taking one out. What a member may do there, the role says."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from raters.models import Role, User
from tasks.models import Membership, Project


def add(*, project: Project, user: User) -> Membership:
    """Make a user a member; adding a member again changes nothing."""
    membership, _made = Membership.objects.get_or_create(project=project, user=user)
    return membership


def remove(*, membership: Membership) -> None:
    """Take a member out; what they rated stays, and so does their login."""
    membership.delete()


def managing(project: Project) -> QuerySet[User]:
    """Return the managers who see a project: its members, and the owner of the installation."""
    sees = Q(memberships__project=project) | Q(is_owner=True)
    found: QuerySet[User] = User.objects.filter(sees, role=Role.MANAGER, is_active=True)
    return found.order_by("pk").distinct()
