"""One upload of one or more files: what became of each line, and whether the items may be assigned."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from raters.models import Role, User
from tasks.models.project import Project
from tasks.models.rubric_version import RubricVersion

# Before raters are measured an item is rated so often at first, as far as its bounds allow.
FIXED_OVERLAP = 3


class Overlap(NamedTuple):
    """How many ratings an item is given at first, and at most."""

    wanted: int
    most: int


class BatchQuerySet(models.QuerySet["Batch"]):
    def for_user(self, user: User) -> BatchQuerySet:
        """Managers and engineers see the batches of their projects; nobody else sees batches."""
        if not user.is_superuser and user.role not in (Role.MANAGER, Role.ENGINEER):
            return self.none()
        return self.filter(project__in=Project.objects.for_user(user))


class Batch(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("awaiting confirmation")
        QUEUED = "queued", _("queued")
        IMPORTING = "importing", _("importing")
        STOPPED = "stopped", _("stopped: too many lines are bad")
        OPEN = "open", _("open")
        HELD = "held", _("held")
        PAUSED = "paused", _("paused")
        ARCHIVED = "archived", _("archived")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")
        DELETING = "deleting", _("being deleted")

    # A failed batch is uploaded again: its items and lines, and those that are going, count for nothing.
    LOST = (Status.FAILED, Status.DELETING)

    class Duplicates(models.TextChoices):
        KEEP = "keep", _("keep them as items of their own")
        LINK = "link", _("link them to the first")
        SKIP = "skip", _("leave them out")

    class SameId(models.TextChoices):
        """What becomes of a line whose id the project has with another text."""

        KEEP = "keep", _("keep both")
        REPLACE = "replace", _("replace the earlier one unless it was opened or rated")
        SKIP = "skip", _("leave the new one out")

    class Pairing(models.TextChoices):
        """How a line's answers become items where the rubric takes fewer than there are."""

        AUTO = "", _("as the rubric takes them")
        ALL = "all", _("every pair")
        RING = "ring", _("a ring: each answer meets two others")
        RANDOM = "random", _("random opponents")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="batches")
    name = models.CharField(max_length=255)
    status = models.CharField(max_length=16, choices=Status, default=Status.QUEUED)
    format = models.CharField(max_length=32, blank=True)
    encoding = models.CharField(max_length=16, blank=True, db_comment="empty: detected for each file")
    columns = models.JSONField(
        default=dict, db_comment="our key → the file's column or key; or a file's name → the same for it"
    )
    labels = models.JSONField(
        default=dict, db_comment="label column → what its values mean and what becomes of it"
    )
    prompts_only = models.BooleanField(
        default=False, db_default=False, db_comment="prompts wait, whatever else their rows hold"
    )
    hold = models.BooleanField(default=False)
    duplicates = models.CharField(max_length=8, choices=Duplicates, default=Duplicates.KEEP)
    same_id = models.CharField(
        max_length=8,
        choices=SameId,
        default=SameId.KEEP,
        db_default=SameId.KEEP,
        db_comment="an id the project has with another text",
    )
    pairing = models.CharField(max_length=8, choices=Pairing, default=Pairing.AUTO, blank=True)
    n_opponents = models.PositiveSmallIntegerField(
        default=1, db_comment="of each answer, when they are random"
    )
    counts_ratings = models.BooleanField(default=False, db_comment="people's imported ratings take slots")
    tolerates_rejected = models.BooleanField(
        default=False, db_comment="import on, however many lines are bad"
    )
    survey = models.JSONField(null=True, blank=True, db_comment="what the dry run found")
    rubric_version = models.ForeignKey(RubricVersion, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=16, choices=Project.Form)
    min_overlap = models.PositiveSmallIntegerField(null=True, blank=True, db_comment="null: the project's")
    max_overlap = models.PositiveSmallIntegerField(null=True, blank=True)
    priority = models.SmallIntegerField(default=0)
    deadline = models.DateTimeField(null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    n_bytes = models.BigIntegerField(default=0)
    is_packed = models.BooleanField(
        default=False, db_default=False, db_comment="whether any of its uploads is gzip or an archive"
    )
    n_bytes_read = models.BigIntegerField(default=0)
    n_lines = models.BigIntegerField(default=0)
    n_lines_before = models.BigIntegerField(default=0, db_comment="when the present run began")
    n_bytes_before = models.BigIntegerField(default=0)
    n_accepted = models.BigIntegerField(default=0)
    n_waiting = models.BigIntegerField(default=0, db_comment="accepted lines that wait for others")
    n_items = models.BigIntegerField(default=0)
    n_rejected = models.BigIntegerField(default=0)
    n_duplicates = models.BigIntegerField(default=0)
    n_warnings = models.BigIntegerField(default=0)
    n_ratings = models.BigIntegerField(default=0, db_comment="imported with the lines")
    passed_over = models.JSONField(default=list, db_comment="files in its archives that hold no lines")
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
                condition=Q(
                    status__in=[
                        *("draft", "queued", "importing", "stopped", "open"),
                        *("held", "paused", "archived", "failed", "cancelled", "deleting"),
                    ]
                ),
                name="batch_status_known",
            ),
            models.CheckConstraint(
                condition=Q(n_lines__gte=F("n_accepted") + F("n_rejected")), name="batch_lines_accounted_for"
            ),
            models.CheckConstraint(
                condition=Q(min_overlap=None, max_overlap=None)
                | Q(
                    min_overlap__gte=1,
                    min_overlap__lte=F("max_overlap"),
                    max_overlap__lte=50,
                    max_overlap__isnull=False,
                ),
                name="batch_overlap_in_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["claimed_until"],
                condition=Q(status__in=["draft", "queued", "importing"]),
                name="batch_due",
            ),
            models.Index(fields=["project", "-created_at"], name="batch_newest"),
        ]
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return self.name

    @property
    def is_dry_run(self) -> bool:
        """Tell whether its import is rolled back: a draft is imported by a dry run only."""
        return self.status == self.Status.DRAFT

    @property
    def overlap(self) -> Overlap:
        """Return the overlap of its items: within its own bounds, or else the project's."""
        most = self.max_overlap or self.project.max_overlap
        least = self.min_overlap or self.project.min_overlap
        return Overlap(min(max(FIXED_OVERLAP, least), most), most)

    @property
    def home(self) -> int:
        """Return the id under which its prompts and sources are unique and its imports take turns.

        It is the project's; a dry run has one of its own, so that nobody waits for rows that will be rolled back.
        """
        return -self.pk if self.is_dry_run else self.project_id


class BatchFile(models.Model):
    """One file of a batch, in the order of its answers; where reading stands, and what was found out about it."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="files", db_index=False)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=255, db_comment="as the sender called it; never a path")
    upload = models.CharField(max_length=255, db_comment="where storage keeps it")
    member = models.CharField(max_length=255, blank=True, db_comment="its path when the upload is an archive")
    digest = models.BinaryField(max_length=32, default=b"", db_comment="SHA-256 of the upload")
    encoding = models.CharField(max_length=16, blank=True, db_comment="found, or given")
    layout = models.CharField(max_length=32, blank=True, db_comment="of its first good line")
    above = models.JSONField(
        default=list, db_default=[], db_comment="rows above a table's header, which are not read"
    )
    has_answers = models.BooleanField(
        default=False, db_default=False, db_comment="a good line of it has answers, ratings or gold"
    )
    n_bytes = models.BigIntegerField(default=0)
    n_bytes_read = models.BigIntegerField(default=0)
    n_lines = models.BigIntegerField(default=0, db_comment="lines committed: where an import resumes")
    is_read = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="batch_file_place_once")]

    def __str__(self) -> str:
        return self.name


class RejectedLine(models.Model):
    """A line that was not taken: where it is, what is wrong with it, and how to mend it."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rejected_lines", db_index=False)
    file = models.PositiveSmallIntegerField(default=0, db_comment="position in the batch")
    line = models.BigIntegerField()
    field = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=64)
    details = models.JSONField(default=dict)
    original = models.TextField(blank=True, db_comment="its beginning; the whole is read from the upload")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "file", "line"], name="rejected_line_once")]

    def __str__(self) -> str:
        return f"line {self.line} of {self.batch}: {self.code}"


class WaitingLineQuerySet(models.QuerySet["WaitingLine"]):
    def prompts_alone(self) -> WaitingLineQuerySet:
        """Keep the lines that hold a prompt and nothing to judge or to judge by."""
        bare: dict[str, Any] = {"content__answers": [], "content__ratings": [], "content__gold": None}
        return self.filter(prompt_digest__isnull=False, **bare)


class WaitingLine(models.Model):
    """A line that is no item by itself: a prompt without answers, an answer without its rivals, ratings alone.

    It waits for other lines of the same key, of this batch or of a later one, and is gone when it has become part of
    an item.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="waiting_lines", db_index=False)
    file = models.PositiveSmallIntegerField(default=0)
    line = models.BigIntegerField()
    key = models.CharField(max_length=255, db_comment="what lines are joined on")
    prompt_digest = models.BinaryField(
        max_length=32, null=True, db_comment="normalised; null without a prompt"
    )
    content = models.JSONField(db_comment="the line as read")

    objects = WaitingLineQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "file", "line"], name="waiting_line_once")]
        indexes = [
            models.Index(fields=["project", "key"], name="waiting_key"),
            models.Index(fields=["project", "prompt_digest"], name="waiting_prompt"),
        ]

    def __str__(self) -> str:
        return f"line {self.line} of {self.batch}, waiting"
