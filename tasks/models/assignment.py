"""An item for a rater, with a purpose and a lease.

Every rating writes its row three times, and each index with it: foreign keys have one only where something reads by it.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raters.models import GuidelineVersion, Rater, Role, User
from tasks.models.item import Item
from tasks.models.project import Project
from tasks.models.rubric_version import RubricVersion


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def for_user(self, user: User) -> AssignmentQuerySet:
        """Raters see their own; a lead the team's; managers those of their projects."""
        if user.is_superuser:
            return self
        seen = Q(rater__user=user)
        if user.role == Role.LEAD:
            seen |= Q(rater__user__team_membership__team__lead=user)
        if user.role == Role.MANAGER:
            seen |= Q(project__in=Project.objects.for_user(user))
        return self.filter(seen)

    def live(self) -> AssignmentQuerySet:
        return self.filter(state__in=Assignment.LIVE)


class Assignment(models.Model):
    class Purpose(models.TextChoices):
        OVERLAP = "overlap", _("overlap")
        GOLD = "gold", _("gold check")
        TRAINING = "training", _("training")
        REPEAT = "repeat", _("repeat")
        RERATE = "rerate", _("re-rating")
        IMPORTED = "imported", _("imported")
        JUDGE = "judge", _("model judge")

    class State(models.TextChoices):
        RESERVED = "reserved", _("reserved")
        OPEN = "open", _("open")
        SUBMITTED = "submitted", _("submitted")
        SKIPPED = "skipped", _("skipped")
        EXPIRED = "expired", _("expired")
        RELEASED = "released", _("released")
        RECALLED = "recalled", _("recalled")

    LIVE = (State.RESERVED, State.OPEN)

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="assignments")
    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    purpose = models.CharField(max_length=16, choices=Purpose, default=Purpose.OVERLAP)
    state = models.CharField(max_length=16, choices=State, default=State.RESERVED)
    holds_slot = models.BooleanField(default=False, db_comment="counts in item.taken")
    rubric_version = models.ForeignKey(
        RubricVersion, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    guideline_version = models.ForeignKey(
        GuidelineVersion, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked = ArrayField(
        models.CharField(max_length=64), default=list, db_comment="questions put to this rater"
    )
    skip_reason = models.CharField(max_length=64, blank=True)
    n_extensions = models.PositiveSmallIntegerField(default=0)
    reserved_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    lease_expires_at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True, blank=True, db_comment="the last time, by undo or resume")
    open_ms = models.BigIntegerField(default=0, db_default=0, db_comment="how long it was open before that")
    submitted_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "rater"],
                condition=Q(state__in=["reserved", "open"]),
                name="assignment_live_once",
            ),
            models.UniqueConstraint(
                fields=["item", "rater"],
                condition=Q(purpose="overlap", state="submitted"),
                name="assignment_submitted_once",
            ),
            models.CheckConstraint(
                condition=Q(holds_slot=False)
                | Q(purpose="overlap", state__in=["reserved", "open", "submitted"]),
                name="assignment_slot_only_for_overlap",
            ),
            models.CheckConstraint(
                condition=~Q(purpose="overlap", state__in=["reserved", "open"], undone_at__isnull=True)
                | Q(holds_slot=True),
                name="assignment_live_overlap_holds_slot",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "submitted"]) | Q(opened_at__isnull=False),
                name="assignment_opened_before_rated",
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False),
                name="assignment_submitted_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["project", "lease_expires_at"],
                condition=Q(state__in=["reserved", "open"]),
                name="assignment_lease",
            ),
            models.Index(fields=["rater", "project", "state", "id"], name="assignment_tray"),
        ]

    def __str__(self) -> str:
        return f"assignment {self.pk}"
