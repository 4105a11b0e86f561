"""A rater's place in a project: when the rater last asked, whether the tray is due, and what stops the rater there."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raters.models import Rater
from tasks.models.project import Project


class Tray(models.Model):
    class StoppedFor(models.TextChoices):
        """Written by whoever stops a rater, read by the door's rule; what is open may be finished."""

        RATER_PAUSED = "rater_paused", _("paused by a manager")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="trays")
    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="trays")
    asked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    stopped_for = models.CharField(max_length=32, choices=StoppedFor, blank=True, default="", db_default="")
    stopped_note = models.TextField(blank=True, default="", db_default="", db_comment="what the rater reads")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "rater"], name="tray_once")]
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="tray_due")]

    def __str__(self) -> str:
        return f"tray of {self.rater} in {self.project}"
