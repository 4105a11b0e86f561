"""A project: what is asked (rubric, guideline), of whom (members, skills), and how often (overlap).

Policy is columns.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from raters.models import Guideline, Role, Skill, User
from tasks.models.rubric_version import RubricVersion


class ProjectQuerySet(models.QuerySet["Project"]):
    def for_user(self, user: User) -> ProjectQuerySet:
        """Members see their projects, raters also the open ones, and the installation's owner all of them."""
        if user.is_superuser or user.is_owner:
            return self
        seen = Q(pk__in=user.memberships.values("project"))
        if user.role in (Role.RATER, Role.EXPERT, Role.LEAD):
            seen |= Q(admits_all=True)
        return self.filter(seen)


class Project(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("open")
        PAUSED = "paused", _("paused")
        CLOSED = "closed", _("closed")

    class ReferenceFor(models.TextChoices):
        NOBODY = "nobody", _("nobody")
        EXPERTS = "experts", _("experts")
        EVERYONE = "everyone", _("everyone")

    class Form(models.TextChoices):
        FULL = "full", _("full")
        STANDARD = "standard", _("standard")
        LIGHT = "light", _("light")

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=150)
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    rubric_version = models.ForeignKey(RubricVersion, on_delete=models.PROTECT, related_name="+")
    guideline = models.ForeignKey(
        Guideline, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    skills = models.ManyToManyField(Skill, blank=True, related_name="+")
    form = models.CharField(max_length=16, choices=Form, default=Form.FULL)
    admits_all = models.BooleanField(default=True)
    min_overlap = models.PositiveSmallIntegerField(default=3)
    max_overlap = models.PositiveSmallIntegerField(default=3)
    confidence = models.FloatField(default=0.9)
    max_error = models.FloatField(
        default=0.5,
        db_default=0.5,
        db_comment="largest standard error of a mean score that settles, in points",
    )
    audit_share = models.FloatField(default=0.05)
    max_rejected = models.FloatField(default=0.2, db_comment="share of bad lines that stops an import")
    reference_for = models.CharField(
        max_length=16,
        choices=ReferenceFor,
        default=ReferenceFor.EXPERTS,
        db_comment="who is shown references",
    )
    tray_size = models.PositiveSmallIntegerField(default=4)
    lease_minutes = models.PositiveSmallIntegerField(default=30)
    max_skips_per_hour = models.PositiveSmallIntegerField(
        default=20, db_comment="items that a rater may skip, give back or not judge within an hour"
    )
    seed = models.BigIntegerField()
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    licence = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(min_overlap__gte=1)
                & Q(min_overlap__lte=F("max_overlap"))
                & Q(max_overlap__lte=50),
                name="project_overlap_in_order",
            ),
            models.CheckConstraint(
                condition=Q(confidence__gt=0.5) & Q(confidence__lt=1),
                name="project_confidence_is_probability",
            ),
            models.CheckConstraint(condition=Q(max_error__gt=0), name="project_max_error_positive"),
            models.CheckConstraint(
                condition=Q(audit_share__gte=0) & Q(audit_share__lte=1), name="project_audit_is_share"
            ),
            models.CheckConstraint(
                condition=Q(max_rejected__gte=0) & Q(max_rejected__lte=1),
                name="project_max_rejected_is_share",
            ),
            models.CheckConstraint(
                condition=Q(tray_size__gte=1) & Q(lease_minutes__gte=1),
                name="project_tray_and_lease_positive",
            ),
            models.CheckConstraint(
                condition=Q(max_skips_per_hour__gte=1) & Q(max_skips_per_hour__lte=1000),
                name="project_skips_limited",
            ),
        ]

    def __str__(self) -> str:
        return self.name
