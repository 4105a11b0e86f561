"""An item's label and its history. A row never changes: a new decision is a new row. Numbers are `Posterior`'s."""

from django.db import models
from django.db.models import Q, Value

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
    """What an item was decided to be: written when its state or its label changes, and never changed."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="consensus_rows")
    number = models.PositiveIntegerField()
    current = models.BooleanField(default=True)
    fit = models.ForeignKey(Fit, on_delete=models.PROTECT, null=True, related_name="consensus_rows")
    method = models.CharField(max_length=32)
    method_version = models.PositiveSmallIntegerField(default=1)
    label = models.CharField(
        max_length=200, blank=True, db_comment="the kind's short answer; empty where none stands out"
    )
    detail = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        db_comment="the whole of it, in the kind's own keys",
    )
    state = models.CharField(
        max_length=16, choices=Item.State, db_comment="the item's state that this row decided"
    )
    n_ratings = models.PositiveIntegerField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="consensus_once"),
            models.UniqueConstraint(fields=["item"], condition=Q(current=True), name="consensus_one_current"),
        ]
        verbose_name_plural = "consensus"

    def __str__(self) -> str:
        return f"{self.label} for {self.item}"
