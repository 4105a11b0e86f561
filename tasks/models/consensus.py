"""An item's aggregated label with its probability. A row never changes: a new decision is a new row."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tasks.models.item import Item
from tasks.models.project import Project


class Fit(models.Model):
    """One run of a model over all ratings of a project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="fits")
    number = models.PositiveIntegerField()
    method = models.CharField(max_length=32)
    parameters = models.JSONField(default=dict)
    n_ratings = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="fit_once")]

    def __str__(self) -> str:
        return f"fit {self.number} of {self.project}"


class Consensus(models.Model):
    class Winner(models.TextChoices):
        A = "a", _("first completion")
        B = "b", _("second completion")
        TIE = "tie", _("about equal")
        BOTH_BAD = "both_bad", _("both bad")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="consensus_rows")
    number = models.PositiveIntegerField()
    current = models.BooleanField(default=True)
    fit = models.ForeignKey(Fit, on_delete=models.PROTECT, null=True, related_name="consensus_rows")
    method = models.CharField(max_length=32)
    method_version = models.PositiveSmallIntegerField(default=1)
    winner = models.CharField(max_length=16, choices=Winner)
    state = models.CharField(
        max_length=16, choices=Item.State, db_comment="the item's state that this row decided"
    )
    p_consensus = models.FloatField(null=True)
    p_vote = models.FloatField(null=True)
    p_tie = models.FloatField(default=0)
    p_both_bad = models.FloatField(default=0)
    strength = models.FloatField(null=True)
    margin = models.FloatField(null=True)
    n_ratings = models.PositiveIntegerField()
    agreement = models.FloatField(null=True)
    aspects = models.JSONField(default=dict)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="consensus_once"),
            models.UniqueConstraint(fields=["item"], condition=Q(current=True), name="consensus_one_current"),
            models.CheckConstraint(
                condition=Q(winner__in=["a", "b", "tie", "both_bad"]), name="consensus_winner_known"
            ),
            models.CheckConstraint(
                condition=Q(p_tie__gte=0, p_tie__lte=1, p_both_bad__gte=0, p_both_bad__lte=1)
                & (Q(p_vote__isnull=True) | Q(p_vote__gte=0, p_vote__lte=1))
                & (Q(p_consensus__isnull=True) | Q(p_consensus__gte=0, p_consensus__lte=1)),
                name="consensus_probabilities",
            ),
        ]
        verbose_name_plural = "consensus"

    def __str__(self) -> str:
        return f"{self.winner} for {self.item}"
