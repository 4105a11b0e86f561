"""A format and a policy under a name, so that the next export asks for exactly the same."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from tasks.models.project import Project


class ExportPolicy(models.Model):
    """The policy is complete: what the project's settings are later changes nothing of it."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="export_policies", db_index=False
    )
    name = models.CharField(max_length=64)
    format = models.CharField(max_length=32)
    policy = models.JSONField(default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="export_policy_named_once"),
        ]
        verbose_name_plural = "export policies"

    def __str__(self) -> str:
        return f"{self.name} of {self.project}"
