"""A prompt group of a project's evaluation set: drawn before rating, and test in every export from then on."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from tasks.models.project import Project


class EvaluationGroup(models.Model):
    """Insert-only, by trigger. Every `Prompt.group` of what was drawn has a row; `root` is that of the group drawn."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="evaluation_groups", db_index=False
    )
    digest = models.BinaryField(max_length=32, db_comment="Prompt.group")
    root = models.BinaryField(max_length=32, db_comment="digest of the group's smallest prompt")
    drawn_at = models.DateTimeField(db_default=Now())
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "digest"], name="evaluation_group_once"),
        ]

    def __str__(self) -> str:
        return f"evaluation group of {self.project}"
