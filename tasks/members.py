"""Who works in a project: adding a person and taking one out. What a member may do there, the role says."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from raters.models import Rater, Role, User
from tasks.assignment import leasing
from tasks.models import Membership, Project


def add(*, project: Project, user: User) -> Membership:
    """Make a user a member; adding a member again changes nothing."""
    membership, _made = Membership.objects.get_or_create(project=project, user=user)
    return membership


@transaction.atomic
def remove(*, membership: Membership) -> None:
    """Take a member out and end what they hold; what they rated stays, and so do their drafts and their login."""
    rater, project = Rater.objects.filter(user=membership.user_id).first(), membership.project
    membership.delete()
    if rater is not None:
        leasing.end_all(rater=rater, project=project)


def managing(project: Project) -> QuerySet[User]:
    """Return the managers who see a project: its members, and the owner of the installation."""
    sees = Q(memberships__project=project) | Q(is_owner=True)
    found: QuerySet[User] = User.objects.filter(sees, role=Role.MANAGER, is_active=True)
    return found.order_by("pk").distinct()
