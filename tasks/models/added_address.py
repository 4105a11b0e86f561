"""An e-mail address that a manager added to a project and whose person has not come yet (`tasks.adding`).

The row is deleted when its person becomes a member, so it never stands beside a membership.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from raters.models import Role, User
from tasks.models.membership import Membership
from tasks.models.project import Project

LASTS = timedelta(days=7)


class AddedAddressQuerySet(models.QuerySet["AddedAddress"]):
    def for_user(self, user: User) -> AddedAddressQuerySet:
        return self.filter(project__in=Project.objects.for_user(user))

    def in_force(self, now: datetime) -> AddedAddressQuerySet:
        """Keep what is younger than seven days and was added by somebody who still manages the project."""
        works_there = Membership.objects.filter(project=OuterRef("project"), user=OuterRef("added_by"))
        manages = Q(added_by__role=Role.MANAGER) & Exists(works_there)
        is_over_everybody = Q(added_by__is_owner=True) | Q(added_by__is_superuser=True)
        return self.filter(manages | is_over_everybody, added_by__is_active=True, created_at__gt=now - LASTS)


class AddedAddress(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="added_addresses")
    email = models.EmailField(max_length=254)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AddedAddressQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("project", Lower("email"), name="added_address_once")]

    def __str__(self) -> str:
        return f"{self.email} in {self.project}"
