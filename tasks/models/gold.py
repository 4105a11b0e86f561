"""What experts decided about an item that checks raters; seen by staff only."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from raters.models import Rater
from tasks.models.item import Item


class Gold(models.Model):
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="gold")
    min_strength = models.SmallIntegerField(null=True, blank=True)
    max_strength = models.SmallIntegerField(null=True, blank=True)
    verdict = models.CharField(max_length=16, blank=True)
    score_ranges = ArrayField(
        ArrayField(models.SmallIntegerField(), size=2),
        default=list,
        help_text="per cell, in the rubric's order",
    )
    explanation = models.TextField(blank=True)
    made_by = models.ForeignKey(Rater, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    min_strength__gte=-3, max_strength__lte=3, min_strength__lte=F("max_strength"), verdict=""
                )
                | Q(min_strength__isnull=True, max_strength__isnull=True, verdict__in=["", "both_bad"]),
                name="gold_is_band_or_verdict",
            ),
        ]
        verbose_name_plural = "gold"

    def __str__(self) -> str:
        return f"gold of {self.item}"
