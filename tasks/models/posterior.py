"""What an item's ratings say in numbers: one row an item, updated in place by every rating and every refit.

What of it is a decision, and its history, stands in `Consensus`.
"""

from django.db import models
from django.db.models import Q

from tasks.models.consensus import Fit
from tasks.models.item import Item


class Posterior(models.Model):
    """`n_ratings` it was made from: a refit writes only where it is still the item's."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, primary_key=True, related_name="posterior")
    n_ratings = models.PositiveIntegerField()
    fit = models.ForeignKey(Fit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    method = models.CharField(max_length=32)
    method_version = models.PositiveSmallIntegerField(default=1)
    confidence = models.FloatField(null=True, db_comment="probability of the label as it stands")
    probabilities = models.JSONField(default=dict, db_comment="of what the kind may say of the item")
    strength = models.FloatField(null=True, db_comment="-3 to 3; negative: the first completion is better")
    margin = models.FloatField(null=True, db_comment="0 to 1")
    agreement = models.FloatField(null=True)
    errors = models.JSONField(default=dict, db_comment="means with their standard errors")
    evidence = models.JSONField(
        default=dict, db_comment="what the method needs for one more rating; a vote needs the tally alone"
    )
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="posterior_confidence_is_probability",
            ),
            models.CheckConstraint(
                condition=Q(margin__isnull=True) | Q(margin__gte=0, margin__lte=1),
                name="posterior_margin_is_share",
            ),
            models.CheckConstraint(condition=Q(n_ratings__gte=1), name="posterior_has_ratings"),
        ]

    def __str__(self) -> str:
        return f"numbers of {self.item}"
