"""All that a rater submitted for an assignment, in canonical order; versioned, never changed but for `current`.

Foreign keys have an index only where something reads by it, since every rating pays for each.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raters.models import GuidelineVersion, Rater, Role, User
from tasks.models.assignment import Assignment
from tasks.models.item import Item
from tasks.models.project import Project
from tasks.models.rubric_version import RubricVersion


class RatingQuerySet(models.QuerySet["Rating"]):
    def for_user(self, user: User) -> RatingQuerySet:
        """Raters see their own; a lead the team's; managers and engineers those of their projects."""
        if user.is_superuser:
            return self
        seen = Q(rater__user=user)
        if user.role == Role.LEAD:
            seen |= Q(rater__user__team_membership__team__lead=user)
        if user.role in (Role.MANAGER, Role.ENGINEER):
            seen |= Q(project__in=Project.objects.for_user(user))
        return self.filter(seen)

    def counted(self) -> RatingQuerySet:
        """The ratings that enter consensus and agreement."""
        return self.filter(
            current=True, independent=True, surplus=False, assignment__purpose=Assignment.Purpose.OVERLAP
        )


class Rating(models.Model):
    class Verdict(models.TextChoices):
        BOTH_BAD = "both_bad", _("both bad")
        CANNOT_JUDGE = "cannot_judge", _("cannot judge")

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="ratings", db_index=False
    )
    version = models.PositiveSmallIntegerField(default=1)
    current = models.BooleanField(default=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="ratings", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="ratings", db_index=False)
    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="ratings", db_index=False)
    rubric_version = models.ForeignKey(
        RubricVersion, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    guideline_version = models.ForeignKey(
        GuidelineVersion, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked = ArrayField(models.CharField(max_length=64), default=list)
    strength = models.SmallIntegerField(null=True)
    verdict = models.CharField(max_length=16, choices=Verdict, blank=True)
    scores = ArrayField(
        models.SmallIntegerField(null=True),
        default=list,
        db_comment="rubric cell order; 0 is n/a, null not given",
    )
    rationale = models.TextField(blank=True)
    reasons = ArrayField(models.CharField(max_length=64), default=list)
    marks = models.JSONField(default=list)
    clauses = ArrayField(models.BigIntegerField(), default=list)
    tags = models.JSONField(default=dict)
    rewrite = models.JSONField(default=dict)
    confidence = models.SmallIntegerField(null=True)
    flags = ArrayField(models.CharField(max_length=64), default=list)
    answers = models.JSONField(default=dict)
    independent = models.BooleanField(default=True)
    surplus = models.BooleanField(default=False)
    active_ms = models.PositiveIntegerField(default=0)
    idempotency_key = models.CharField(max_length=128, blank=True)
    body_digest = models.BinaryField(max_length=32, default=b"")
    submitted_at = models.DateTimeField()

    objects = RatingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "version"], name="rating_version_once"),
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(current=True), name="rating_one_current"
            ),
            models.UniqueConstraint(
                fields=["assignment", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="rating_key_once",
            ),
            models.CheckConstraint(
                condition=Q(strength__isnull=True) | Q(strength__gte=-3, strength__lte=3),
                name="rating_strength_on_scale",
            ),
            models.CheckConstraint(
                condition=Q(strength__isnull=True) | Q(verdict=""), name="rating_strength_or_verdict"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "both_bad", "cannot_judge"]), name="rating_verdict_known"
            ),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=1, confidence__lte=3),
                name="rating_confidence_on_scale",
            ),
        ]
        indexes = [
            models.Index(fields=["item"], condition=Q(current=True), name="rating_of_item"),
            models.Index(fields=["project", "rater", "submitted_at"], name="rating_of_rater"),
            models.Index(fields=["project", "submitted_at"], name="rating_pace"),
            models.Index(
                fields=["rater", "project", "submitted_at"],
                condition=Q(current=True, verdict="cannot_judge"),
                name="rating_unjudged",
            ),
        ]

    def __str__(self) -> str:
        return f"rating {self.pk}"
