"""A frozen selection of rated items, and the files written from it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from raters.models import Role, User
from tasks.models.consensus import Consensus
from tasks.models.item import Item
from tasks.models.project import Project


class ExportQuerySet(models.QuerySet["Export"]):
    def for_user(self, user: User) -> ExportQuerySet:
        """Managers and engineers see the exports of their projects; nobody else sees exports."""
        if not user.is_superuser and user.role not in (Role.MANAGER, Role.ENGINEER):
            return self.none()
        return self.filter(project__in=Project.objects.for_user(user))


class Export(models.Model):
    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="exports")
    format = models.CharField(max_length=32)
    policy = models.JSONField(default=dict)
    status = models.CharField(max_length=16, choices=Status, default=Status.QUEUED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    n_items = models.BigIntegerField(default=0)
    n_written = models.BigIntegerField(default=0)
    items_per_second = models.FloatField(
        null=True, db_comment="of the last seconds of the run that writes it"
    )
    counts = models.JSONField(default=dict)
    manifest = models.JSONField(null=True, blank=True)
    error = models.JSONField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    n_attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    selected_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["queued", "running", "ready", "failed", "cancelled"]),
                name="export_status_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["claimed_until"], condition=Q(status__in=["queued", "running"]), name="export_due"
            ),
            models.Index(fields=["project", "-created_at"], name="export_newest"),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"


class ExportItem(models.Model):
    """An item of an export as it stood when the selection was frozen: its consensus, its rating versions, its numbers.

    The numbers are copied, since those of `Posterior` move on.
    """

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="export_items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    consensus = models.ForeignKey(Consensus, on_delete=models.PROTECT, related_name="+")
    rating_ids = ArrayField(models.BigIntegerField(), default=list)
    method = models.CharField(max_length=32, default="", db_default="")
    method_version = models.PositiveSmallIntegerField(default=1, db_default=1)
    confidence = models.FloatField(null=True)
    probabilities = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    strength = models.FloatField(null=True)
    margin = models.FloatField(null=True)
    agreement = models.FloatField(null=True)
    errors = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    split = models.CharField(max_length=16, default="train", db_default="train")
    group = models.BinaryField(
        max_length=32, null=True, db_comment="the prompt's group, as it was known then"
    )
    merged = models.JSONField(
        null=True, db_comment="label of this pair and its repeats together: label, detail, state, items"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["export", "item"], name="export_item_once"),
            models.CheckConstraint(
                condition=Q(split__in=["train", "validation", "test"]), name="export_item_split_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} in {self.export}"
