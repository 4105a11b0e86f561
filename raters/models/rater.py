"""The pseudonym that ratings, standing and exports point at: a person, a model judge, or a source outside."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from raters.models.user import Role, User

# What an invitation offers to declare, and items are routed by; an item in any other language is everybody's.
ROUTED = {"en": _("English"), "zh": _("Chinese")}


def new_pseudonym() -> str:
    """Draw a pseudonym that tells nothing: neither the order of joining nor the name."""
    return f"R-{secrets.randbelow(10**8):08d}"


class RaterQuerySet(models.QuerySet["Rater"]):
    def for_user(self, user: User) -> RaterQuerySet:
        """Managers and engineers see all pseudonyms, a lead their team's, everyone else their own."""
        if user.is_superuser or user.role in (Role.MANAGER, Role.ENGINEER):
            return self
        own = models.Q(user=user)
        if user.role == Role.LEAD:
            own |= models.Q(user__team_membership__team__lead=user)
        return self.filter(own).distinct()


class Rater(models.Model):
    class Kind(models.TextChoices):
        HUMAN = "human", _("human")
        EXTERNAL = "external", _("external")
        JUDGE = "judge", _("model judge")

    pseudonym = models.CharField(max_length=64, unique=True, default=new_pseudonym)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.HUMAN)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="rater"
    )
    languages = ArrayField(
        models.CharField(max_length=16), default=list, blank=True, db_comment="empty: items of any language"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RaterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="human") | models.Q(user__isnull=True), name="rater_login_is_human"
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym
