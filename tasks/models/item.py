"""A prompt with its completions, to be judged `wanted` times; its slots, its tally and where it stands.

The row is narrow because every assignment and rating touches it: texts live with prompt and completion, what a
line carried besides lives in `ItemDetail`.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from raters.models import Role, User
from tasks.models.batch import Batch
from tasks.models.completion import Completion
from tasks.models.project import Project
from tasks.models.prompt import Prompt


class ItemQuerySet(models.QuerySet["Item"]):
    def for_user(self, user: User) -> ItemQuerySet:
        """Managers and engineers see the items of their projects; raters see assignments, not items."""
        if not user.is_superuser and user.role not in (Role.MANAGER, Role.ENGINEER):
            return self.none()
        return self.filter(project__in=Project.objects.for_user(user))

    def assignable(self) -> ItemQuerySet:
        """Items with a free slot in an open batch."""
        return self.filter(state=Item.State.OPEN, taken__lt=F("wanted"), batch__status=Batch.Status.OPEN)


class Item(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("open")
        SETTLED = "settled", _("settled")
        CONTESTED = "contested", _("contested")
        DISPUTED = "disputed", _("in dispute")
        ADJUDICATED = "adjudicated", _("adjudicated")
        WITHDRAWN = "withdrawn", _("withdrawn")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="items", db_index=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="items", db_index=False)
    prompt = models.ForeignKey(Prompt, on_delete=models.PROTECT, related_name="items")
    file = models.PositiveSmallIntegerField(default=0, db_comment="position of the file in its batch")
    line = models.BigIntegerField()
    nth = models.PositiveSmallIntegerField(default=0, db_comment="of the items that came of the line")
    digest = models.BinaryField(
        max_length=32, db_comment="content hash: normalised prompt, unordered completions"
    )
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    priority = models.SmallIntegerField(default=0)
    shuffle = models.IntegerField(default=0, db_comment="stored random order; also seeds who sees which side")
    is_audit = models.BooleanField(default=False)
    is_gold = models.BooleanField(default=False)
    language = models.CharField(max_length=16, blank=True)
    domain = models.CharField(max_length=64, blank=True)
    skill_ids = ArrayField(models.BigIntegerField(), default=list)
    wanted = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    max_overlap = models.PositiveSmallIntegerField()
    n_ratings = models.PositiveIntegerField(default=0)
    n_cannot_judge = models.PositiveIntegerField(default=0)
    tally = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        db_comment="counts of the kind that labels the item",
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(taken__lte=F("wanted")) & Q(wanted__lte=F("max_overlap")),
                name="item_slots_in_order",
            ),
            models.CheckConstraint(condition=Q(n_ratings__lte=F("taken")), name="item_ratings_hold_slots"),
            models.CheckConstraint(condition=Q(is_gold=False) | Q(wanted=0), name="item_gold_has_no_slots"),
            models.UniqueConstraint(fields=["batch", "file", "line", "nth"], name="item_once_for_line"),
        ]
        indexes = [
            models.Index(
                "project",
                F("priority").desc(),
                F("n_ratings").desc(),
                "id",
                condition=Q(state="open", taken__lt=F("wanted")),
                name="item_assignable",
            ),
            models.Index(fields=["project", "digest"], name="item_digest"),
            models.Index(fields=["project", "state"], name="item_state"),
        ]

    def __str__(self) -> str:
        return f"item {self.pk}"


class ItemCompletion(models.Model):
    """The canonical place of a completion in an item; 0 is the first, whose letter in exports is `a`."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField()
    completion = models.ForeignKey(Completion, on_delete=models.PROTECT, related_name="places")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="item_completion_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.item}, place {self.position}"


class ItemDetail(models.Model):
    """What the line carried besides prompt and completions, kept as it came."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, primary_key=True, related_name="detail")
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    reference = models.TextField(blank=True)
    sources = models.JSONField(default=dict, db_comment="the reference's evidence and links")
    attachments = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    meta = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"detail of {self.item}"


class LinkedLine(models.Model):
    """A line that repeats an item and was linked to it instead of becoming one of its own."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="linked_lines")
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="linked_lines", db_index=False)
    file = models.PositiveSmallIntegerField(default=0)
    line = models.BigIntegerField()
    external_id = models.CharField(max_length=200, blank=True)
    meta = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "file", "line"], name="linked_line_once")]

    def __str__(self) -> str:
        return f"line {self.line} of {self.batch}, linked"
