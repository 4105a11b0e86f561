"""What a model was asked: one text or a conversation, stored once in a project."""

from django.db import models
from django.db.models import Q

from tasks.models.project import Project


class Prompt(models.Model):
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="prompts")
    digest = models.BinaryField(max_length=32)
    messages = models.JSONField()
    language = models.CharField(max_length=16, blank=True)
    group = models.BinaryField(
        max_length=32, db_comment="SHA-256 of the normalised first turn; splits follow it"
    )
    near_group = models.BigIntegerField(
        null=True, blank=True, db_comment="smallest prompt id among near duplicates; null: not compared yet"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "digest"], name="prompt_once_in_project")]
        indexes = [
            models.Index(fields=["project", "group"], name="prompt_group"),
            models.Index(
                fields=["project"], condition=Q(near_group__isnull=True), name="prompt_not_compared"
            ),
        ]

    def __str__(self) -> str:
        return f"prompt {self.pk}"
