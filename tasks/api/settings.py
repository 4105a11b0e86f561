"""What the API says and takes of the settings of projects and batches, and how it tells what a change touches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from tasks.models import Project
from tasks.policy import of_batches, settings
from tasks.policy.touched import Change

DRY_RUN = OpenApiParameter("dry_run", bool, description="1: change nothing, and tell what would be touched")
MOST = settings.MAX_OVERLAP


class ProjectSettingsSerializer(serializers.Serializer[None]):
    """What a manager may change; what is not given stays."""

    name = serializers.CharField(required=False, max_length=settings.MAX_NAME)
    state = serializers.ChoiceField(Project.State.choices, required=False)
    admits_all = serializers.BooleanField(required=False, help_text="every rater with the skills may rate")
    skills = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="codes; a rater needs all of them"
    )
    min_overlap = serializers.IntegerField(required=False, min_value=1, max_value=MOST)
    max_overlap = serializers.IntegerField(required=False, min_value=1, max_value=MOST)
    max_error = serializers.FloatField(
        required=False,
        max_value=settings.MAX_ERROR,
        help_text="above 0; standard error in points below which mean scores settle an item",
    )
    form = serializers.ChoiceField(Project.Form.choices, required=False)
    reference_for = serializers.ChoiceField(Project.ReferenceFor.choices, required=False)
    tray_size = serializers.IntegerField(required=False, min_value=1, max_value=settings.MAX_TRAY)
    lease_minutes = serializers.IntegerField(required=False, min_value=1, max_value=settings.MAX_LEASE)
    max_skips_per_hour = serializers.IntegerField(
        required=False, min_value=1, max_value=settings.MAX_SKIPS, help_text="skips and releases of a rater"
    )
    max_rejected = serializers.FloatField(required=False, min_value=0, max_value=1)
    audit_share = serializers.FloatField(
        required=False,
        min_value=0,
        max_value=1,
        help_text="share of items, drawn at import, that get a fixed number of ratings",
    )
    time_zone = serializers.CharField(required=False)
    licence = serializers.CharField(required=False, allow_blank=True, max_length=settings.MAX_LICENCE)


class BatchSettingsSerializer(serializers.Serializer[None]):
    """What a manager may change of a batch; what is not given stays."""

    name = serializers.CharField(required=False, max_length=of_batches.MAX_NAME)
    min_overlap = serializers.IntegerField(
        required=False,
        allow_null=True,
        help_text="null, with max_overlap: the project's",
        min_value=1,
        max_value=MOST,
    )
    max_overlap = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=MOST)
    priority = serializers.IntegerField(
        required=False, min_value=-of_batches.MAX_PRIORITY, max_value=of_batches.MAX_PRIORITY
    )
    deadline = serializers.DateTimeField(required=False, allow_null=True)


class ChangeSerializer(serializers.Serializer[None]):
    setting = serializers.CharField()
    old = serializers.JSONField(allow_null=True)
    new = serializers.JSONField(allow_null=True)
    touches = serializers.DictField(child=serializers.IntegerField())


class PreviewSerializer(serializers.Serializer[None]):
    changes = ChangeSerializer(many=True)


def preview(changes: Iterable[Change]) -> dict[str, Any]:
    """Tell what a change would touch."""
    return {
        "changes": [
            {"setting": each.name, "old": each.old, "new": each.new, "touches": each.counts}
            for each in changes
        ]
    }
