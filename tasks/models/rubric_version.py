"""A published state of a rubric: its questions and forms as data. It never changes; a change is a new number."""

from django.db import models


class RubricVersion(models.Model):
    key = models.SlugField(max_length=64)
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "number"], name="rubric_version_once")]

    def __str__(self) -> str:
        return f"{self.key} v{self.number}"
