"""The rules that raters follow, in versions. A published version never changes; ratings carry its number."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Guideline(models.Model):
    name = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class GuidelineVersionQuerySet(models.QuerySet["GuidelineVersion"]):
    def published(self) -> GuidelineVersionQuerySet:
        return self.filter(published_at__isnull=False)


class GuidelineVersion(models.Model):
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text_en = models.TextField(blank=True)
    text_zh = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = GuidelineVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guideline", "number"], name="guideline_version_once"),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True)
                | ~(models.Q(text_en="") & models.Q(text_zh="")),
                name="guideline_version_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guideline} v{self.number}"
