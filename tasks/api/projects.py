"""Projects and items over the API: which there are, how they stand, and what was said of an item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import Count
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.rest import JsonParser
from raters.api.scopes import needs_scope
from raters.models import User
from tasks import projects
from tasks.api import finding
from tasks.models import Consensus, Item, Posterior, Project, Rating
from tasks.rubric import letters

PAGE = 100


class OverlapSerializer(serializers.Serializer[None]):
    min = serializers.IntegerField()
    max = serializers.IntegerField()


class ProjectSerializer(serializers.Serializer[None]):
    slug = serializers.CharField()
    name = serializers.CharField()
    state = serializers.ChoiceField(Project.State.choices)
    rubric = serializers.CharField()
    form = serializers.ChoiceField(Project.Form.choices)
    overlap = OverlapSerializer()


class ProjectListSerializer(serializers.Serializer[None]):
    results = ProjectSerializer(many=True)


class ProjectPolicySerializer(serializers.Serializer[None]):
    """What a manager may change; what is not given stays."""

    max_rejected = serializers.FloatField(required=False, min_value=0, max_value=1)
    reference_for = serializers.ChoiceField(Project.ReferenceFor.choices, required=False)
    max_skips_per_hour = serializers.IntegerField(
        required=False, min_value=1, max_value=projects.MAX_SKIPS, help_text="skips and releases of a rater"
    )


class ProjectDetailSerializer(ProjectSerializer):
    policy = ProjectPolicySerializer()
    items = serializers.DictField(child=serializers.IntegerField())


class ItemSerializer(serializers.Serializer[None]):
    id = serializers.IntegerField()
    project = serializers.CharField()
    batch = serializers.IntegerField()
    line = serializers.IntegerField()
    external_id = serializers.CharField()
    state = serializers.ChoiceField(Item.State.choices)
    wanted = serializers.IntegerField()
    taken = serializers.IntegerField()
    prompt = serializers.ListField(child=serializers.DictField())
    completions = serializers.ListField(child=serializers.DictField())
    consensus = serializers.DictField(allow_null=True)
    ratings = serializers.ListField(child=serializers.DictField())


class ReadingView(APIView):
    """Shared by the views of this file: whoever may rate, manage or export sees what is theirs."""

    permission_classes = [needs_scope("rate", "manage", "export", "quality")]

    @property
    def user(self) -> User:
        return cast("User", self.request.user)

    def projects(self) -> Any:
        return Project.objects.for_user(self.user).select_related("rubric_version")


class ProjectList(ReadingView):
    @extend_schema(operation_id="projects_list", responses=ProjectListSerializer)
    def get(self, _request: Request) -> Response:
        return Response({"results": [_project(each) for each in self.projects().order_by("slug")[:PAGE]]})


class ProjectDetail(ReadingView):
    @extend_schema(responses=ProjectDetailSerializer)
    def get(self, _request: Request, slug: str) -> Response:
        return Response(_detail(finding.one(self.projects(), slug=slug)))


class ProjectPolicy(ReadingView):
    permission_classes = [needs_scope("manage")]
    parser_classes = [JsonParser]

    @extend_schema(request=ProjectPolicySerializer, responses=ProjectDetailSerializer)
    def post(self, request: Request, slug: str) -> Response:
        project = finding.one(self.projects(), slug=slug)
        given = ProjectPolicySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = _policy(project) | given.validated_data
        changed = projects.change_policy(
            project=project,
            max_rejected=wanted["max_rejected"],
            reference_for=wanted["reference_for"],
            max_skips_per_hour=wanted["max_skips_per_hour"],
            by=self.user,
        )
        return Response(_detail(changed))


class ItemDetail(ReadingView):
    """An item with its ratings in canonical order, for managers and engineers of its project."""

    permission_classes = [needs_scope("manage", "export", "quality")]

    @extend_schema(responses=ItemSerializer)
    def get(self, _request: Request, pk: int) -> Response:
        rows = Item.objects.for_user(self.user).select_related("project", "prompt", "detail")
        return Response(_item(finding.one(rows, pk=pk)))


def _detail(project: Project) -> dict[str, Any]:
    return _project(project) | {"items": _counts(project), "policy": _policy(project)}


def _policy(project: Project) -> dict[str, Any]:
    return {name: getattr(project, name) for name in ("max_rejected", "reference_for", "max_skips_per_hour")}


def _project(project: Project) -> dict[str, Any]:
    return {
        "slug": project.slug,
        "name": project.name,
        "state": project.state,
        "rubric": str(project.rubric_version),
        "form": project.form,
        "overlap": {"min": project.min_overlap, "max": project.max_overlap},
    }


def _counts(project: Project) -> dict[str, int]:
    work = project.items.filter(is_gold=False).order_by()
    states = work.values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(Item.State.values, 0) | dict(states)


def _item(item: Item) -> dict[str, Any]:
    places = item.places.select_related("completion").order_by("position")
    consensus = Consensus.objects.filter(item=item, current=True).first()
    numbers = Posterior.objects.filter(item=item).first()
    ratings = Rating.objects.filter(item=item, current=True).select_related("rater", "assignment")
    orders = dict(ratings.values_list("pk", "assignment__presentation__order"))
    return {
        "id": item.pk,
        "project": item.project.slug,
        "batch": item.batch_id,
        "line": item.line,
        "external_id": item.detail.external_id,
        "state": item.state,
        "wanted": item.wanted,
        "taken": item.taken,
        "prompt": item.prompt.messages,
        "completions": [{"text": each.completion.text, "model": each.completion.model} for each in places],
        "consensus": _consensus(consensus, numbers) if consensus and numbers else None,
        "ratings": [_rating(each, orders[each.pk], len(places)) for each in ratings.order_by("pk")],
    }


def _consensus(row: Consensus, numbers: Posterior) -> dict[str, Any]:
    """Tell the label and its numbers; a probability has the key that exports give it."""
    names = ("confidence", "strength", "margin", "agreement", "errors", "n_ratings", "method")
    label = {"label": row.label, "detail": row.detail, "state": row.state}
    return label | {name: getattr(numbers, name) for name in names} | {"probabilities": numbers.probabilities}


def _rating(rating: Rating, order: Sequence[int] | None, n_answers: int) -> dict[str, Any]:
    """Tell a rating; its rationale verbatim, and with the letters of the canonical order."""
    names = ("strength", "verdict", "scores", "rationale", "reasons", "flags", "answers", "surplus")
    about = {"rater": rating.rater.pseudonym, "kind": rating.rater.kind, "purpose": rating.assignment.purpose}
    order = order or range(n_answers)
    return (
        about
        | {name: getattr(rating, name) for name in (*names, "submitted_at")}
        | {
            "letters": letters.shown_letters(order),
            "rationale_canonical": letters.canonical_rationale(rating.rationale, order),
        }
    )
