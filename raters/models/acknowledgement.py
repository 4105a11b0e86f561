"""That a rater has read a guideline version."""

from django.db import models

from raters.models.guideline import GuidelineVersion
from raters.models.rater import Rater


class Acknowledgement(models.Model):
    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="acknowledgements")
    guideline_version = models.ForeignKey(
        GuidelineVersion, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    acknowledged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rater", "guideline_version"], name="acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rater} read {self.guideline_version}"
