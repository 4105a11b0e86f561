"""A sign of life of a background program."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """The last sign of life of the programs of one kind: a worker's queue, or beat."""

    program = models.CharField(max_length=16, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.program
