"""Every change of an assignment or rating, written by a trigger and never changed."""

from django.db import models
from django.db.models import Q


class Event(models.Model):
    class Kind(models.TextChoices):
        ASSIGNMENT = "assignment"
        RATING = "rating"

    at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=Kind)
    assignment_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    rater_id = models.BigIntegerField()
    state = models.CharField(
        max_length=16, db_comment="of the assignment; for a rating: current or superseded"
    )
    holds_slot = models.BooleanField()
    version = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["assignment_id", "id"], name="event_of_assignment"),
            models.Index(
                fields=["rater_id", "at"],
                condition=Q(kind="assignment", state__in=["skipped", "released"]),
                name="event_given_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.assignment_id}: {self.state}"
