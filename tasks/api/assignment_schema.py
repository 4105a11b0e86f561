"""What the OpenAPI document says of assignments and ratings. The domain checks requests and builds the answers."""

from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer
from rest_framework import serializers

from tasks.models import Assignment, Media

KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="the same key gives the same answer again"
)
WHY = [
    OpenApiParameter(
        "X-Reason", str, OpenApiParameter.HEADER, response=[204], description="why nothing is waiting"
    ),
    OpenApiParameter(
        "X-Note",
        str,
        OpenApiParameter.HEADER,
        response=[204],
        description="what a manager has written about it, percent-encoded UTF-8",
    ),
]


class FunctionSerializer(serializers.Serializer[None]):
    name = serializers.CharField()
    arguments = serializers.CharField(help_text="JSON as a rule, as the model wrote it")


class ToolCallSerializer(serializers.Serializer[None]):
    id = serializers.CharField(allow_blank=True)
    type = serializers.CharField(help_text="`function`")
    function = FunctionSerializer()


class MessageSerializer(serializers.Serializer[None]):
    role = serializers.CharField()
    content = serializers.CharField(allow_blank=True)
    tool_calls = ToolCallSerializer(many=True, required=False)
    name = serializers.CharField(required=False, help_text="of the author or the tool")
    tool_call_id = serializers.CharField(required=False, help_text="the call that a tool's turn answers")


class MediaSerializer(serializers.Serializer[None]):
    kind = serializers.ChoiceField(Media.Kind.choices)
    type = serializers.CharField(help_text="the content type")
    url = serializers.CharField(help_text="takes `Range`")


class AnswerSerializer(serializers.Serializer[None]):
    text = serializers.CharField()
    html = serializers.CharField(help_text="sanitised; `notice` says when it is not all of the text")
    notice = serializers.CharField()
    media = MediaSerializer(required=False)


class AttachmentSerializer(serializers.Serializer[None]):
    name = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(Media.Kind.choices)
    url = serializers.CharField()


class ReferenceSerializer(serializers.Serializer[None]):
    answer = serializers.CharField(required=False)
    evidence = serializers.ListField(child=serializers.CharField(), required=False)
    links = serializers.ListField(child=serializers.CharField(), required=False)


class PreferenceSerializer(serializers.Serializer[None]):
    strength = serializers.IntegerField(required=False, help_text="-3 to 3; negative: A is better")
    verdict = serializers.ChoiceField(["both_bad", "cannot_judge"], required=False)


class MarkSerializer(serializers.Serializer[None]):
    answer = serializers.CharField()
    start = serializers.IntegerField(help_text="code points of the stored text")
    end = serializers.IntegerField()
    kind = serializers.ChoiceField(["wrong", "unsupported", "good"])
    note = serializers.CharField(required=False)
    source = serializers.CharField(required=False)  # type: ignore[assignment]


class RatingSerializer(serializers.Serializer[None]):
    preference = PreferenceSerializer(required=False, help_text="where the rubric compares two answers")
    scores = serializers.DictField(
        child=serializers.DictField(), required=False, help_text="aspect, then letter: 1 to 5 or `na`"
    )
    rationale = serializers.CharField(required=False)
    reasons = serializers.ListField(child=serializers.CharField(), required=False)
    marks = MarkSerializer(many=True, required=False)
    clauses = serializers.ListField(child=serializers.IntegerField(), required=False)
    tags = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)
    rewrite = serializers.DictField(child=serializers.CharField(), required=False)
    confidence = serializers.IntegerField(required=False, help_text="1 to 3")
    flags = serializers.ListField(child=serializers.CharField(), required=False)
    answers = serializers.DictField(
        required=False,
        help_text="answers to the rubric's other questions; a ranking is a list of lists of letters, best first",
    )
    active_ms = serializers.IntegerField(required=False)


class DraftSerializer(RatingSerializer):
    draft_revision = serializers.IntegerField(
        required=False, help_text="that of the draft it was made from; 409 when another was saved since"
    )


class AssignmentSerializer(serializers.Serializer[None]):
    id = serializers.IntegerField()
    item = serializers.CharField(help_text="the name under which this rater, and no other, knows the item")
    project = serializers.CharField()
    language = serializers.CharField(help_text="of the item, else of its prompt; empty where it is not known")
    prompt = MessageSerializer(many=True)
    answers = serializers.DictField(child=AnswerSerializer(), help_text="letters are what this rater sees")
    attachments = AttachmentSerializer(many=True, required=False)
    warnings = serializers.ListField(child=serializers.CharField(), required=False)
    reference = ReferenceSerializer(required=False, help_text="where the project shows it to this rater")
    rubric = serializers.DictField()
    asked = serializers.ListField(child=serializers.CharField())
    guideline = serializers.DictField(allow_null=True)
    draft = DraftSerializer(allow_null=True)
    draft_revision = serializers.IntegerField()
    undone = serializers.BooleanField()
    lease_expires_at = serializers.DateTimeField()


class ManagedAssignmentSerializer(serializers.Serializer[None]):
    """What a manager sees of somebody's assignment."""

    id = serializers.IntegerField()
    rater = serializers.CharField(help_text="a pseudonym")
    item = serializers.IntegerField()
    batch = serializers.IntegerField()
    line = serializers.IntegerField()
    external_id = serializers.CharField()
    order = serializers.ListField(child=serializers.IntegerField(), help_text="canonical positions as shown")
    purpose = serializers.ChoiceField(Assignment.Purpose.choices)
    state = serializers.ChoiceField(Assignment.State.choices)
    opened_at = serializers.DateTimeField(allow_null=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    lease_expires_at = serializers.DateTimeField()


SEEN = PolymorphicProxySerializer(
    component_name="SeenAssignment",
    serializers=[AssignmentSerializer, ManagedAssignmentSerializer],
    resource_type_field_name=None,
)


class StoredSerializer(serializers.Serializer[None]):
    id = serializers.IntegerField()
    version = serializers.IntegerField()
    surplus = serializers.BooleanField()
    submitted_at = serializers.DateTimeField()
    next = AssignmentSerializer(allow_null=True)
    reason = serializers.CharField(allow_blank=True, help_text="why `next` is null")
    note = serializers.CharField(allow_blank=True, help_text="what a manager has written about it")


class SavedSerializer(serializers.Serializer[None]):
    saved_at = serializers.DateTimeField()
    revision = serializers.IntegerField()


class LeaseSerializer(serializers.Serializer[None]):
    lease_expires_at = serializers.DateTimeField()


class SkipSerializer(serializers.Serializer[None]):
    reason = serializers.CharField()


class EndedSerializer(serializers.Serializer[None]):
    id = serializers.IntegerField()
    state = serializers.CharField()
