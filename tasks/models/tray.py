"""A rater's place in a project: when the rater last asked, and whether the tray is due for filling."""

from django.db import models
from django.db.models import Q

from raters.models import Rater
from tasks.models.project import Project


class Tray(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="trays")
    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="trays")
    asked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "rater"], name="tray_once")]
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="tray_due")]

    def __str__(self) -> str:
        return f"tray of {self.rater} in {self.project}"
