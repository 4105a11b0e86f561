"""What a rater is able to judge: a domain in a language, granted with a reason, and it may expire."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from raters.models.rater import Rater


class Skill(models.Model):
    code = models.SlugField(max_length=64, unique=True)
    name_en = models.CharField(max_length=100)
    name_zh = models.CharField(max_length=100, blank=True)
    domain = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=16, blank=True)

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") and self.name_zh else self.name_en


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self, now: datetime) -> GrantQuerySet:
        unexpired = models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=now)
        return self.filter(unexpired, revoked_at__isnull=True)


class Grant(models.Model):
    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="grants")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="grants")
    level = models.PositiveSmallIntegerField(default=1)
    reason = models.TextField(blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    granted_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rater", "skill"],
                condition=models.Q(revoked_at__isnull=True),
                name="grant_once_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} for {self.rater}"
