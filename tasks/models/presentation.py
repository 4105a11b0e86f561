"""What the rater saw: `order[i]` is the canonical position of the completion shown at letter i."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tasks.models.assignment import Assignment


class Presentation(models.Model):
    assignment = models.OneToOneField(
        Assignment, on_delete=models.CASCADE, primary_key=True, related_name="presentation"
    )
    order = ArrayField(models.SmallIntegerField())
    renderer = models.PositiveSmallIntegerField(db_comment="version of the renderer that was in force")

    def __str__(self) -> str:
        return f"presentation of {self.assignment}"
