"""What a rater has filled in but not submitted, in canonical order; kept whatever becomes of the lease."""

from django.db import models

from tasks.models.assignment import Assignment


class Draft(models.Model):
    assignment = models.OneToOneField(
        Assignment, on_delete=models.CASCADE, primary_key=True, related_name="draft"
    )
    content = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft of {self.assignment}"
