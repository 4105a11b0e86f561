"""What the OpenAPI document says of exports. Requests are checked by the domain, answers are built there."""

from rest_framework import serializers

from tasks.exports.policy import Labels
from tasks.exports.policy.definition import STATES
from tasks.models import Export


class PolicySerializer(serializers.Serializer[None]):
    min_ratings = serializers.IntegerField(required=False)
    min_confidence = serializers.FloatField(required=False, allow_null=True)
    states = serializers.ListField(child=serializers.ChoiceField(STATES), required=False)
    style = serializers.CharField(required=False)  # type: ignore[assignment]
    container = serializers.CharField(required=False)
    labels = serializers.ChoiceField(Labels.ALL, required=False)
    ties = serializers.CharField(required=False)
    both_bad = serializers.CharField(required=False)
    aspect = serializers.CharField(required=False, allow_blank=True)
    threshold = serializers.FloatField(required=False)
    batches = serializers.ListField(child=serializers.IntegerField(), required=False)
    domains = serializers.ListField(child=serializers.CharField(), required=False)
    languages = serializers.ListField(child=serializers.CharField(), required=False)
    skills = serializers.ListField(child=serializers.CharField(), required=False)
    guideline_versions = serializers.ListField(child=serializers.IntegerField(), required=False)
    since = serializers.DateField(required=False, allow_null=True)
    until = serializers.DateField(required=False, allow_null=True)
    without_flags = serializers.ListField(child=serializers.CharField(), required=False)
    without_tags = serializers.ListField(child=serializers.CharField(), required=False)
    repeats = serializers.CharField(required=False)
    max_pairs_per_prompt = serializers.IntegerField(required=False, allow_null=True)
    validation = serializers.FloatField(required=False)
    test = serializers.FloatField(required=False)


class ExportRequestSerializer(serializers.Serializer[None]):
    format = serializers.CharField(max_length=32)
    policy = PolicySerializer(required=False)


class NewExportSerializer(ExportRequestSerializer):
    format = serializers.CharField(max_length=32, required=False)
    saved = serializers.CharField(required=False, help_text="a saved policy, in place of format and policy")


class ExportPreviewSerializer(serializers.Serializer[None]):
    taken = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField())
    not_taken = serializers.DictField(child=serializers.IntegerField())
    splits = serializers.DictField(child=serializers.IntegerField(), help_text="empty unless exact")
    exact = serializers.BooleanField(
        help_text="false: repeats, splits and the most of a prompt are not counted"
    )
    policy = PolicySerializer()


class FileSerializer(serializers.Serializer[None]):
    name = serializers.CharField()
    rows = serializers.IntegerField()
    sha256 = serializers.CharField()
    bytes = serializers.IntegerField()
    url = serializers.CharField()


class SplitsSerializer(serializers.Serializer[None]):
    items = serializers.DictField(child=serializers.IntegerField())
    prompts_not_compared = serializers.IntegerField()


class SinceSerializer(serializers.Serializer[None]):
    export = serializers.CharField(help_text="the export before, of the same format and policy")
    cut_off = serializers.DateTimeField(allow_null=True)
    added = serializers.IntegerField()
    changed = serializers.IntegerField(help_text="items with another label")
    gone = serializers.IntegerField()
    moved = serializers.IntegerField(help_text="items in another split")


class ExportSerializer(serializers.Serializer[None]):
    id = serializers.IntegerField()
    export = serializers.IntegerField()
    project = serializers.CharField()
    format = serializers.CharField()
    policy = PolicySerializer()
    status = serializers.ChoiceField(Export.Status.choices)
    items = serializers.IntegerField()
    items_done = serializers.IntegerField()
    items_per_second = serializers.FloatField(allow_null=True)
    seconds_left = serializers.IntegerField(allow_null=True)
    rows = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField())
    left_out = serializers.DictField(child=serializers.IntegerField())
    splits = SplitsSerializer(allow_null=True)
    since = SinceSerializer(allow_null=True)
    files = FileSerializer(many=True)
    archive = serializers.CharField(allow_null=True)
    error = serializers.DictField(allow_null=True)
    created_at = serializers.DateTimeField()
    cut_off = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class LinkRequestSerializer(serializers.Serializer[None]):
    file = serializers.CharField(
        required=False, help_text="a file's name; without it, the archive of all files"
    )


class LinkSerializer(serializers.Serializer[None]):
    url = serializers.CharField()
    file = serializers.CharField(help_text="the name to save it under")
    expires_at = serializers.DateTimeField()


class DownloadSerializer(serializers.Serializer[None]):
    at = serializers.DateTimeField()
    who = serializers.CharField()
    file = serializers.CharField()


class DownloadListSerializer(serializers.Serializer[None]):
    rows = DownloadSerializer(many=True)
    next_before = serializers.IntegerField(allow_null=True)


class ExportListSerializer(serializers.Serializer[None]):
    results = ExportSerializer(many=True)
    next = serializers.CharField(allow_null=True)
