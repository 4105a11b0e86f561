"""An e-mail address that a manager added to a project: its person becomes a member once they have joined.

The row stays after that and hides the person's details in the project until they sign in again, so that adding an
address tells nothing of it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from raters.models import User
from tasks.models.project import Project


class AddedAddressQuerySet(models.QuerySet["AddedAddress"]):
    def for_user(self, user: User) -> AddedAddressQuerySet:
        return self.filter(project__in=Project.objects.for_user(user))


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
