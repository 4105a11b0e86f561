"""Which batches of a project match a search, and what they come to. Pages and their order are left to the callers."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from tasks.intake.batches import UNFINISHED
from tasks.models import Batch, BatchFile, Project

AWAY = Batch.Status.ARCHIVED
MOVING = (*UNFINISHED, Batch.Status.DELETING)


def named(batches: QuerySet[Batch], part: str) -> QuerySet[Batch]:
    """Keep the batches with this in their name, or in the name of a file."""
    file = BatchFile.objects.filter(batch=OuterRef("pk"), name__icontains=part)
    return batches.filter(Q(name__icontains=part) | Exists(file))


def received_since(batches: QuerySet[Batch], day: date, project: Project) -> QuerySet[Batch]:
    """Keep what was uploaded on this day or later, by the project's calendar."""
    zone = ZoneInfo(project.time_zone)
    return batches.filter(created_at__gte=datetime.combine(day, time.min, zone))


def sums(project: Project) -> dict[str, Any]:
    """Sum the lines of a project's batches up; archived ones are left out."""
    return project.batches.exclude(status=AWAY).aggregate(
        n=Count("pk"),
        lines=Sum("n_lines", default=0),
        items=Sum("n_items", default=0),
        rejected=Sum("n_rejected", default=0),
        waiting=Sum("n_waiting", default=0),
        moving=Count("pk", filter=Q(status__in=MOVING)),
        drafts=Count("pk", filter=Q(status=Batch.Status.DRAFT)),
    )
