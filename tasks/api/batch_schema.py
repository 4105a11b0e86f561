"""What the OpenAPI document says of batches, and the shape of what comes in. What fits is the domain's to say."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from tasks.intake.receiving import MAX_FILES
from tasks.models import Batch

KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="the same key gives the same answer again"
)
DRY_RUN = OpenApiParameter("dry_run", bool, description="say what an import would make, and store nothing")
BEFORE = OpenApiParameter("before", int, description="the smallest batch id of the page before")
STATUS = OpenApiParameter("status", str, enum=Batch.Status.values)
QUERY = OpenApiParameter("q", str, description="part of the name of a batch or of one of its files")
ORIGINALS = OpenApiParameter(
    "originals", bool, description="only the lines as they came, to be mended and uploaded again"
)


class ColumnsField(serializers.JSONField):
    """Our key → the file's column or key; several for `completions`. Or a file's name → the same for that file."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        given = super().to_internal_value(data)
        if not isinstance(given, dict) or not all(map(_is_column, given.values())):
            raise serializers.ValidationError(
                _("Give a JSON object: our key, and the column or list of columns that holds it.")
            )
        return given


def _is_column(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_is_column, value.values()))
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(column, str) for column in value)
    )


class ChoicesSerializer(serializers.Serializer[None]):
    """What may be chosen for an import; what is not given stays, or is found out."""

    format = serializers.CharField(required=False, allow_blank=True, max_length=32)
    encoding = serializers.CharField(required=False, allow_blank=True, max_length=16)
    columns = ColumnsField(required=False)
    labels = serializers.JSONField(
        required=False, help_text="label column → use (keep, rating, gold), rater, base, means, strength"
    )
    prompts_only = serializers.BooleanField(required=False, default=None, allow_null=True)
    hold = serializers.BooleanField(required=False, default=None, allow_null=True)
    duplicates = serializers.ChoiceField(Batch.Duplicates.choices, required=False)
    same_id = serializers.ChoiceField(Batch.SameId.choices, required=False)
    pairing = serializers.ChoiceField(Batch.Pairing.choices, required=False, allow_blank=True)
    n_opponents = serializers.IntegerField(required=False)
    counts_ratings = serializers.BooleanField(required=False, default=None, allow_null=True)
    tolerate_rejected = serializers.BooleanField(required=False, default=None, allow_null=True)


class FilesSerializer(serializers.Serializer[None]):
    file = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), allow_empty=False, max_length=MAX_FILES
    )


class UploadSerializer(FilesSerializer, ChoicesSerializer):
    name = serializers.CharField(required=False, max_length=255)
    draft = serializers.BooleanField(
        required=False, default=False, help_text="keep it, survey it, and import it when it is confirmed"
    )


class LinesSerializer(serializers.Serializer[None]):
    lines = serializers.ListField(child=serializers.DictField(), help_text="at most 1,000 lines")


class BatchFileSerializer(serializers.Serializer[None]):
    name = serializers.CharField()
    member = serializers.CharField(help_text="its path, if the upload is an archive")
    layout = serializers.CharField()
    encoding = serializers.CharField()
    above = serializers.ListField(
        child=serializers.CharField(), help_text="rows above a table's header, which are not read"
    )
    lines = serializers.IntegerField()
    bytes = serializers.IntegerField()
    bytes_read = serializers.IntegerField()
    is_read = serializers.BooleanField()


class BatchSerializer(serializers.Serializer[None]):
    id = serializers.IntegerField()
    batch = serializers.IntegerField()
    project = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(Batch.Status.choices)
    format = serializers.CharField()
    hold = serializers.BooleanField()
    encoding = serializers.CharField()
    columns = serializers.DictField()
    labels = serializers.DictField(help_text="what was said of label columns")
    prompts_only = serializers.BooleanField()
    passed_over = serializers.ListField(
        child=serializers.CharField(), help_text="files in archives that hold no lines"
    )
    duplicates_are = serializers.ChoiceField(Batch.Duplicates.choices)
    same_id = serializers.ChoiceField(Batch.SameId.choices)
    pairing = serializers.ChoiceField(Batch.Pairing.choices)
    n_opponents = serializers.IntegerField()
    counts_ratings = serializers.BooleanField()
    min_overlap = serializers.IntegerField(allow_null=True, help_text="null: the project's")
    max_overlap = serializers.IntegerField(allow_null=True)
    priority = serializers.IntegerField()
    deadline = serializers.DateTimeField(allow_null=True)
    lines = serializers.IntegerField()
    accepted = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="accepted lines that wait for others")
    items = serializers.IntegerField()
    ratings = serializers.IntegerField()
    rejected = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    warnings = serializers.IntegerField()
    bytes = serializers.IntegerField()
    bytes_read = serializers.IntegerField()
    rows_a_second = serializers.FloatField(allow_null=True)
    seconds_left = serializers.FloatField(allow_null=True)
    files = BatchFileSerializer(many=True)
    survey = serializers.DictField(allow_null=True, help_text="what the dry run of a draft has found")
    error = serializers.DictField(allow_null=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    opened_at = serializers.DateTimeField(allow_null=True)


class BatchListSerializer(serializers.Serializer[None]):
    results = BatchSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class SpreadSerializer(serializers.Serializer[None]):
    p5 = serializers.IntegerField()
    p50 = serializers.IntegerField()
    p95 = serializers.IntegerField()
    max = serializers.IntegerField()


class SurveySerializer(serializers.Serializer[None]):
    """The result of a dry run; docs/formats.md, “Dry run”, says what each key counts."""

    files = serializers.ListField(child=serializers.DictField())
    complete = serializers.BooleanField(help_text="false: only the beginning was read")
    lines = serializers.IntegerField()
    rows = serializers.IntegerField()
    tried = serializers.IntegerField(
        help_text="lines tried as an import; of the rest repeats are not foretold"
    )
    accepted = serializers.IntegerField()
    waiting = serializers.IntegerField()
    rejected = serializers.IntegerField()
    duplicates = serializers.DictField(child=serializers.IntegerField())
    items = serializers.IntegerField()
    ratings = serializers.IntegerField()
    gold = serializers.IntegerField()
    layouts = serializers.DictField(child=serializers.IntegerField())
    languages = serializers.DictField(child=serializers.IntegerField())
    lengths = serializers.DictField(child=SpreadSerializer())
    names_model = serializers.IntegerField(help_text="answers that name their own model")
    warnings = serializers.DictField(child=serializers.IntegerField())
    odd = serializers.ListField(child=serializers.DictField())
    rejected_lines = serializers.ListField(child=serializers.DictField())
    rejected_codes = serializers.DictField(child=serializers.IntegerField())
    first_items = serializers.ListField(child=serializers.DictField())
    cost = serializers.DictField(child=serializers.FloatField())
    too_many_rejected = serializers.BooleanField()
    comes_to_nothing = serializers.DictField(
        allow_null=True, help_text="why the import would be held with nothing made"
    )
    error = serializers.CharField(allow_null=True)
    error_details = serializers.DictField()
    error_message = serializers.CharField(allow_blank=True)
