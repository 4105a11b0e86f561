"""Who works in a project: adding a person and taking one out. What a member may do there, the role says."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from raters import access, security_events
from raters.models import Rater, Role, User
from tasks.assignment import leasing
from tasks.models import AddedAddress, Membership, Project

Kind = security_events.Kind


def add(*, project: Project, user: User, by: User | None = None) -> Membership:
    """Make a user a member; adding a member again changes nothing."""
    with transaction.atomic():
        membership, is_new = Membership.objects.get_or_create(project=project, user=user)
        if is_new:
            AddedAddress.objects.filter(project=project, email__iexact=user.email).delete()
            _note(Kind.MEMBER_ADDED, project, user, by)
    return membership


def remove(*, membership: Membership, by: User | None = None) -> None:
    """Take a member out and end what they hold; what they rated stays, and so do their drafts and their login."""
    user, project = membership.user, membership.project
    with transaction.atomic():
        membership.delete()
        # What a manager added ends with the right to add it; an owner's right does not end here.
        if not access.is_over_everybody(user):
            AddedAddress.objects.filter(project=project, added_by=user).delete()
        if (rater := Rater.objects.filter(user=user).first()) is not None:
            leasing.end_all(rater=rater, project=project)
        _note(Kind.MEMBER_REMOVED, project, user, by)


def managing(project: Project) -> QuerySet[User]:
    """Return the managers who see a project: its members, and the owner of the installation."""
    sees = Q(memberships__project=project) | Q(is_owner=True)
    found: QuerySet[User] = User.objects.filter(sees, role=Role.MANAGER, is_active=True)
    return found.order_by("pk").distinct()


def share_a_project(first: User, second: User) -> bool:
    """Tell whether both are members of one project. Seeing every project is not being a member."""
    theirs = Membership.objects.filter(user=second).values("project")
    return Membership.objects.filter(user=first, project__in=theirs).exists()


def _note(kind: security_events.Kind, project: Project, user: User, by: User | None) -> None:
    security_events.record_of(kind, by=by, user=user, label=project.slug)
