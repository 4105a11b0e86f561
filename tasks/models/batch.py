"""One upload: what became of each of its lines, and whether its items may be assigned."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from raters.models import Role, User
from tasks.models.project import Project
from tasks.models.rubric_version import RubricVersion


class BatchQuerySet(models.QuerySet["Batch"]):
    def for_user(self, user: User) -> BatchQuerySet:
        """Managers and engineers see the batches of their projects; nobody else sees batches."""
        if not user.is_superuser and user.role not in (Role.MANAGER, Role.ENGINEER):
            return self.none()
        return self.filter(project__in=Project.objects.for_user(user))


class Batch(models.Model):
    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        IMPORTING = "importing", _("importing")
        OPEN = "open", _("open")
        HELD = "held", _("held")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="batches")
    name = models.CharField(max_length=255)
    status = models.CharField(max_length=16, choices=Status, default=Status.QUEUED)
    format = models.CharField(max_length=32, blank=True)
    hold = models.BooleanField(default=False)
    keep_duplicates = models.BooleanField(default=True)
    rubric_version = models.ForeignKey(RubricVersion, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=16, choices=Project.Form)
    min_overlap = models.PositiveSmallIntegerField(null=True, blank=True)
    max_overlap = models.PositiveSmallIntegerField(null=True, blank=True)
    priority = models.SmallIntegerField(default=0)
    deadline = models.DateTimeField(null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    upload = models.CharField(max_length=255)
    n_bytes = models.BigIntegerField(default=0)
    n_bytes_read = models.BigIntegerField(default=0)
    n_lines = models.BigIntegerField(default=0)
    n_accepted = models.BigIntegerField(default=0)
    n_rejected = models.BigIntegerField(default=0)
    n_duplicates = models.BigIntegerField(default=0)
    n_warnings = models.BigIntegerField(default=0)
    error = models.JSONField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    n_attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["queued", "importing", "open", "held", "failed", "cancelled"]),
                name="batch_status_known",
            ),
            models.CheckConstraint(
                condition=Q(n_lines__gte=F("n_accepted") + F("n_rejected")), name="batch_lines_accounted_for"
            ),
        ]
        indexes = [
            models.Index(
                fields=["claimed_until"], condition=Q(status__in=["queued", "importing"]), name="batch_due"
            ),
            models.Index(fields=["project", "-created_at"], name="batch_newest"),
        ]
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return self.name


class RejectedLine(models.Model):
    """A line that was not taken: where it is, what is wrong with it, and how to mend it."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rejected_lines")
    line = models.BigIntegerField()
    field = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=64)
    details = models.JSONField(default=dict)
    original = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="rejected_line_once")]

    def __str__(self) -> str:
        return f"line {self.line} of {self.batch}: {self.code}"
